import t from 'tap'
import { claimNotifications } from '../../src/outbox/claim.ts'
import { recordOutcome } from '../../src/outbox/record-outcome.ts'
import { matchedAt, matchWaiting } from '../support/delivery.ts'
import { openSql } from '../support/open-sql.ts'
import { waitingForLock } from '../support/waiting-for-lock.ts'

t.test('R15: what is being delivered and what destroys it do not wait for each other', async (t) => {
  const { database, open } = await matchWaiting(t)
  const { sql } = database
  const worker = open()
  const claimed = await claimNotifications(worker, {
    now: matchedAt,
    today: '2026-11-22',
    limit: 10,
    leaseSeconds: 60,
  })
  const rows = await sql<{ id: string }[]>`select id from notification order by ctid`
  const [first, last] = [rows.at(0), rows.at(-1)]
  const steps = openSql(database.superuserUrl, 2)
  t.teardown(() => steps.end({ timeout: 5 }))

  // Somebody looks at the last notification, so that destroying stops after the first.
  const looking = await steps.reserve()
  await looking`begin`
  await looking`select from notification where id = ${last?.id ?? ''} for update`
  const destroying = await steps.reserve()
  await destroying`begin`
  const [{ person } = { person: '' }] = await sql<{ person: string }[]>`select id as person from young_person`
  await destroying`select hold_young_persons(array[${person}]::uuid[])`
  const destroyed = destroying`
    select destroy_young_persons(array[${person}]::uuid[], 'erasure', 'AVG 17', null, now(), current_date)`.execute()
  await waitingForLock(sql)
  // Meanwhile the mail of the first is taken.
  const attempt = claimed.find(({ id }) => id === first?.id)
  if (!attempt) throw new Error('the first was not claimed')
  const settled = recordOutcome(worker, attempt, { outcome: 'accepted' }, matchedAt)
  await waitingForLock(sql, 2)
  await looking`rollback`
  await t.resolves(destroyed)
  await destroying`commit`
  await t.resolves(settled)
  t.equal((await sql`select from delivery_attempt`).length, 0)
  t.equal((await sql`select from notification`).length, 0)
})
