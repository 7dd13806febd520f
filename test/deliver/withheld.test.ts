import type postgres from 'postgres'
import t from 'tap'
import { later, matchWaiting, type Waiting } from '../support/delivery.ts'
import type { Account } from '../support/region.ts'

type Ending = (sql: postgres.Sql, waiting: Waiting) => PromiseLike<unknown>

const first = ({ professionals: [{ id }] }: Waiting) => id
const none = 'nobody'
const both = 'both professionals'
const all = 'everybody'

/** What may end for good between the making of a notification and its delivery, and who is then told no more. */
const endings: Record<string, readonly [withheld: string, ending: Ending]> = {
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
  'R15: the match has closed': [
    all,
    async (sql) => {
      await sql`update match set closed_at = '2026-11-22T09:00:00Z'`
      await sql`update match_participant set left_at = '2026-11-22T09:00:00Z'`
    },
  ],
  'R3: the professional has left the organisation': [
    'the first professional',
    (sql, w) => sql`update account set withdrawn_at = '2026-11-22T09:00:00Z' where id = ${first(w)}`,
  ],
  'R2: the follow-up officer has left': [
    'the officer',
    (sql, w) => sql`update account set withdrawn_at = '2026-11-22T09:00:00Z' where id = ${w.officer.id}`,
  ],
  'R1, R11: both signals come to their date while the convenant is not in force': [
    both,
    async (sql) => {
      await sql`update convenant set in_force_until = '2026-11-21'`
      await sql`update signal set removal_date = '2026-11-22'`
    },
  ],
}

for (const [what, [withheld, ending]] of Object.entries(endings)) {
  t.test(`${what}: ${withheld} is told no more`, async (t) => {
    const waiting = await matchWaiting(t)
    const { professionals, officer, database, clock, deliver, mail, told, outcomes, states, attempts } =
      waiting
    await ending(database.sql, waiting)
    await deliver()
    const groups: Record<string, readonly Account[]> = {
      'the first professional': [professionals[0]],
      [both]: professionals,
      'the officer': [officer],
      [all]: [...professionals, officer],
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
    t.equal((await attempts()).length, still.length, 'and nothing was attempted')
    clock.now = later(400)
    await deliver()
    t.equal(mail.received.length, still.length, 'and what was withheld is not tried again')
  })
}
