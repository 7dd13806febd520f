import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import t, { type Test } from 'tap'
import { notificationEvent } from '../../db/tables/outbox.ts'
import { kindOf, kinds, wordsInAccess } from '../../src/outbox/kinds.ts'
import { askedBefore } from '../../src/people/confirmation.ts'
import { createTestDatabase } from '../support/database.ts'
import { openSql } from '../support/open-sql.ts'
import { smallRegion } from '../support/region.ts'

/** Every kind of notification: who may be told of it, who waits, and when it is over (R15). */

const now = new Date('2026-11-22T09:00:00Z')
const created = new Date('2026-11-21T09:00:00Z')
const today = '2026-11-22'

/** A professional with a signal in a match, and everything else that somebody may be told of. */
async function world(t: Test) {
  const database = await createTestDatabase(t)
  const sql = openSql(database.superuserUrl)
  t.teardown(() => sql.end())
  const { professionals, officer } = await smallRegion(sql, 2)
  const [anna, bas] = professionals
  if (!anna || !bas) throw new Error('nobody')
  const [person, signal, other, match, archived, request, conflict, invitation] = Array.from(
    { length: 8 },
    () => randomUUID(),
  ) as [string, string, string, string, string, string, string, string]
  await sql`insert into young_person (id, bsn_sealed, seal_key_version, destruction_date) values (${person}, '\\x00', 1, '2040-01-01')`
  for (const [id, account] of [
    [signal, anna.id],
    [other, bas.id],
  ] as const) {
    await sql`
      insert into signal (id, young_person_id, professional_id, organisation_id, convenant_id, municipality_code, registered_at, removal_date)
      select ${id}, ${person}, a.id, a.organisation_id, p.convenant_id, '0193', ${created}, '2027-06-01'
        from account a join partner p on p.organisation_id = a.organisation_id where a.id = ${account}`
  }
  await sql`insert into match (id, young_person_id, created_at) values (${match}, ${person}, ${created})`
  await sql`
    insert into match_participant (match_id, signal_id, professional_id, municipality_code, joined_at)
    select ${match}, id, professional_id, municipality_code, ${created} from signal`
  await sql`insert into lapse_reminder values (${signal}, '2027-06-01', 30, ${created})`
  await sql`
    insert into archived_signal (id, young_person_id, professional_id, organisation_id, convenant_id, municipality_code, registered_at, ended_date, reason)
    select ${archived}, ${person}, ${bas.id}, organisation_id, convenant_id, '0193', ${created}, '2026-01-01', 'lapsed'
      from signal where id = ${signal}`
  await sql`
    insert into subject_request (id, kind, municipality_code, opened_by, opened_at, young_person_id, age_group, due_date)
    values (${request}, 'objection', '0193', ${officer.id}, ${created}, ${person}, 'under_12', '2026-12-22')`
  await sql`
    insert into identity_conflict (id, young_person_id, signal_id, known_destruction_date, stated_destruction_date, detected_at)
    values (${conflict}, ${person}, ${signal}, '2040-01-01', '2039-01-01', ${created})`
  await sql`
    insert into invitation (id, purpose, account_id, created_at, created_by, expires_at)
    values (${invitation}, 'professional', ${anna.id}, ${created}, ${officer.id}, '2026-12-21T09:00:00Z')`
  await sql`update account set details_confirmed_at = null, details_asked_at = null`
  for (const role of ['coordinator', 'functional_administrator'])
    await sql`insert into role_assignment (id, account_id, role, from_date) values (gen_random_uuid(), ${officer.id}, ${role}, '2026-01-01')`

  /** What becomes of a notification that was made yesterday. */
  const standing = async (event: string, over: Partial<Record<string, string | Date>> = {}) => {
    const id = randomUUID()
    const whole = {
      role: 'professional',
      recipient: anna.id,
      at: now,
      ...told[event]?.to(officer.id),
      ...over,
    }
    await sql`
      insert into notification (id, event, signal_id, match_id, recipient_id, recipient_role, on_behalf_of, invitation_id, request_id, created_at, next_attempt_at)
      values (${id}, ${event}, ${signal}, ${told[event]?.ofMatch ? match : null}, ${whole.recipient}, ${whole.role}, null,
              ${event === 'invitation' ? invitation : null}, ${request}, ${created}, ${created})`
    await sql`insert into archive_notice values (${archived}, ${anna.id}, ${id}, ${created}) on conflict do nothing`
    await sql`update archive_notice set notification_id = ${id}`
    const [row] =
      await sql`select standing_of(n, ${whole.at}, ${today}) as standing from notification n where id = ${id}`
    await sql`update archive_notice set notification_id = gen_random_uuid()`
    await sql`delete from notification where id = ${id}`
    return row?.standing
  }
  return { sql, anna, bas, officer, signal, match, standing }
}

