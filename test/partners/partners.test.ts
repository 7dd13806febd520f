import t from 'tap'
import { invitationCode } from '../../src/identity/invitation-code.ts'
import { comparable, problemCode } from '../support/answers.ts'
import { contact, convenantOfZwolle, invitationKeys } from '../support/partners.ts'
import { tableDigests } from '../support/tables.ts'

const ggd = { name: 'GGD IJsselland', category: 'youth_health_care_organisation', kvkNumber: '08123456' }
const nobody = crypto.randomUUID()

t.test(
  'R4: an organisation is invited, agrees, is connected, suspended, connected again and ended',
  async (t) => {
    const { ask, zwolle, lastInvitation, sql, admin, clock, register, around } = await convenantOfZwolle(t)
    const invited = await ask('POST', `/convenants/${zwolle}/partners`, { organisation: ggd, contact })
    t.equal(invited.statusCode, 201, invited.payload)
    const { id, organisation, ...partner } = invited.json()
    t.match(partner, {
      state: 'invited',
      stateSinceDate: '2026-11-22',
      anchor: 'convenant',
      mayLead: false,
      contact: { ...contact, hasLogin: false },
      path: { waitsFor: 'agreement', waitsOn: 'organisation' },
    })
    t.match(organisation, { ...ggd, domain: 'youth_health_care', kind: 'institution', oin: null })
    const step = (state: string) => ask('POST', `/partners/${id}/steps`, { state })
    t.equal(problemCode(await step('connected')), 'step-not-allowed', 'not before it has agreed')

    clock.now = new Date('2026-11-23T09:00:00Z')
    const code = invitationCode(await lastInvitation(), invitationKeys)
    t.equal((await ask('POST', '/invitations/_accept', { code, agreement: true }, 'ria')).statusCode, 200)
    t.match((await ask('GET', `/partners/${id}`)).json(), {
      state: 'agreed',
      contact: { hasLogin: true },
      path: { waitsFor: 'professionals', waitsOn: 'organisation' },
    })
    const { body } = {
      body: { bsn: '999993653', birthDate: '2015-06-01' },
    }
    const professional = await around.account({ organisation: organisation.id })
    t.match((await ask('GET', `/partners/${id}`)).json().path, {
      waitsFor: 'connection',
      waitsOn: 'municipality',
    })
    t.equal((await register(professional.subject, body)).status, 403)

    const statuses: [string, number][] = [
      ['connected', 201],
      ['suspended', 403],
      ['connected', 200],
      ['ended', 403],
    ]
    for (const [state, status] of statuses) {
      t.equal((await step(state)).statusCode, 201, state)
      t.equal(
        (await register(professional.subject, body)).status,
        status,
        `R1: at the next request: ${state}`,
      )
    }
    for (const state of ['connected', 'suspended', 'ended'])
      t.equal(problemCode(await step(state)), 'step-not-allowed', `after the end: ${state}`)
    const seen = (await ask('GET', `/partners/${id}`)).json()
    t.strictSame(
      seen.steps.map((taken: Record<string, string>) => [taken.state, taken.fromDate, taken.recordedBy]),
      [
        ['invited', '2026-11-22', `Naam ${admin.subject}`],
        ['agreed', '2026-11-23', contact.name],
        ['connected', '2026-11-23', `Naam ${admin.subject}`],
        ['suspended', '2026-11-23', `Naam ${admin.subject}`],
        ['connected', '2026-11-23', `Naam ${admin.subject}`],
        ['ended', '2026-11-23', `Naam ${admin.subject}`],
      ],
    )
    t.match(seen.path, { waitsFor: null, waitsOn: 'nobody' })

    const again = await ask('POST', `/convenants/${zwolle}/partners`, { organisation: ggd, contact })
    t.equal(again.statusCode, 201, 'and invited anew')
    t.match(again.json(), { id, state: 'invited', path: { waitsFor: 'agreement' } })
    const acceptAgain = { code: invitationCode(await lastInvitation(), invitationKeys), agreement: true }
    t.equal((await ask('POST', '/invitations/_accept', acceptAgain, 'ria')).statusCode, 200)
    t.equal((await sql`select from account where subject = 'ria'`).length, 1)
    t.equal(
      (await sql`select from role_assignment where role = 'coordinator'`).length,
      1,
      'a coordinator once',
    )
    t.strictSame(
      [
        ...(await sql`select event::text, count(*)::int as n from logbook where partner_id = ${id} group by 1 order by 1`),
      ],
      [
        { event: 'account_added', n: 1 },
        { event: 'invitation_accepted', n: 2 },
        { event: 'invitation_made', n: 2 },
        { event: 'overview_viewed', n: 3 },
        { event: 'partner_invited', n: 2 },
        { event: 'partner_state_changed', n: 6 },
      ],
    )
  },
)

