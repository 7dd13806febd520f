import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import { openDatabase } from '../../../db/driver/client.ts'
import { registerSignals } from '../../../src/signals/register-signals.ts'
import { madeUpBsns } from '../../support/bsn.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { type Account, region } from '../../support/region.ts'
import { prepare } from '../../support/registration.ts'

/** Everybody who may ask, by what they are. */
export type People = Readonly<Record<keyof Awaited<ReturnType<typeof makePeople>>, Account>>

export interface Scene {
  readonly database: TestDatabase
  readonly people: People
  /** The organisation, convenant and municipality of `anna`, to take things away from. */
  readonly convenant: string
  readonly organisation: string
}

const municipality = '0193'
const neighbouring = '0150'
const merged = '0246'

/**
 * Two municipalities, one of which goes on for a third; organisations that are connected, suspended and ended; people in every
 * role; and signals that met within an organisation, across organisations and municipalities, of people who are absent, of
 * people whose right has ended, with and without a day left.
 */
export async function setScene(t: Test, now: Date): Promise<Scene> {
  const database = await createTestDatabase(t)
  const made = region(database.sql)
  for (const code of [municipality, neighbouring, merged]) await made.municipality(code)
  const convenant = await made.convenant([municipality])
  const elsewhere = await made.convenant([neighbouring])
  const organisations = {
    own: await made.organisation(),
    other: await made.organisation(),
    suspended: await made.organisation(),
    ended: await made.organisation(),
    across: await made.organisation(),
  }
  for (const each of [organisations.own, organisations.other, organisations.suspended, organisations.ended])
    await made.partner(convenant, each)
  await made.partner(elsewhere, organisations.across)
  const people = await makePeople(made, organisations)
  await meet(database, people, now)
  await endThings(database, people, organisations)
  await ask(database, made)
  await database.sql`insert into convenant_municipality values (${convenant}, ${merged}, '2020-01-01', current_date - 9)`
  return { database, people, convenant, organisation: organisations.own }
}

async function makePeople(
  { account }: ReturnType<typeof region>,
  {
    own,
    other,
    suspended,
    ended,
    across,
  }: Record<'own' | 'other' | 'suspended' | 'ended' | 'across', string>,
) {
  const officer = (code: string, role = 'follow_up_officer') => account({ roles: [role], municipality: code })
  return {
    anna: await account({ organisation: own }),
    bert: await account({ organisation: own }),
    cora: await account({ organisation: own }),
    dismissed: await account({ organisation: own }),
    coordinator: await account({ organisation: own, roles: ['coordinator'] }),
    everything: await account({ organisation: own, roles: ['professional', 'coordinator'] }),
    otherOne: await account({ organisation: other }),
    otherTwo: await account({ organisation: other }),
    otherCoordinator: await account({ organisation: other, roles: ['coordinator'] }),
    suspendedOne: await account({ organisation: suspended }),
    suspendedCoordinator: await account({ organisation: suspended, roles: ['coordinator'] }),
    endedOne: await account({ organisation: ended }),
    acrossOne: await account({ organisation: across }),
    acrossTwo: await account({ organisation: across }),
    officer: await officer(municipality),
    officerElsewhere: await officer(neighbouring),
    officerOfMerged: await officer(merged),
    administrator: await officer(municipality, 'municipal_administrator'),
    administratorElsewhere: await officer(neighbouring, 'municipal_administrator'),
    privacyOfficer: await officer(municipality, 'privacy_officer'),
    supervisor: await account({ roles: ['supervisor'] }),
    functionalAdministrator: await account({ roles: ['functional_administrator'] }),
    formerAdministrator: await account({ roles: ['functional_administrator'], until: '2025-01-01' }),
    sourceSystem: await account({ organisation: own, roles: ['source_system'] }),
    roleless: await account({ organisation: own, roles: [] }),
    adrift: await account({ roles: ['professional'] }),
  }
}

/** Who registered the same young person, in order. */
function meetings(people: People): readonly (readonly Account[])[] {
  const { anna, bert, cora, dismissed, everything, otherOne, otherTwo } = people
  const { suspendedOne, endedOne, acrossOne, acrossTwo } = people
  return [
    [anna, otherOne, acrossOne],
    [anna, bert],
    [anna],
    [bert],
    [bert, otherTwo],
    [cora, acrossTwo],
    [dismissed, otherOne],
    [everything, suspendedOne],
    [suspendedOne, acrossOne],
    [endedOne, otherTwo, anna],
    [otherOne],
    [acrossOne, acrossTwo],
    [suspendedOne, endedOne],
  ]
}

