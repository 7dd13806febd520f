import t, { type Test } from 'tap'
import { openDatabase } from '../../db/driver/client.ts'
import { askForConfirmation } from '../../src/people/ask-for-confirmation.ts'
import { problemCode } from '../support/answers.ts'
import { deliveryOf, peopleService } from '../support/people.ts'
import type { Account } from '../support/region.ts'

const running = () => false

/** People whose details were confirmed on some day, and what is asked of them. */
async function confirming(t: Test, professionals = 2) {
  const made = await peopleService(t, professionals)
  const { database, service, clock } = made
  await database.sql`update account set details_confirmed_at = '2026-06-01T10:00:00Z'`
  return {
    ...made,
    professional: made.professionals[0] as Account,
    round: () => askForConfirmation(service.database, clock.now, running),
    asked: async () => {
      const rows = await database.sql<{ line: string }[]>`
        select a.subject || ' as ' || n.recipient_role as line
          from notification n join account a on a.id = n.recipient_id
         where n.event = 'details_confirmation_due' order by 1`
      return rows.map(({ line }) => line)
    },
  }
}

t.test('R3: one sees one’s own details, in any role, and confirms them', async (t) => {
  const { ask, professional, coordinator, get, database, events, clock, organisation, region } =
    await confirming(t)
  const officer = await region.account({ roles: ['follow_up_officer'], municipality: '0193' })
  const [{ name }] =
    (await database.sql`select name from organisation where id = ${organisation}`) as unknown as [
      { name: string },
    ]
  clock.now = new Date('2026-11-22T23:30:00Z')
  t.match((await get(professional.subject, '/v1/profile')).body, {
    id: professional.id,
    email: professional.email,
    organisation: { id: organisation, name },
    roles: [{ role: 'professional', municipalityCode: null }],
    detailsConfirmedDate: '2026-06-01',
    confirmationDue: false,
  })
  t.match((await get(officer.subject, '/v1/profile')).body, {
    organisation: null,
    roles: [{ role: 'follow_up_officer', municipalityCode: '0193' }],
  })
  const confirmed = await ask(professional.subject, { method: 'POST', url: '/v1/profile/confirmations' })
  t.equal(confirmed.statusCode, 201)
  t.equal(confirmed.json().detailsConfirmedDate, '2026-11-23', 'the day that it is in Amsterdam')
  t.strictSame(await events(professional.id), ['accounts_viewed', 'details_confirmed'])
  const { body } = await get(coordinator.subject, `/v1/professionals/${professional.id}`)
  t.equal(body.detailsConfirmedDate, '2026-11-23')
  const reason = await ask(professional.subject, {
    method: 'POST',
    url: '/v1/profile/confirmations',
    payload: { toelichting: 'klopt' },
  })
  t.equal(problemCode(reason), 'invalid-request')
})

t.test(
  'R3: people are asked when half a year has gone by, once, and again after another half year',
  async (t) => {
    const { round, asked, professionals, coordinator, clock } = await confirming(t)
    const all = [
      ...professionals.map(({ subject }) => `${subject} as professional`),
      `${coordinator.subject} as coordinator`,
    ].sort()
    clock.now = new Date('2026-11-30T09:59:59Z')
    t.equal(await round(), 0)
    clock.now = new Date('2026-11-30T10:00:00Z')
    t.equal(await round(), 3)
    t.strictSame(await asked(), all)
    t.equal(await round(), 0, 'not again')
    clock.now = new Date('2027-05-31T10:00:00Z')
    t.equal(await round(), 3, 'half a year after they were asked')
    t.equal((await asked()).length, 6)
  },
)