t.test('R4: every step that the table does not allow is refused, from every state', async (t) => {
  const { ask, zwolle, around, sql } = await convenantOfZwolle(t)
  const allowed: Record<string, readonly string[]> = {
    invited: ['ended'],
    agreed: ['connected', 'ended'],
    connected: ['suspended', 'ended'],
    suspended: ['connected', 'ended'],
    ended: [],
  }
  for (const [from, next] of Object.entries(allowed))
    for (const state of ['connected', 'suspended', 'ended']) {
      const id = await around.partner(zwolle, await around.organisation(), from)
      const answer = await ask('POST', `/partners/${id}/steps`, { state })
      t.equal(answer.statusCode, next.includes(state) ? 201 : 409, `${from} to ${state}`)
      const [now] = await sql`select state::text, state_since::text from partner where id = ${id}`
      t.strictSame(
        now,
        next.includes(state)
          ? { state, state_since: '2026-11-22' }
          : { state: from, state_since: '2020-01-01' },
      )
    }
  const id = await around.partner(zwolle, await around.organisation(), 'agreed')
  for (const state of ['invited', 'agreed', 'x', null])
    t.equal((await ask('POST', `/partners/${id}/steps`, { state })).statusCode, 400)
})

t.test('R4: another municipality finds nothing, alike whether it is there or not', async (t) => {
  const { ask, zwolle, around, neighbour, sql, database } = await convenantOfZwolle(t)
  const organisation = await around.organisation()
  await around.party(zwolle, organisation)
  const partner = await around.partner(zwolle, organisation, 'agreed')
  const invitation = { organisation: ggd, contact }
  const requests = (convenant: string, id: string, member: string) =>
    [
      ['GET', `/convenants/${convenant}/parties`],
      ['POST', `/convenants/${convenant}/parties`, ggd],
      ['DELETE', `/convenants/${convenant}/parties/${member}`],
      ['GET', `/convenants/${convenant}/partners`],
      ['POST', `/convenants/${convenant}/partners`, invitation],
      ['GET', `/partners/${id}`],
      ['PATCH', `/partners/${id}`, { mayLead: true }],
      ['POST', `/partners/${id}/steps`, { state: 'connected' }],
      ['POST', `/partners/${id}/invitations`, {}],
    ] as const
  const before = await tableDigests(database.sql, { except: ['logbook'] })
  const answers = new Set<string>()
  for (const [method, path, payload] of [
    ...requests(zwolle, partner, organisation),
    ...requests(nobody, nobody, nobody),
  ]) {
    const answer = await ask(method, path, payload, neighbour.subject)
    t.equal(answer.statusCode, 404, `${method} ${path}`)
    answers.add(comparable(answer))
  }
  t.equal(answers.size, 1)
  t.strictSame(await tableDigests(database.sql, { except: ['logbook'] }), before)

  await sql`update convenant_municipality set from_date = null where convenant_id = ${zwolle}`
  t.equal(
    (await ask('GET', `/partners/${partner}`)).statusCode,
    404,
    'nor who has not agreed to the convenant',
  )
  await sql`update convenant_municipality set from_date = '2020-01-01', until_date = '2026-11-22' where convenant_id = ${zwolle}`
  t.equal((await ask('GET', `/partners/${partner}`)).statusCode, 404, 'nor in whose place another goes on')
  await sql`update convenant_municipality set until_date = '2026-11-23' where convenant_id = ${zwolle}`
  t.equal((await ask('GET', `/partners/${partner}`)).statusCode, 200)
})

t.test('of many who invite one organisation at once, one does, and one mail goes out', async (t) => {
  const { ask, zwolle, administrator, sql } = await convenantOfZwolle(t)
  const colleagues = await Promise.all(Array.from({ length: 6 }, () => administrator('0193')))
  const answers = await Promise.all(
    colleagues.map(({ subject }) =>
      ask('POST', `/convenants/${zwolle}/partners`, { organisation: ggd, contact }, subject),
    ),
  )
  t.strictSame(answers.map(({ statusCode }) => statusCode).sort(), [201, 409, 409, 409, 409, 409])
  const count = async (table: string) => (await sql`select from ${sql(table)}`).length
  t.strictSame(
    [
      await count('organisation'),
      await count('partner'),
      await count('partner_step'),
      await count('convenant_party'),
      await count('invitation'),
      await count('notification'),
    ],
    [1, 1, 1, 1, 1, 1],
  )
  t.equal((await sql`select from account where organisation_id is not null`).length, 1)
})

