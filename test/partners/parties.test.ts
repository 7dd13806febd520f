import t from 'tap'
import { convenantOfZwolle } from '../support/partners.ts'

const ggd = { name: 'GGD IJsselland', category: 'youth_health_care_organisation', kvkNumber: '08123456' }

t.test('R4: an organisation is put on the list, shown and taken off, and each is logged', async (t) => {
  const { ask, zwolle, sql, around } = await convenantOfZwolle(t)
  const path = `/convenants/${zwolle}/parties`
  const listed = await ask('POST', path, ggd)
  t.equal(listed.statusCode, 201)
  t.match(listed.json(), {
    organisation: { ...ggd, domain: 'youth_health_care', kind: 'institution', rsin: null },
    listedAt: '2026-11-22T09:00:00.000Z',
    partner: null,
  })
  const { id } = listed.json().organisation
  t.equal((await ask('POST', path, ggd)).statusCode, 200, 'once more changes nothing')
  const partner = await around.partner(zwolle, id, 'suspended')
  t.strictSame((await ask('GET', path)).json().items[0].partner, { id: partner, state: 'suspended' })
  for (const status of [204, 404]) t.equal((await ask('DELETE', `${path}/${id}`)).statusCode, status)
  t.strictSame((await ask('GET', path)).json(), { items: [], next: null })
  t.match(await sql`select state::text from partner`, [{ state: 'suspended' }], 'a partner it stays')
  t.strictSame(
    (await sql`select event::text from logbook order by id`).map(({ event }) => event),
    ['organisation_recorded', 'party_listed', 'party_removed', 'action_refused'],
  )
})

t.test('R4: the list comes page by page, each party once', async (t) => {
  const { ask, zwolle, around } = await convenantOfZwolle(t)
  for (let n = 0; n < 5; n++) await around.party(zwolle, await around.organisation())
  const seen: string[] = []
  let next = ''
  do {
    const page = (await ask('GET', `/convenants/${zwolle}/parties?limit=2${next && `&after=${next}`}`)).json()
    seen.push(...page.items.map(({ organisation }: { organisation: { id: string } }) => organisation.id))
    next = page.next
  } while (next)
  t.equal(new Set(seen).size, 5)
  t.equal(seen.length, 5)
})

t.test('R4: a shared number makes it the same organisation, whose name is not written over', async (t) => {
  const { ask, zwolle, deventer, neighbour, sql } = await convenantOfZwolle(t)
  const first = (await ask('POST', `/convenants/${zwolle}/parties`, { ...ggd, agbCode: '01012345' })).json()
  const same = [ggd, { ...ggd, name: 'GGD', oin: '00000003081234560000' }]
  for (const given of same) {
    const found = (await ask('POST', `/convenants/${deventer}/parties`, given, neighbour.subject)).json()
    t.strictSame(found.organisation, first.organisation)
  }
  const contradictions: [object, string][] = [
    [{ ...ggd, agbCode: '01099999' }, '/agbCode identifiers-contradict'],
    [{ ...ggd, category: 'hospital' }, '/category known-otherwise'],
    [{ ...ggd, kind: 'independent' }, '/kind known-otherwise'],
  ]
  for (const [given, expected] of contradictions) {
    const refused = await ask('POST', `/convenants/${zwolle}/parties`, given)
    t.equal(refused.statusCode, 400)
    const [error] = refused.json().errors
    t.equal(`${error.location.pointer} ${error.code}`, expected)
  }
  await ask('POST', `/convenants/${zwolle}/parties`, { ...ggd, kvkNumber: '08999999', name: 'Andere GGD' })
  const two = await ask('POST', `/convenants/${zwolle}/parties`, {
    ...ggd,
    kvkNumber: '08999999',
    agbCode: '01012345',
  })
  t.match(two.json().errors, [{ code: 'identifiers-contradict' }], 'numbers of two organisations')
  t.equal((await sql`select from organisation`).length, 2)
})

t.test('R4: without a number, the name tells within a convenant and not beyond it', async (t) => {
  const { ask, zwolle, deventer, neighbour, sql } = await convenantOfZwolle(t)
  const team = { name: 'Sociaal Wijkteam', category: 'neighbourhood_team' }
  t.equal((await ask('POST', `/convenants/${zwolle}/parties`, team)).statusCode, 201)
  t.equal(
    (await ask('POST', `/convenants/${zwolle}/parties`, { ...team, name: 'SOCIAAL wijkteam' })).statusCode,
    200,
  )
  t.equal((await ask('POST', `/convenants/${deventer}/parties`, team, neighbour.subject)).statusCode, 201)
  t.equal((await sql`select from organisation`).length, 2)
})

t.test('R1: a category that the law does not name is refused, with what it does name', async (t) => {
  const { ask, zwolle } = await convenantOfZwolle(t)
  const refused = await ask('POST', `/convenants/${zwolle}/parties`, {
    name: 'Kiekeboe',
    category: 'kinderopvang',
  })
  const [error] = refused.json().errors
  t.match(error, { location: { pointer: '/category' }, code: 'category-not-designated' })
  for (const named of ['7.1.1 tot en met 7.1.7', 'kinderopvang', 'Jeugdgezondheidszorg', 'Huisarts', 'Halt'])
    t.match(error.detail, named)
})

t.test('R7: an independent functionary is known by no fiscal number, which would be their BSN', async (t) => {
  const { ask, zwolle, sql } = await convenantOfZwolle(t)
  const officer = { name: 'Leerplicht', category: 'school_attendance_officer', kind: 'independent' }
  for (const [name, value] of [
    ['rsin', '999993653'],
    ['oin', '00000001999993653000'],
    ['oin', '00000002999993653000'],
  ] as const) {
    const refused = await ask('POST', `/convenants/${zwolle}/parties`, { ...officer, [name]: value })
    t.match(refused.json().errors, [
      { location: { pointer: `/${name}` }, code: 'fiscal-number-of-person', detail: /burgerservicenummer/ },
    ])
    t.notOk(refused.payload.includes(value))
  }
  t.equal((await sql`select from organisation`).length, 0)
  const taken = { ...officer, oin: '00000003081234560000', kvkNumber: '08123456' }
  t.equal((await ask('POST', `/convenants/${zwolle}/parties`, taken)).statusCode, 201)
})
