import t from 'tap'
import { crowd } from '../matching/crowd.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createTestService } from '../support/service.ts'
import { faultsInBooks } from './books.ts'

/** What a crash might leave behind if things did not commit together, and the fault by which it is found. */
const damage: Record<string, string> = {
  "delete from logbook where event = 'signal_registered'": 'signal without one line of its registration',
  'delete from signal': 'line of a registration without its signal',
  'delete from identity_index': 'young person without a signal or an index',
  'delete from match_participant': 'match of fewer than two',
  "delete from logbook where event = 'match_created'": 'match without one line of its making',
  "delete from logbook where event = 'match_joined'": 'participant without one line of joining',
  "delete from logbook where event = 'notification_made'": 'notification without one line of its making',
  "update notification set state = 'waiting'": 'notification that was not delivered',
  "delete from logbook where event = 'notification_sent'":
    'delivered notification without one line of its sending',
  "update delivery_attempt set outcome = 'failed'": 'delivered notification without one accepted attempt',
  'update notification set attempts = 2': 'attempts that are not numbered from one',
  'update delivery_attempt set finished_at = null':
    'attempt that ended without a time, or the other way round',
  'update registration_budget set registered = 2': 'budget that is not what was registered',
}

t.test('what is half done is found', async (t) => {
  const { register, database } = await createTestService(t)
  await crowd(database.sql, 2)
  const [bsn] = madeUpBsns()
  for (const subject of ['p0', 'p1']) await register(subject, { bsn, birthDate: '2015-06-01' })
  await database.sql.unsafe(`
    insert into delivery_attempt (notification_id, number, started_at, outcome, finished_at)
      select id, 1, now(), 'accepted', now() from notification;
    insert into logbook (occurred_at, event, notification_id) select now(), 'notification_sent', id from notification;
    update notification set state = 'delivered', attempts = 1`)
  t.strictSame(await faultsInBooks(database.sql), {})
  for (const [done, fault] of Object.entries(damage)) {
    const undone = new Error('undone')
    const look = database.sql.begin(async (tx) => {
      await tx.unsafe(done)
      t.ok((await faultsInBooks(tx))[fault], fault)
      throw undone
    })
    await t.rejects(look, undone)
  }
})