t.test('R3: who does not confirm in a month shows, until they do', async (t) => {
  const { round, ask, get, professional, coordinator, clock } = await confirming(t)
  const due = async () =>
    (await get(coordinator.subject, `/v1/professionals/${professional.id}`)).body.confirmationDue
  clock.now = new Date('2026-12-01T10:00:00Z')
  await round()
  t.equal(await due(), false)
  clock.now = new Date('2026-12-31T09:59:59Z')
  t.equal(await due(), false)
  clock.now = new Date('2026-12-31T10:00:00Z')
  t.equal(await due(), true)
  t.equal((await get(professional.subject, '/v1/profile')).body.confirmationDue, true)
  await ask(coordinator.subject, {
    method: 'PATCH',
    url: `/v1/professionals/${professional.id}`,
    payload: { phone: '038-7654321' },
  })
  t.equal(await due(), true, 'a change by the coordinator is no confirmation')
  await ask(professional.subject, { method: 'POST', url: '/v1/profile/confirmations' })
  t.equal(await due(), false)
})

t.test(
  'R3: asked is who can answer: in a role, with a login, and as a professional while connected',
  async (t) => {
    const { round, asked, professionals, coordinator, database, region, organisation, clock } =
      await confirming(t, 4)
    const [invited, former, fresh, ordinary] = professionals as [Account, Account, Account, Account]
    await database.sql`update account set issuer = null, subject = null where id = ${invited.id}`
    await database.sql`update role_assignment set until_date = '2026-12-01' where account_id = ${former.id}`
    await database.sql`update account set details_confirmed_at = null where id in (${fresh.id}, ${ordinary.id})`
    await database.sql`update role_assignment set from_date = '2026-11-01' where account_id = ${fresh.id}`
    await region.account({ roles: ['follow_up_officer'], municipality: '0193' })
    clock.now = new Date('2026-12-01T10:00:00Z')
    await database.sql`update partner set state = 'suspended' where organisation_id = ${organisation}`
    await round()
    t.strictSame(await asked(), [`${coordinator.subject} as coordinator`])
    await database.sql`update partner set state = 'connected' where organisation_id = ${organisation}`
    await round()
    t.strictSame(
      await asked(),
      [`${coordinator.subject} as coordinator`, `${ordinary.subject} as professional`].sort(),
      'and not who began this month',
    )
  },
)

t.test('more than a batch, by two instances at once: everybody once', async (t) => {
  const { database, asked, clock, service, organisation } = await confirming(t, 1)
  await database.sql`
    with made as (
      insert into account (id, issuer, subject, organisation_id, name, job_title, email, phone, details_confirmed_at)
      select gen_random_uuid(), 'https://issuer.example', 'many-' || n, ${organisation}::uuid, 'Naam', 'Functie',
             'many-' || n || '@organisatie.example', '038-1234567', '2026-06-01' from generate_series(1, 450) n
      returning id)
    insert into role_assignment (id, account_id, role, from_date)
    select gen_random_uuid(), id, 'professional', '2020-01-01' from made`
  const other = openDatabase({
    url: database.serviceUrl,
    role: 'verwijsindex_service',
    poolSize: 1,
    queryDeadline: 10_000,
    applicationName: 'test',
  })
  t.teardown(() => other.close())
  clock.now = new Date('2026-12-01T10:00:00Z')
  const counts = await Promise.all(
    [service.database, other].map((each) => askForConfirmation(each, clock.now, running)),
  )
  // An instance that found its whole batch asked by the other stops; those who are left are asked in the next round.
  await askForConfirmation(service.database, clock.now, running)
  const everybody = await asked()
  t.equal(everybody.length, 452)
  t.equal(new Set(everybody).size, 452)
  t.ok((counts[0] ?? 0) + (counts[1] ?? 0) <= 452)
})

t.test('R17: the mail asks to look, and holds no details', async (t) => {
  const made = await confirming(t, 1)
  const { mail, deliver } = await deliveryOf(t, made)
  made.clock.now = new Date('2026-12-01T10:00:00Z')
  await made.round()
  await deliver()
  t.strictSame(
    mail.received.map(({ to, mail }) => `${to}: ${mail.subject}`).sort(),
    [made.professional, made.coordinator]
      .map(({ email }) => `${email}: Kloppen uw gegevens in de verwijsindex nog?`)
      .sort(),
  )
  for (const { raw } of mail.received) t.notMatch(raw, /038-1234567/)
})
