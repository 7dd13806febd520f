import type postgres from 'postgres'
import t from 'tap'
import { matchWaiting, type Waiting } from '../support/delivery.ts'
import type { Account } from '../support/region.ts'

type Ending = (sql: postgres.Sql, waiting: Waiting) => PromiseLike<unknown>

const first = ({ professionals: [{ id }] }: Waiting) => id
const none = 'nobody'
const both = 'both professionals'

/** What may end between the making of a notification and its delivery, and who is then no longer told. */
const endings: Record<string, readonly [withheld: string, ending: Ending]> = {
  'R1: the organisation is suspended as a partner': [
    'the first professional',
    (sql, w) =>
      sql`update partner set state = 'suspended' where organisation_id = (select organisation_id from account where id = ${first(w)})`,
  ],
  'R1: the partnership ended': [
    'the first professional',
    (sql, w) =>
      sql`update partner set state = 'ended' where organisation_id = (select organisation_id from account where id = ${first(w)})`,
  ],
  'R1: the professional is no longer designated': [
    'the first professional',
    (sql, w) => sql`update role_assignment set until_date = '2026-11-22' where account_id = ${first(w)}`,
  ],
  'R1: the convenant is no longer in force': [
    both,
    (sql) => sql`update convenant set in_force_until = '2026-11-21'`,
  ],
  'R1: the professional is designated until tomorrow': [
    none,
    (sql, w) => sql`update role_assignment set until_date = '2026-11-23' where account_id = ${first(w)}`,
  ],
  'R11: the signal of the professional has come to its date': [
    'the first professional',
    (sql, w) => sql`update signal set removal_date = '2026-11-22' where professional_id = ${first(w)}`,
  ],
  'R11: the signal of the professional comes to its date tomorrow': [
    none,
    (sql, w) => sql`update signal set removal_date = '2026-11-23' where professional_id = ${first(w)}`,
  ],
  'R10: the professional ended the signal': [
    'the first professional',
    (sql, w) => sql`delete from match_participant where professional_id = ${first(w)}`,
  ],
  'R2: the follow-up officer’s role ended': [
    'the officer',
    (sql, w) => sql`update role_assignment set until_date = '2026-11-22' where account_id = ${w.officer.id}`,
  ],
  'R2: the follow-up officer now has that role in another municipality only': [
    'the officer',
    async (sql, w) => {
      await sql`insert into municipality values ('0150', 'Deventer', '1900-01-01', null)`
      await sql`update role_assignment set municipality_code = '0150' where account_id = ${w.officer.id}`
    },
  ],
}

for (const [what, [withheld, ending]] of Object.entries(endings)) {
  t.test(`${what}: ${withheld} is not told`, async (t) => {
    const waiting = await matchWaiting(t)
    const { professionals, officer, database, deliver, mail, told, outcomes, states } = waiting
    await ending(database.sql, waiting)
    await deliver()
    const groups: Record<string, readonly Account[]> = {
      'the first professional': [professionals[0]],
      [both]: professionals,
      'the officer': [officer],
      [none]: [],
    }
    const gone = groups[withheld]
    const everyone = [...professionals, officer]
    const still = everyone.filter((each) => !gone?.includes(each))
    t.strictSame(mail.received.flatMap(({ to }) => to).sort(), still.map(({ email }) => email).sort())
    t.strictSame(
      await told(),
      everyone
        .map((each) => `notification_${still.includes(each) ? 'sent' : 'withheld'} ${each.subject}`)
        .sort(),
      'the logbook tells of both',
    )
    t.equal(outcomes.filter((outcome) => outcome === 'withheld').length, gone?.length)
    t.equal((await states()).withheld ?? 0, gone?.length)
    await deliver()
    t.equal(mail.received.length, still.length, 'and what was withheld is not tried again')
  })
}
