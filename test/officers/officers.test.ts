import t from 'tap'
import { faultsOf } from '../support/ask.ts'
import { mergingRegion } from '../support/merging-region.ts'
import { tableDigests } from '../support/tables.ts'

const nobodys = '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01'
const person = {
  name: 'N. Nieuw',
  jobTitle: 'Beleidsmedewerker jeugd',
  email: 'n.nieuw@deventer.example',
  phone: '0570-123456',
}
const followUp = { role: 'follow_up_officer', municipalityCode: '0150', person }

t.test('R4: a municipal administrator appoints an officer, who is invited by mail', async (t) => {
  const { ask, west, database } = await mergingRegion(t)
  const { sql } = database
  const answer = await ask(west.administrator.subject, 'POST', '/officers', followUp)
  t.equal(answer.status, 201)
  const { id, accountId, ...shown } = answer.body
  t.strictSame(shown, {
    role: 'follow_up_officer',
    municipalityCode: '0150',
    fromDate: '2026-10-01',
    untilDate: null,
    state: 'invited',
    ...person,
  })
  t.match(await sql`select issuer, subject, organisation_id from account where id = ${accountId}`, [
    { issuer: null, subject: null, organisation_id: null },
  ])
  const [invitation] = await sql`
    select id, purpose, created_by, expires_at, accepted_at from invitation where account_id = ${accountId}`
  t.match(invitation, {
    purpose: 'staff',
    created_by: west.administrator.id,
    expires_at: new Date('2026-10-31T10:00:00Z'),
    accepted_at: null,
  })
  const claimed = await sql`select * from claim_notifications('2026-10-01T10:00:00Z', '2026-10-01', 10, 60)`
  t.match(claimed, [
    {
      event: 'invitation',
      invitation_id: invitation?.id,
      account_id: accountId,
      email: person.email,
      entitled: true,
    },
  ])
  t.equal(claimed.length, 1, 'one mail')
  const lines = await sql`
    select event, ground, account_id, municipality_code from logbook where actor_id = ${west.administrator.id} order by id`
  t.strictSame(
    lines.map(({ event, ground, account_id, municipality_code }) => [
      event,
      ground,
      account_id,
      municipality_code,
    ]),
    [
      ['account_added', 'Jw 7.1.3.1', accountId, null],
      ['role_granted', 'Jw 7.1.3.1', accountId, '0150'],
      ['invitation_made', 'Jw 7.1.3.1', accountId, null],
    ],
  )
  const listed = (await ask(west.administrator.subject, 'GET', '/officers')).body.items
  t.strictSame(
    listed.find((officer: { id: string }) => officer.id === id),
    answer.body,
  )
})

t.test('R4: who may appoint whom', async (t) => {
  const { ask, west, administrator } = await mergingRegion(t)
  let turn = 0
  const appoint = async (by: string, role: string, municipalityCode?: string) =>
    (
      await ask(by, 'POST', '/officers', {
        role,
        municipalityCode,
        person: { ...person, email: `n${turn++}@deventer.example` },
      })
    ).status
  const general = ['supervisor', 'functional_administrator']
  for (const role of ['follow_up_officer', 'privacy_officer', 'municipal_administrator']) {
    t.equal(await appoint(west.administrator.subject, role, '0150'), 201, `municipal: ${role}`)
    for (const elsewhere of ['0193', '7777'])
      t.equal(await appoint(west.administrator.subject, role, elsewhere), 403, `municipal: ${role} elsewhere`)
  }
  for (const role of general)
    t.equal(await appoint(west.administrator.subject, role), 403, `municipal: ${role}`)
  for (const role of general) t.equal(await appoint(administrator.subject, role), 201, `functional: ${role}`)
  t.equal(await appoint(administrator.subject, 'municipal_administrator', '0193'), 201)
  t.equal(await appoint(administrator.subject, 'municipal_administrator', '7777'), 400)
  for (const role of ['follow_up_officer', 'privacy_officer'])
    t.equal(await appoint(administrator.subject, role, '0150'), 403, `functional: ${role}`)
})

