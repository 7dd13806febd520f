import { randomUUID } from 'node:crypto'
import t from 'tap'
import { comparable, problemCode } from '../support/answers.ts'
import { peopleService } from '../support/people.ts'

const newcomer = {
  name: 'Noor van Dijk-Bakker',
  jobTitle: 'Jeugdverpleegkundige (JGZ)',
  email: 'n.vandijk@organisatie.example',
  phone: '038-1234567',
}

t.test('R3: a coordinator adds somebody, who is designated from today and invited', async (t) => {
  const { ask, coordinator, database, events, organisation } = await peopleService(t)
  const added = await ask(coordinator.subject, {
    method: 'POST',
    url: '/v1/professionals',
    payload: newcomer,
  })
  t.equal(added.statusCode, 201)
  const { id, ...shown } = added.json()
  t.strictSame(shown, {
    ...newcomer,
    roles: ['professional'],
    hasLogin: false,
    detailsConfirmedDate: null,
    confirmationDue: false,
    absence: null,
  })
  const [stored] = await database.sql`
    select a.organisation_id, a.issuer, r.role, r.from_date::text, n.event, n.state
      from account a join role_assignment r on r.account_id = a.id join notification n on n.recipient_id = a.id
     where a.id = ${id}`
  t.strictSame(stored, {
    organisation_id: organisation,
    issuer: null,
    role: 'professional',
    from_date: '2026-11-22',
    event: 'invitation',
    state: 'waiting',
  })
  t.strictSame(await events(coordinator.id), ['account_added', 'role_granted', 'invitation_made'])
  const read = await ask(coordinator.subject, { url: `/v1/professionals/${id}` })
  t.strictSame(read.json(), added.json())
})

t.test('R3: a coordinator appoints a further coordinator', async (t) => {
  const { ask, coordinator } = await peopleService(t)
  const payload = { ...newcomer, roles: ['coordinator', 'professional'] }
  const added = await ask(coordinator.subject, { method: 'POST', url: '/v1/professionals', payload })
  t.strictSame(added.json().roles, ['professional', 'coordinator'])
})

t.test(
  'one address, one person: also for two requests at once, in capitals, and after a change',
  async (t) => {
    const { ask, coordinator, database, professionals, neighbour } = await peopleService(t)
    const add = (subject: string, email = newcomer.email) =>
      ask(subject, { method: 'POST', url: '/v1/professionals', payload: { ...newcomer, email } })
    const answers = await Promise.all(Array.from({ length: 5 }, () => add(coordinator.subject)))
    t.strictSame(answers.map(({ statusCode }) => statusCode).sort(), [201, 400, 400, 400, 400])
    const again = await add(coordinator.subject, newcomer.email.toUpperCase())
    t.equal(problemCode(again), 'invalid-request')
    t.match(again.json().errors, [{ location: { pointer: '/email' }, code: 'already-known' }])
    const [count] =
      await database.sql`select count(*)::int as n from account where lower(email) = ${newcomer.email}`
    t.equal(count?.n, 1)
    t.equal(
      (await add((await neighbour()).coordinator.subject)).statusCode,
      201,
      'elsewhere it is somebody else’s',
    )
    const change = (email: string) =>
      ask(coordinator.subject, {
        method: 'PATCH',
        url: `/v1/professionals/${professionals[0]?.id}`,
        payload: { email },
      })
    t.match((await change(newcomer.email)).json().errors, [{ code: 'already-known' }])
    t.equal((await change(professionals[0]?.email ?? '')).statusCode, 200, 'one’s own is no other’s')
  },
)

t.test('R17: a changed detail is what the others in a match see from then on', async (t) => {
  const { ask, coordinator, professionals, register, get, neighbour, events } = await peopleService(t)
  const { professional } = await neighbour()
  const child = { bsn: '999993653', birthDate: '2015-06-01' }
  await register(professionals[0]?.subject ?? '', child)
  await register(professional.subject, child)
  const url = `/v1/professionals/${professionals[0]?.id}`
  const changed = await ask(coordinator.subject, { method: 'PATCH', url, payload: { phone: '038-7654321' } })
  t.equal(changed.json().phone, '038-7654321')
  t.equal(changed.json().email, professionals[0]?.email, 'what was not named stays')
  const { body } = await get(professional.subject, '/v1/matches')
  t.equal(body.items[0].participants[0].phone, '038-7654321')
  await ask(coordinator.subject, { method: 'PATCH', url, payload: { phone: '038-7654321' } })
  t.strictSame(await events(coordinator.id), ['account_changed'], 'nothing changed, nothing logged')
})

t.test('R3: the list holds the people of the organisation and nobody else, page by page', async (t) => {
  const { ask, coordinator, professionals, neighbour, region, organisation, events } = await peopleService(
    t,
    4,
  )
  await neighbour()
  await region.account({ organisation, until: '2026-11-22' })
  await region.account({ organisation, roles: ['source_system'] })
  const pages: string[][] = []
  for (let after = ''; pages.length < 9; ) {
    const { items, next } = (
      await ask(coordinator.subject, { url: `/v1/professionals?limit=2${after}` })
    ).json()
    pages.push(items.map(({ id }: { id: string }) => id))
    if (next === null) break
    after = `&after=${next}`
  }
  t.strictSame(
    pages.map((page) => page.length),
    [2, 2, 1],
  )
  t.strictSame(pages.flat().sort(), [coordinator.id, ...professionals.map(({ id }) => id)].sort())
  t.strictSame(await events(coordinator.id), ['accounts_viewed', 'accounts_viewed', 'accounts_viewed'])
})

t.test('R3: all of them as a table, in which nothing is taken for a formula', async (t) => {
  const { ask, coordinator, database, professionals, events } = await peopleService(t, 1)
  await database.sql`update account set name = '=1+1' where id = ${professionals[0]?.id ?? ''}`
  const { headers, payload } = await ask(coordinator.subject, {
    url: '/v1/professionals',
    headers: { accept: 'text/csv' },
  })
  t.equal(headers['content-type'], 'text/csv; charset=utf-8')
  const lines = payload.split('\r\n')
  t.equal(lines[0], '\uFEFFNaam;Functie;E-mail;Telefoon;Rol')
  t.equal(lines.length, 4)
  t.ok(payload.includes(`"'=1+1";Jeugdprofessional;${professionals[0]?.email};038-1234567;professional\r\n`))
  t.ok(payload.includes(';coördinator\r\n'))
  t.strictSame(await events(coordinator.id), ['accounts_exported'])
})

t.test('R3, R6: somebody of another organisation is not found, byte for byte like nobody', async (t) => {
  const { ask, coordinator, neighbour, database } = await peopleService(t)
  const { professional, coordinator: other } = await neighbour()
  const answers = new Set<string>()
  for (const id of [professional.id, other.id, randomUUID()]) {
    const url = `/v1/professionals/${id}`
    answers.add(comparable(await ask(coordinator.subject, { url })))
    answers.add(
      comparable(await ask(coordinator.subject, { method: 'PATCH', url, payload: { name: 'Anders' } })),
    )
  }
  t.equal(answers.size, 1)
  t.match([...answers][0], /not-found/)
  const [row] = await database.sql`select count(*)::int as n from account where name = 'Anders'`
  t.equal(row?.n, 0)
})