type World = Awaited<ReturnType<typeof world>>
type Change = (world: World) => postgres.PendingQuery<postgres.Row[]>

const endSignal: Change = ({ sql, signal }) =>
  sql`update signal set removal_date = '2026-11-22' where id = ${signal}`
const closeMatch: Change = ({ sql }) =>
  sql`with closed as (update match set closed_at = ${now}) update match_participant set left_at = ${now}`
const leaveMatch: Change = ({ sql, signal }) =>
  sql`update match_participant set left_at = ${now} where signal_id = ${signal}`
const suspend: Change = ({ sql }) => sql`update partner set state = 'suspended'`
const endRoles: Change = ({ sql }) => sql`update role_assignment set until_date = '2026-11-22'`

interface Told {
  readonly ofMatch?: boolean
  readonly to: (officer: string) => { role?: string; recipient?: string }
  readonly held: readonly Change[]
  readonly over: readonly Change[]
}

const toProfessional = { to: () => ({}), held: [suspend, endRoles] }
const ofMatch = { ...toProfessional, ofMatch: true, over: [endSignal, closeMatch, leaveMatch] }
const toOfficer = (role: string) => ({ to: (recipient: string) => ({ role, recipient }), held: [endRoles] })

const told: Readonly<Record<string, Told>> = {
  match_created: ofMatch,
  participant_joined: ofMatch,
  participant_changed: ofMatch,
  match_taken_over: ofMatch,
  participant_left: { ...ofMatch, over: [endSignal] },
  signal_about_to_lapse: {
    ...toProfessional,
    over: [
      endSignal,
      ({ sql, signal }) => sql`update signal set removal_date = '2027-08-01' where id = ${signal}`,
      ({ sql, signal, officer }) =>
        sql`update signal set professional_id = ${officer.id} where id = ${signal}`,
    ],
  },
  archived_signals_found: {
    ...toProfessional,
    held: [suspend, endRoles, endSignal],
    over: [({ sql }) => sql`update archived_signal set ended_date = '2021-11-22'`],
  },
  advice_asked: {
    ...toProfessional,
    over: [
      endSignal,
      ({ sql }) =>
        sql`update subject_request set decision = 'refused', decided_at = ${now}, decided_by = opened_by`,
      ({ sql, signal, officer }) =>
        sql`update signal set professional_id = ${officer.id} where id = ${signal}`,
    ],
  },
  quick_withdrawal: { ...toOfficer('coordinator'), over: [] },
  officers_changed: { ...toOfficer('functional_administrator'), over: [] },
  taken_over_by_colleague: { ...toProfessional, over: [] },
  signal_destroyed: { ...toProfessional, over: [] },
  identity_conflict: {
    ...toOfficer('functional_administrator'),
    over: [({ sql }) => sql`delete from identity_conflict`],
  },
  details_confirmation_due: {
    ...toProfessional,
    over: [
      ({ sql }) => sql`update account set details_confirmed_at = ${now}`,
      ({ sql }) => sql`update account set details_asked_at = ${now}`,
    ],
  },
  invitation: {
    ...toProfessional,
    held: [],
    over: [
      ({ sql }) => sql`update invitation set accepted_at = ${now}`,
      ({ sql }) => sql`update invitation set withdrawn_at = ${now}`,
      ({ sql }) => sql`update invitation set expires_at = ${now}`,
    ],
  },
}