t.test(
  'R4: a municipality that begins later gets its administrator ahead; one that is gone gets none',
  async (t) => {
    const { ask, administrator, database, clock } = await mergingRegion(t)
    await database.sql`insert into municipality values ('0201', 'Straks', '2027-03-01', null), ('0202', 'Voorbij', '1900-01-01', '2026-09-30')`
    const appoint = (municipalityCode: string) =>
      ask(administrator.subject, 'POST', '/officers', {
        ...followUp,
        role: 'municipal_administrator',
        municipalityCode,
      })
    t.strictSame(faultsOf(await appoint('0202')), ['/municipalityCode unknown-municipality'])
    const { body, status } = await appoint('0201')
    t.equal(status, 201)
    await database.sql`update account set issuer = 'https://issuer.example', subject = 'straks' where id = ${body.accountId}`
    t.equal((await ask('straks', 'GET', '/convenants')).status, 403)
    clock.now = new Date('2027-03-01T08:00:00Z')
    t.equal((await ask('straks', 'GET', '/convenants')).status, 200)
  },
)

t.test('R4: somebody who is there already gets a second role, and no second account', async (t) => {
  const { ask, west, east, database } = await mergingRegion(t)
  const { subject } = west.administrator
  const appoint = (accountId: string, role = 'privacy_officer') =>
    ask(subject, 'POST', '/officers', { role, municipalityCode: '0150', accountId })
  t.match(await appoint(west.followUp.id), {
    status: 201,
    body: { accountId: west.followUp.id, state: 'active', role: 'privacy_officer' },
  })
  t.strictSame(faultsOf(await appoint(west.followUp.id)), ['/accountId already-appointed'])
  const stranger = await appoint(east.followUp.id)
  t.strictSame(faultsOf(stranger), ['/accountId unknown-account'])
  t.strictSame(stranger, await appoint(nobodys), 'another’s, as one that does not exist')
  t.strictSame(faultsOf(await appoint(west.professional.id)), ['/accountId unknown-account'])
  t.equal((await database.sql`select from invitation`).length, 0, 'nobody was invited')
})

t.test('R4: the same appointment by three at once is made once', async (t) => {
  const { ask, west, database } = await mergingRegion(t)
  const answers = await Promise.all(
    [1, 2, 3].map((turn) =>
      ask(west.administrator.subject, 'POST', '/officers', {
        ...followUp,
        person: { ...person, email: turn === 1 ? person.email : person.email.toUpperCase() },
      }),
    ),
  )
  t.strictSame(answers.map(({ status }) => status).sort(), [201, 400, 400])
  for (const answer of answers.filter(({ status }) => status === 400))
    t.strictSame(faultsOf(answer), ['/person/email already-appointed'])
  t.equal((await database.sql`select from invitation`).length, 1)
})

t.test('R1, R4: an ending holds from the next request on; who has no role left leaves', async (t) => {
  const { ask, west, get, database } = await mergingRegion(t)
  const { sql } = database
  const { subject } = west.administrator
  const end = (id: string, untilDate: string) =>
    ask(subject, 'POST', `/officers/${id}/endings`, { untilDate })
  const id = west.followUp.roleIds[0] ?? ''
  t.strictSame(faultsOf(await end(id, '2026-09-30')), ['/untilDate until-in-past'])
  t.match(await end(id, '2026-12-01'), { status: 201, body: { id, untilDate: '2026-12-01' } })
  t.equal((await get(west.followUp.subject, '/v1/matches')).status, 200, 'until then')
  t.strictSame(faultsOf(await end(id, '2026-12-01')), ['/untilDate ends-already'])
  t.equal((await end(id, '2026-10-01')).status, 201, 'or sooner: at once')
  t.equal((await get(west.followUp.subject, '/v1/matches')).status, 403)
  t.match(await sql`select issuer, subject, withdrawn_at from account where id = ${west.followUp.id}`, [
    { issuer: null, subject: null, withdrawn_at: new Date('2026-10-01T10:00:00Z') },
  ])
  t.equal((await end(id, '2026-10-02')).status, 404, 'what has ended is not there any more')

  const invited = (await ask(subject, 'POST', '/officers', followUp)).body
  t.equal((await end(invited.id, '2026-10-01')).status, 201, 'appointed and ended on one day')
  t.match(await sql`select withdrawn_at from invitation where account_id = ${invited.accountId}`, [
    { withdrawn_at: new Date('2026-10-01T10:00:00Z') },
  ])
  t.match(await sql`select entitled from claim_notifications('2026-10-01T10:00:00Z', '2026-10-01', 10, 60)`, [
    { entitled: false },
  ])
  t.strictSame(
    (
      await sql`select event, account_id from logbook where event in ('role_ended', 'account_withdrawn') order by id`
    ).map(({ event, account_id }) => [event, account_id]),
    [
      ['role_ended', west.followUp.id],
      ['role_ended', west.followUp.id],
      ['account_withdrawn', west.followUp.id],
      ['role_ended', invited.accountId],
      ['account_withdrawn', invited.accountId],
    ],
  )
})