async function meet({ serviceUrl }: TestDatabase, people: People, now: Date): Promise<void> {
  const db = openDatabase({ url: serviceUrl, poolSize: 1, queryDeadline: 5000, applicationName: 'test' })
  const budgets = { perProfessional: 1000, perOrganisation: 1000 }
  const bsns = madeUpBsns()
  try {
    for (const [at, group] of meetings(people).entries()) {
      const bsn = bsns.next().value
      for (const [place, { subject }] of group.entries()) {
        // Of the last that met, the second states another birth date.
        const birthDate = at === 11 && place === 1 ? '2014-02-02' : '2015-06-01'
        const item = prepare(subject, { bsn, birthDate }, { idempotencyKey: `${at}-${place}` })
        const { registrations } = await registerSignals(db, [item], now, budgets)
        if (registrations[0]?.outcome !== 'created')
          throw new Error(`not created: ${registrations[0]?.outcome}`)
      }
    }
  } finally {
    await db.close()
  }
}

/** Requests of data subjects, to each of the municipalities. */
async function ask({ sql }: TestDatabase, made: ReturnType<typeof region>): Promise<void> {
  const signals = await sql<{ id: string }[]>`select id from signal order by id`
  for (const [at, code] of [municipality, neighbouring, merged, municipality].entries())
    await made.subjectRequest(code, signals[at]?.id ?? '')
}

async function endThings(
  { sql }: TestDatabase,
  people: People,
  { suspended, ended }: { readonly suspended: string; readonly ended: string },
): Promise<void> {
  const { anna, bert, cora, dismissed, everything, otherTwo, acrossOne, acrossTwo, coordinator } = people
  await sql`update partner set state = 'suspended' where organisation_id = ${suspended}`
  await sql`update partner set state = 'ended' where organisation_id = ${ended}`
  await sql`update role_assignment set until_date = current_date - 1 where account_id = ${dismissed.id}`
  await sql`update municipality set valid_until = current_date - 10 where code = ${merged}`
  await sql`insert into municipality_succession values (${merged}, ${municipality}, current_date - 9)`
  // One signal has come to its date, one has ended and left its match, one match is closed.
  await sql`update signal set removal_date = current_date - 1 where professional_id = ${cora.id}`
  await sql`update match set closed_at = now() where id in (
              select match_id from match_participant where professional_id = ${acrossOne.id}
              intersect select match_id from match_participant where professional_id = ${acrossTwo.id})`
  await sql`update match_participant set left_at = now() where professional_id = ${bert.id} and match_id in (
              select match_id from match_participant where professional_id = ${otherTwo.id})`
  // One of the signals in sight of an officer was registered under the municipality that is no more.
  await sql`update signal set municipality_code = ${merged} where professional_id = ${everything.id}`
  await sql`update match_participant set municipality_code = ${merged} where professional_id = ${everything.id}`
  const absence = (who: Account, deputy: Account, from: number, until: number) => sql`
    insert into absence values (${randomUUID()}, ${who.id}, ${deputy.id}, current_date + ${from}::int, current_date + ${until}::int)`
  await absence(anna, bert, -5, 5)
  await absence(bert, cora, -9, -2)
  await absence(cora, anna, 3, 9)
  await absence(dismissed, cora, -5, 5)
  await absence(otherTwo, cora, -5, 5)
  await absence(everything, coordinator, -5, 5)
  await absence(acrossOne, acrossTwo, -5, 5)
  for (const [by, whom] of [
    [coordinator, bert],
    [people.administrator, people.otherCoordinator],
    [people.administrator, people.officer],
    [people.administratorElsewhere, people.officerElsewhere],
    [people.functionalAdministrator, people.administratorElsewhere],
    [people.otherCoordinator, otherTwo],
  ] as const) {
    await sql`insert into invitation (id, purpose, account_id, created_at, created_by, expires_at)
              values (${randomUUID()}, 'staff', ${whom.id}, now(), ${by.id}, now() + interval '30 days')`
    await sql`insert into notification (id, event, recipient_id, recipient_role, created_at, next_attempt_at)
              values (${randomUUID()}, 'invitation', ${whom.id}, 'coordinator', now(), now())`
  }
  await archive(sql, people, suspended)
  await sql`insert into delivery_attempt (notification_id, number, started_at) select id, 1, now() from notification`
}

/** What is reached through functions only: somebody's archived signal, of which another was told; who withdrew; who was asked. */
async function archive(
  sql: TestDatabase['sql'],
  { anna, bert, everything }: People,
  organisation: string,
): Promise<void> {
  const id = randomUUID()
  await sql`
    insert into archived_signal (id, young_person_id, professional_id, organisation_id, convenant_id, municipality_code,
                                 registered_at, ended_date, reason)
    select ${id}, young_person_id, ${everything.id}, organisation_id, convenant_id, municipality_code, registered_at,
           current_date - 9, 'lapsed'
      from signal where professional_id = ${anna.id} limit 1`
  await sql`insert into archive_notice values (${id}, ${anna.id}, ${randomUUID()}, now())`
  await sql`insert into quick_withdrawal values (${randomUUID()}, ${bert.id}, ${organisation}, ${municipality}, now(), now())`
  await sql`insert into lapse_reminder select id, removal_date, 30, now() from signal where professional_id = ${anna.id}`
}
