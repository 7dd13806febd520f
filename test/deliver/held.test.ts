import type postgres from 'postgres'
import t from 'tap'
import { readBacklog } from '../../src/outbox/backlog.ts'
import { later, matchedAt, matchWaiting, type Waiting } from '../support/delivery.ts'
import type { Account } from '../support/region.ts'

/**
 * Who may not be told today is told when they may again (R1, R2, R15): a notification is held for them, and withheld only where what it
 * tells of is over.
 */

type Change = (sql: postgres.Sql, waiting: Waiting) => PromiseLike<unknown>

const first = ({ professionals: [{ id }] }: Waiting) => id

/** A right that somebody loses before they are told, and how they have it back; what it is about goes on. */
const losses: Record<
  string,
  readonly [held: (w: Waiting) => readonly Account[], lost: Change, back: Change]
> = {
  'R1: the partner is suspended, and connected again': [
    ({ professionals: [one] }) => [one],
    (sql, w) =>
      sql`update partner set state = 'suspended' where organisation_id = (select organisation_id from account where id = ${first(w)})`,
    (sql) => sql`update partner set state = 'connected'`,
  ],
  'R1: the partnership ended, and the organisation joins anew': [
    ({ professionals: [one] }) => [one],
    (sql, w) =>
      sql`update partner set state = 'ended' where organisation_id = (select organisation_id from account where id = ${first(w)})`,
    (sql) => sql`update partner set state = 'connected'`,
  ],
  'R1: the professional is not designated for a while': [
    ({ professionals: [one] }) => [one],
    (sql, w) => sql`update role_assignment set until_date = '2026-11-22' where account_id = ${first(w)}`,
    (sql, w) =>
      sql`insert into role_assignment (id, account_id, role, from_date) values (gen_random_uuid(), ${first(w)}, 'professional', '2026-11-22')`,
  ],
  'R1: the convenant is not in force for a while': [
    ({ professionals }) => professionals,
    (sql) => sql`update convenant set in_force_until = '2026-11-21'`,
    (sql) => sql`update convenant set in_force_until = null`,
  ],
  'R1: the municipality takes no part in the convenant for a while': [
    ({ professionals }) => professionals,
    (sql) => sql`update convenant_municipality set until_date = '2026-11-22'`,
    (sql) => sql`update convenant_municipality set until_date = null`,
  ],
  'R2: the role of the follow-up officer ends, and is granted again': [
    ({ officer }) => [officer],
    (sql, w) => sql`update role_assignment set until_date = '2026-11-22' where account_id = ${w.officer.id}`,
    (sql, w) => sql`update role_assignment set until_date = null where account_id = ${w.officer.id}`,
  ],
  'R2: the follow-up officer has that role elsewhere for a while': [
    ({ officer }) => [officer],
    async (sql, w) => {
      await sql`insert into municipality values ('0150', 'Deventer', '1900-01-01', null)`
      await sql`update role_assignment set municipality_code = '0150' where account_id = ${w.officer.id}`
    },
    (sql, w) => sql`update role_assignment set municipality_code = '0193' where account_id = ${w.officer.id}`,
  ],
}

for (const [what, [whom, lost, back]] of Object.entries(losses))
  t.test(`${what}: who could not be told is told then`, async (t) => {
    const waiting = await matchWaiting(t)
    const { professionals, officer, database, clock, deliver, mail, told, outcomes, states, attempts, open } =
      waiting
    const held = whom(waiting)
    const everyone = [...professionals, officer]
    const still = everyone.filter((each) => !held.includes(each))
    await lost(database.sql, waiting)
    await deliver()
    t.strictSame(mail.received.flatMap(({ to }) => to).sort(), still.map(({ email }) => email).sort())
    t.equal((await states()).waiting, held.length)
    t.equal((await attempts()).length, still.length, 'to hold is no attempt')
    t.equal(outcomes.filter((outcome) => outcome === 'held').length, held.length)

    clock.now = later(3)
    await deliver()
    t.equal(mail.received.length, still.length)
    const asleep = await readBacklog(open(), clock.now)
    t.match(asleep, { waiting: 0, oldestSeconds: 0, held: held.length }, 'no alarm rings for it')

    await back(database.sql, waiting)
    clock.now = new Date(later(3).getTime() + 3_600_000)
    await deliver()
    t.strictSame(mail.received.flatMap(({ to }) => to).sort(), everyone.map(({ email }) => email).sort())
    t.strictSame(await told(), everyone.map(({ subject }) => `notification_sent ${subject}`).sort())
    t.strictSame(await states(), { delivered: 3 })
    await deliver()
    t.equal(mail.received.length, 3, 'once')
  })