t.test('R20: every kind has one entry, and words of its own', async (t) => {
  t.strictSame(Object.keys(kinds).sort(), [...notificationEvent.enumValues].sort())
  t.strictSame(Object.keys(told).sort(), [...notificationEvent.enumValues].sort(), 'and is tried below')
  const subjects = Object.values(kinds).map(({ mail }) => mail.professional.subject)
  t.equal(new Set(subjects).size, subjects.length)
  t.strictSame(
    Object.values(kinds).flatMap(({ noAccess }) =>
      noAccess === undefined || /^[a-z].{15,}[a-z]$/.test(noAccess) ? [] : noAccess,
    ),
    [],
  )
})

t.test('a kind that this version does not know is refused, and gets no words by default', async (t) => {
  for (const name of ['signal_sold', 'constructor', ''])
    t.throws(() => kindOf(name), /does not know the notification/)
  t.throws(() => wordsInAccess('invitation'), /tells of the notification invitation/)
  const { sql, anna } = await world(t)
  await sql`alter type notification_event add value 'signal_sold'`
  await sql`
    insert into notification (id, event, recipient_id, recipient_role, created_at, next_attempt_at)
    values (gen_random_uuid(), 'signal_sold', ${anna.id}, 'professional', ${created}, ${created})`
  for (const asked of [
    sql`select ground_to_tell(event) from notification`,
    sql`select told_by(event) from notification`,
    sql`select is_over(n, ${now}, ${today}) from notification n`,
    sql`select may_be_told(n, ${now}, ${today}) from notification n`,
  ])
    await t.rejects(asked.execute(), { code: '20000' })
  t.strictSame(
    [...(await sql`select * from claim_notifications(${now}, ${today}, 10, 60)`)],
    [],
    'it is left to a version that does',
  )
  t.match(await sql`select state, attempts from notification`, [{ state: 'waiting', attempts: 0 }])
})

for (const [event, { held, over }] of Object.entries(told))
  t.test(`R15: who is told of ${event}, who waits, and when it is over`, async (t) => {
    const made = await world(t)
    const { sql, standing, anna, officer } = made
    t.equal(await standing(event), 'told')
    const undone = async (change: Change) => {
      await sql`begin`
      await change(made)
      const found = await standing(event)
      await sql`rollback`
      return found
    }
    for (const [n, change] of held.entries()) t.equal(await undone(change), 'held', `held ${n}`)
    for (const [n, change] of over.entries()) t.equal(await undone(change), 'over', `over ${n}`)
    for (const lost of held)
      for (const change of over.filter((each) => each !== lost))
        t.equal(
          await undone((all) => {
            void lost(all).execute()
            return change(all)
          }),
          'over',
          'over, though nobody may be told',
        )
    const leave: Change = () =>
      sql`update account set withdrawn_at = ${now} where id in (${anna.id}, ${officer.id})`
    t.equal(await undone(leave), 'over', 'its recipient has left')
  })

t.test('R15: what has no other end is over after a time', async (t) => {
  const { standing, sql } = await world(t)
  await endRoles({ sql } as World)
  const days = (count: number) => new Date(created.getTime() + count * 24 * 3_600_000)
  for (const event of [
    'quick_withdrawal',
    'officers_changed',
    'taken_over_by_colleague',
    'signal_destroyed',
  ]) {
    t.equal(await standing(event, { at: days(364) }), 'held')
    t.equal(await standing(event, { at: days(365) }), 'over')
  }
  const asked = askedBefore(now)
  const term = (now.getTime() - asked.getTime()) / (24 * 3_600_000)
  t.equal(await standing('details_confirmation_due', { at: days(term - 1) }), 'held')
  t.equal(await standing('details_confirmation_due', { at: days(term) }), 'over', 'they are to be asked anew')
})