t.test('R4: who keeps another role keeps their login', async (t) => {
  const { ask, west, made, database } = await mergingRegion(t)
  const two = await made.account({ roles: ['follow_up_officer', 'privacy_officer'], municipality: '0150' })
  await ask(west.administrator.subject, 'POST', `/officers/${two.roleIds[0]}/endings`, {
    untilDate: '2026-10-01',
  })
  t.match(await database.sql`select subject, withdrawn_at from account where id = ${two.id}`, [
    { subject: two.subject, withdrawn_at: null },
  ])
})

t.test('R4: another’s officer is not found, byte for byte as one that does not exist', async (t) => {
  const { ask, west, east, administrator, database } = await mergingRegion(t)
  const end = (by: string, id: string | undefined) =>
    ask(by, 'POST', `/officers/${id}/endings`, { untilDate: '2026-12-01' })
  const before = await tableDigests(database.sql, { except: ['logbook'] })
  const missing = await end(west.administrator.subject, nobodys)
  t.equal(missing.status, 404)
  for (const id of [east.followUp, east.administrator, administrator, west.professional].map(
    ({ roleIds }) => roleIds[0],
  ))
    t.strictSame(await end(west.administrator.subject, id), missing)
  t.strictSame(
    await end(administrator.subject, west.followUp.roleIds[0]),
    missing,
    'a municipality’s own officers are not the functional administrator’s',
  )
  t.strictSame(await tableDigests(database.sql, { except: ['logbook'] }), before)
  t.equal((await end(administrator.subject, west.administrator.roleIds[0])).status, 201)
})

t.test('the last functional administrator cannot leave before there is another who can log in', async (t) => {
  const { ask, made, administrator, database } = await mergingRegion(t)
  const own = administrator.roleIds[0]
  const end = (by: string, id: string | undefined, untilDate = '2026-10-01') =>
    ask(by, 'POST', `/officers/${id}/endings`, { untilDate })
  t.strictSame(faultsOf(await end(administrator.subject, own)), ['/untilDate last-functional-administrator'])
  const invited = await ask(administrator.subject, 'POST', '/officers', {
    role: 'functional_administrator',
    person,
  })
  t.equal(invited.status, 201)
  t.equal((await end(administrator.subject, own)).status, 400, 'somebody invited does not count yet')
  const leaving = await made.account({ roles: ['functional_administrator'], until: '2026-11-01' })
  t.equal(
    (await end(administrator.subject, own, '2026-11-01')).status,
    400,
    'nor somebody who leaves by then',
  )
  t.equal((await end(administrator.subject, own)).status, 201)
  t.equal((await end(leaving.subject, leaving.roleIds[0])).status, 400)
  t.match(await database.sql`select subject from account where id = ${administrator.id}`, [{ subject: null }])
})

t.test('R20: each officer that is shown is logged as looked at; only one’s own are shown', async (t) => {
  const { ask, west, east, administrator, database } = await mergingRegion(t)
  const shown = async (by: string) =>
    (await ask(by, 'GET', '/officers')).body.items
      .map(({ accountId }: { accountId: string }) => accountId)
      .sort()
  t.strictSame(await shown(west.administrator.subject), [west.followUp.id, west.administrator.id].sort())
  const viewed = await database.sql`
    select account_id, municipality_code from logbook where event = 'accounts_viewed' and actor_id = ${west.administrator.id}`
  t.strictSame(
    viewed.map(({ account_id }) => account_id).sort(),
    [west.followUp.id, west.administrator.id].sort(),
  )
  const all = await shown(administrator.subject)
  for (const { id } of [administrator, west.administrator, east.administrator]) t.ok(all.includes(id))
  for (const { id } of [west.followUp, east.followUp]) t.notOk(all.includes(id))
  const page = (await ask(west.administrator.subject, 'GET', '/officers?limit=1')).body
  t.equal(page.items.length, 1)
  t.notSame((await ask(west.administrator.subject, 'GET', `/officers?limit=1&after=${page.next}`)).body, page)
})