t.test('R15: who comes back seconds after a match is told within as long again', async (t) => {
  const { professionals, database, clock, deliver, mail } = await matchWaiting(t)
  const state = (to: string) =>
    database.sql`update partner set state = ${to}
                  where organisation_id = (select organisation_id from account where id = ${professionals[0].id})`
  await state('suspended')
  await deliver()
  t.equal(mail.received.length, 2)
  await state('connected')
  clock.now = new Date(matchedAt.getTime() + 9_999)
  await deliver()
  t.equal(mail.received.length, 2)
  clock.now = new Date(matchedAt.getTime() + 10_000)
  await deliver()
  t.equal(mail.received.length, 3)
})

t.test('what is held is looked at ever less often, and within an hour', async (t) => {
  const { database, clock, deliver } = await matchWaiting(t)
  await database.sql`update convenant set in_force_until = '2026-11-21'`
  const waits: number[] = []
  for (let turn = 0; turn < 14; turn++) {
    await deliver()
    const [row] = await database.sql<{ at: Date }[]>`
      select min(next_attempt_at) as at from notification where state = 'waiting'`
    waits.push(((row?.at.getTime() ?? 0) - clock.now.getTime()) / 1000)
    clock.now = row?.at ?? clock.now
  }
  t.strictSame(waits, [10, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600, 3600])
})

t.test('R11: what is over while it is held is withheld, with its line in the logbook', async (t) => {
  const { professionals, database, clock, deliver, mail, told, states, outcomes } = await matchWaiting(t)
  await database.sql`update convenant set in_force_until = '2026-11-21'`
  await deliver()
  t.equal((await states()).waiting, 2)
  await database.sql`update signal set removal_date = '2026-11-23'`
  clock.now = later(2)
  await deliver()
  t.match(await states(), { withheld: 2, delivered: 1 })
  t.equal(mail.received.length, 1)
  t.strictSame(
    (await told()).filter((line) => line.startsWith('notification_withheld')),
    professionals.map(({ subject }) => `notification_withheld ${subject}`).sort(),
  )
  t.equal(outcomes.filter((outcome) => outcome === 'withheld').length, 2)
})

t.test('R15: of hundreds that are held all are told once their recipients may be', async (t) => {
  const { database, clock, deliver, mail, states } = await matchWaiting(t, 51)
  await database.sql`
    insert into notification (id, event, signal_id, match_id, recipient_id, recipient_role, created_at, next_attempt_at)
    select gen_random_uuid(), 'participant_changed', signal_id, match_id, recipient_id, recipient_role, created_at, next_attempt_at
      from notification cross join generate_series(1, 3) where recipient_role = 'professional'`
  await database.sql`update convenant set in_force_until = '2026-11-21'`
  await deliver()
  t.strictSame(await states(), { waiting: 408, delivered: 51 })
  await database.sql`update convenant set in_force_until = null`
  clock.now = later(1)
  await deliver()
  t.strictSame(await states(), { delivered: 459 })
  t.equal(mail.received.length, 459)
})

t.test('R15: what is released rings no alarm for the time that it was held', async (t) => {
  const { database, clock, deliver, mail, open } = await matchWaiting(t)
  await database.sql`update convenant set in_force_until = '2026-11-21'`
  await deliver()
  await database.sql`update convenant set in_force_until = null`
  mail.refuseWith = 451
  clock.now = later(30)
  await deliver()
  const backlog = await readBacklog(open(), new Date(later(30).getTime() + 5000))
  t.strictSame(backlog, { waiting: 2, oldestSeconds: 5, held: 0, refused: 0 })
})