t.test('R4: an invitation is sent again, and the one before it is void', async (t) => {
  const { ask, zwolle, lastInvitation, administrator, sql } = await convenantOfZwolle(t)
  const { id } = (await ask('POST', `/convenants/${zwolle}/partners`, { organisation: ggd, contact })).json()
  const first = invitationCode(await lastInvitation(), invitationKeys)
  const colleague = await administrator('0193')
  const again = await ask('POST', `/partners/${id}/invitations`, {}, colleague.subject)
  t.equal(again.statusCode, 201, again.payload)
  const second = invitationCode(await lastInvitation(), invitationKeys)
  t.not(first, second)
  t.equal((await ask('POST', '/invitations/_read', { code: first })).statusCode, 404)
  t.match((await ask('POST', '/invitations/_read', { code: second })).json(), { person: contact.name })
  t.equal((await sql`select from account where organisation_id is not null`).length, 1, 'to the same account')

  const other = { ...contact, name: 'H. Ander', email: 'h.ander@organisatie.example' }
  t.match((await ask('POST', `/partners/${id}/invitations`, { contact: other })).json(), {
    contact: { ...other, hasLogin: false },
  })
  t.equal((await ask('POST', '/invitations/_read', { code: second })).statusCode, 404)
  const third = invitationCode(await lastInvitation(), invitationKeys)
  t.equal((await ask('POST', '/invitations/_accept', { code: third, agreement: true }, 'h')).statusCode, 200)
  t.equal(problemCode(await ask('POST', `/partners/${id}/invitations`, {})), 'step-not-allowed')
})

t.test('R3: an organisation that has a coordinator is asked through one of its own', async (t) => {
  const { ask, zwolle, deventer, neighbour, around, lastInvitation, sql } = await convenantOfZwolle(t)
  const organisation = await around.organisation('GGD IJsselland', 'youth_health_care')
  await sql`update organisation set kvk_number = ${ggd.kvkNumber} where id = ${organisation}`
  await around.partner(deventer, organisation)
  const coordinator = await around.account({ organisation, roles: ['coordinator'] })
  const colleague = await around.account({ organisation })
  const invite = (email: string) =>
    ask('POST', `/convenants/${zwolle}/partners`, { organisation: ggd, contact: { ...contact, email } })
  for (const email of [contact.email, colleague.email, neighbour.email]) {
    const refused = await invite(email)
    t.equal(refused.statusCode, 400)
    t.match(refused.json().errors, [{ location: { pointer: '/contact/email' }, code: 'not-the-coordinator' }])
  }
  t.equal((await invite(coordinator.email.toUpperCase())).statusCode, 201)
  const code = invitationCode(await lastInvitation(), invitationKeys)
  t.equal(
    problemCode(await ask('POST', '/invitations/_accept', { code, agreement: true }, colleague.subject)),
    'identity-in-use',
  )
  t.equal(
    (await ask('POST', '/invitations/_accept', { code, agreement: true }, coordinator.subject)).statusCode,
    200,
  )
  t.match(await sql`select state::text from partner where convenant_id = ${zwolle}`, [{ state: 'agreed' }])
})

t.test('R4: how the agreement is anchored can change; what is absent stays', async (t) => {
  const { ask, zwolle, around } = await convenantOfZwolle(t)
  const id = await around.partner(zwolle, await around.organisation())
  const change = (payload: object) => ask('PATCH', `/partners/${id}`, payload)
  const full = { anchor: 'subsidy', anchorReference: 'SUB-1', anchorUntilDate: '2027-12-31', mayLead: true }
  t.match((await change(full)).json(), full)
  t.match((await change({ anchorReference: null })).json(), { ...full, anchorReference: null })
  t.match((await change({ mayLead: false })).json(), { ...full, anchorReference: null, mayLead: false })
  for (const bad of [
    {},
    { anchor: 'handshake' },
    { anchorUntilDate: '2027-02-30' },
    { anchorReference: 'een verhaal' },
  ])
    t.equal((await change(bad)).statusCode, 400)
})

t.test('R22: a first signal is told only where three or more may register', async (t) => {
  const { ask, zwolle, around, register } = await convenantOfZwolle(t)
  const organisation = await around.organisation()
  const id = await around.partner(zwolle, organisation)
  const first = await around.account({ organisation })
  await around.account({ organisation })
  const seen = async () => (await ask('GET', `/partners/${id}`)).json().path
  const shown = async () => (await seen()).steps.at(-1)
  t.strictSame(await shown(), { step: 'first_signal', isDone: null, doneDate: null })
  t.equal((await register(first.subject, { bsn: '999993653', birthDate: '2015-06-01' })).status, 201)
  t.strictSame(
    await shown(),
    { step: 'first_signal', isDone: null, doneDate: null },
    'of two nothing is told',
  )
  await around.account({ organisation })
  t.strictSame(
    await shown(),
    { step: 'first_signal', isDone: true, doneDate: null },
    'of three it is, without a day',
  )
  const other = await around.organisation()
  const idle = await around.partner(zwolle, other)
  for (let n = 0; n < 3; n++) await around.account({ organisation: other })
  t.match((await ask('GET', `/partners/${idle}`)).json().path.steps.at(-1), { isDone: false })
})
