import type { FastifyBaseLogger } from 'fastify'
import t, { type Test } from 'tap'
import { openDatabase } from '../../db/driver/client.ts'
import { deliverDueNotifications } from '../../src/deliver/deliver-notifications.ts'
import { createMailer } from '../../src/deliver/mailer.ts'
import { createLog } from '../../src/http/door/log.ts'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { compareMail, faultsInBooks } from '../crash/books.ts'
import { crowd } from '../matching/crowd.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createTestDatabase } from '../support/database.ts'
import { startMailServer } from '../support/mail-server.ts'
import { createTestService } from '../support/service.ts'

const retrySchedule = [10, 60, 300]
const keys = parseKeys(generateKeys(false))
const from = 'noreply@verwijsindex.example'

/** Three professionals on one young person: seven notifications, and a delivery whose clock a test sets. */
async function sevenNotifications(t: Test) {
  const existing = await createTestDatabase(t)
  await crowd(existing.sql, 3)
  const began = new Date()
  const { register } = await createTestService(t, { existing, clock: () => began })
  const [bsn] = madeUpBsns()
  for (const subject of ['p0', 'p1', 'p2']) await register(subject, { bsn, birthDate: '2015-06-01' })
  const mailServer = await startMailServer(t)
  const database = openDatabase({
    url: existing.serviceUrl,
    poolSize: 4,
    queryDeadline: 5000,
    applicationName: 'test',
  })
  t.teardown(() => database.close())
  let now = began
  /** Delivers what is due so many seconds after the registrations. */
  const deliverAt = async (seconds: number, url = mailServer.url) => {
    now = new Date(began.getTime() + seconds * 1000)
    const mailer = createMailer(url, from, 4)
    const log = createLog('silent') as FastifyBaseLogger
    const work = { database, mailer, clock: () => now, log, portalUrl: 'https://portaal.example', from, keys }
    try {
      await deliverDueNotifications({ ...work, retrySchedule, onAttempt: () => {} }, () => false)
    } finally {
      mailer.close()
    }
  }
  const attempts = async () => {
    const rows = await existing.sql`
      select a.number, a.outcome, a.smtp_status as status, count(*)::int as times,
             round(extract(epoch from a.started_at - ${began}::timestamptz))::int as at
        from delivery_attempt a group by 1, 2, 3, 5 order by 1, 5`
    return rows.map((row) => [row.number, row.outcome, row.status, row.at, row.times])
  }
  return { sql: existing.sql, mailServer, deliverAt, attempts }
}

t.test('R15: mail that is refused for a while arrives once, after the waits of the schedule', async (t) => {
  const { sql, mailServer, deliverAt, attempts } = await sevenNotifications(t)
  mailServer.refuseWith = 451
  await deliverAt(0)
  await deliverAt(9)
  // For good, but not for the address: it is the server that does not want this client.
  mailServer.refuseWith = 550
  mailServer.refuseText = '5.7.1 Relay access denied'
  await deliverAt(10)
  await deliverAt(69)
  await deliverAt(70)
  await deliverAt(369)
  await deliverAt(370)
  mailServer.refuseWith = undefined
  await deliverAt(669)
  t.equal(mailServer.received.length, 0, 'not before its time')
  await deliverAt(670)
  await deliverAt(5000)
  t.strictSame(await attempts(), [
    [1, 'failed', 451, 0, 7],
    [2, 'failed', 550, 10, 7],
    [3, 'failed', 550, 70, 7],
    [4, 'failed', 550, 370, 7],
    [5, 'accepted', null, 670, 7],
  ])
  t.strictSame(await compareMail(sql, mailServer), { owed: 7, missing: 0, notOwed: 0, again: 0 })
  t.strictSame(await faultsInBooks(sql), {})
})

t.test('R15: a mail server that is away is tried again, and then gets everything once', async (t) => {
  const { sql, mailServer, deliverAt, attempts } = await sevenNotifications(t)
  await deliverAt(0, 'smtp://127.0.0.1:1')
  await deliverAt(10)
  t.strictSame(await attempts(), [
    [1, 'failed', null, 0, 7],
    [2, 'accepted', null, 10, 7],
  ])
  t.strictSame(await compareMail(sql, mailServer), { owed: 7, missing: 0, notOwed: 0, again: 0 })
  t.strictSame(await faultsInBooks(sql), {})
})

t.test('R15: what a worker claimed and never ended is delivered by another after the lease', async (t) => {
  const { sql, mailServer, deliverAt, attempts } = await sevenNotifications(t)
  // The mail server takes it, and the worker dies before it can say so.
  await sql`create function refuse() returns trigger language plpgsql as $$ begin raise 'away'; end $$`
  await sql`create trigger refuse before update on delivery_attempt execute function refuse()`
  await t.rejects(deliverAt(0))
  await sql`drop trigger refuse on delivery_attempt`
  t.equal(mailServer.received.length, 4, 'no more is claimed than is sent at once')
  await deliverAt(59)
  t.equal(mailServer.received.length, 7, 'the rest goes on; what is claimed waits until the lease is over')
  await deliverAt(60)
  t.strictSame(await attempts(), [
    [1, 'started', null, 0, 4],
    [1, 'accepted', null, 59, 3],
    [2, 'accepted', null, 60, 4],
  ])
  t.strictSame(await compareMail(sql, mailServer), { owed: 7, missing: 0, notOwed: 0, again: 4 })
  t.strictSame(await faultsInBooks(sql), {})
})
