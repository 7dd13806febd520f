import t from 'tap'
import { indexValues } from '../../src/identity/blind-index.ts'
import { Bsn } from '../../src/identity/bsn.ts'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createTestService } from '../support/service.ts'
import { makeCountry } from './country/make.ts'
import { readMunicipalities } from './country/municipalities.ts'
import { planOrganisations } from './country/organisations.ts'

const keys = parseKeys(generateKeys(false))
const { service, issuer, database, register } = await createTestService(t, { keys })
const { sql } = database
const told: string[] = []
await makeCountry(sql, keys, 0.01, (line) => told.push(line))

t.test('the plan of the whole country has the size that is asked for', async (t) => {
  const municipalities = readMunicipalities(1)
  t.equal(municipalities.length, 342)
  t.equal(new Set(municipalities.map(({ code }) => code)).size, 342)
  const organisations = planOrganisations(municipalities, 10_000, 100_000)
  t.equal(organisations.length, 10_000)
  t.equal(
    organisations.reduce((sum, { professionals }) => sum + professionals, 0),
    100_000,
  )
  t.ok(
    organisations.every(({ kind, professionals }) =>
      kind === 'independent' ? professionals === 1 : professionals >= 1,
    ),
  )
  t.equal(new Set(organisations.map(({ category }) => category)).size, 30, 'of every category of the law')
})

t.test('a hundredth of the country: right by the rules of the database and of the index', async (t) => {
  const [count] = await sql<Record<string, number>[]>`
    select (select count(*) from municipality)::int as municipalities, (select count(*) from organisation)::int as organisations,
           (select count(*) from account where organisation_id is not null)::int as professionals,
           (select count(*) from signal where removal_date > current_date)::int as signals`
  t.match(count, { municipalities: 3, professionals: 1000, signals: 10_000 })
  t.ok(Number(count?.organisations) >= 100)
  for (const { table, name } of await uncheckedReferences())
    await sql.unsafe(`alter table ${table} validate constraint ${name}`)
  const unrighteous = await sql`
    select from signal s
     where not exists (select from right_to_register(s.professional_id, current_date) r where r.municipality_code = s.municipality_code)`
  t.equal(unrighteous.length, 0, 'R1: every signal is of somebody who may register there')
  const [matches] = await sql`
    select count(*)::int as due, count(m.id)::int as there, bool_and(m.participants = p.professionals) as whole
      from (select young_person_id, count(distinct professional_id) as professionals from signal group by 1) p
      left join (select m.id, m.young_person_id, count(*) as participants
                   from match m join match_participant on match_id = m.id group by m.id) m using (young_person_id)
     where p.professionals > 1`
  t.equal(
    matches?.there,
    matches?.due,
    'R15: a match for every young person with signals of two professionals',
  )
  t.ok(matches?.whole, 'with everybody in it')
  const states = await sql<{ state: string }[]>`select distinct state from partner`
  t.equal(states.length, 5, 'partners in every state')
  const [activity] = await sql`select sum(count)::int as signals from activity where measure = 'signals'`
  t.equal(activity?.signals, 10_000, 'R22: the counters count the signals')
})

t.test(
  'its numbers are indexed as the service does: a colleague who registers one makes a match',
  async (t) => {
    const bsn = madeUpBsns().next().value
    const [index] = indexValues(Bsn.parse(bsn) as Bsn, keys)
    t.equal((await sql`select from identity_index where value = ${index?.value ?? null}`).length, 1)
    const [someone] = await sql<{ subject: string; code: string }[]>`
    select a.subject, r.municipality_code as code from account a, right_to_register(a.id, current_date) r
     where not exists (select from signal where professional_id = a.id) limit 1`
    const body = { bsn, birthDate: '2015-06-01', municipalityCode: someone?.code }
    const answer = await register(someone?.subject ?? '', body)
    t.equal(answer.status, 201)
    t.ok(answer.body.match.participants.length > 0)
  },
)

t.test('R4: the administrator of a municipality sees its view', async (t) => {
  const authorization = `Bearer ${await issuer.token('administrator-0193')}`
  const answer = await service.app.inject({
    url: '/v1/municipalities/0193/overview',
    headers: { authorization },
  })
  t.equal(answer.statusCode, 200)
  t.ok(answer.json().partners.length > 20)
})

t.test('what is there already stays, and a country that was broken off is not taken for whole', async (t) => {
  told.length = 0
  await makeCountry(sql, keys, 0.01, (line) => told.push(line))
  t.match(told, [/^There is a country already/])
  await sql`create table bench_person ()`
  await t.rejects(
    makeCountry(sql, keys, 0.01, () => {}),
    /broken off/,
  )
  await t.rejects(
    makeCountry(sql, keys, 2, () => {}),
    /between 0 and 1/,
  )
})

/** Every foreign key, as one that is to be checked anew: loading as superuser has not. */
async function uncheckedReferences() {
  await sql`update pg_constraint set convalidated = false where contype = 'f'`
  return sql<{ table: string; name: string }[]>`
    select conrelid::regclass::text as table, quote_ident(conname) as name from pg_constraint where contype = 'f'`
}
