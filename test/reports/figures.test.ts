import t, { type Test } from 'tap'
import { publishQuarters } from '../../src/reports/publish-quarters.ts'
import { type Region, region } from '../support/region.ts'
import { createTestService, type TestService } from '../support/service.ts'
import { count } from './counting.ts'

/** A town with a large partner, five of one person each, and a domain in which only one person is; and a village. */
async function country(t: Test, clock = () => new Date('2026-10-05T09:00:00Z')) {
  const service = await createTestService(t, { clock })
  const made = region(service.database.sql)
  const [town, village] = [await made.municipality('0193', 'Stad'), await made.municipality('0180', 'Dorp')]
  const [inTown, inVillage] = [await made.convenant([town]), await made.convenant([village])]
  const large = await partner(made, inTown, 'education', [10, 12, 14])
  const small = await Promise.all([6, 5, 5, 4, 3].map((each) => partner(made, inTown, 'health_care', [each])))
  const lonely = await partner(made, inTown, 'work_and_income', [3])
  const elsewhere = await partner(made, inVillage, 'health_care', [9])
  const accounts = {
    supervisor: await made.account({ roles: ['supervisor'] }),
    administrator: await made.account({ roles: ['municipal_administrator'], municipality: town }),
    neighbour: await made.account({ roles: ['municipal_administrator'], municipality: village }),
  }
  const { sql } = service.database
  for (const of of [large, ...small, lonely]) await count(sql, '2026-07-01', town, of)
  await count(sql, '2026-07-01', village, elsewhere)
  return { ...service, made, town, village, large, small, lonely, elsewhere, accounts }
}

async function partner(
  made: Region,
  convenant: string,
  domain: Parameters<Region['organisation']>[1],
  signals: readonly number[],
) {
  const organisation = await made.organisation(undefined, domain)
  await made.partner(convenant, organisation)
  const professionals = await Promise.all(
    signals.map(async (each) => ({
      id: (await made.account({ organisation })).id,
      signals: each,
      matches: [0, Math.floor(each / 2), 0] as const,
    })),
  )
  return { organisation, professionals }
}

const third = 'measure=signals&fromQuarter=2026-Q3&untilQuarter=2026-Q3'

function figures({ get }: Pick<TestService, 'get'>, subject: string, query: string) {
  return get(subject, `/v1/report-figures?${query}`)
}

const row = (count: number | null, complete: boolean, more: object = {}) => ({
  quarter: null,
  municipalityCode: null,
  domain: null,
  kind: null,
  ...more,
  count,
  complete,
})

t.test(
  'R22: a quarter is published once it is over, an hour after its end in Amsterdam, and never changes',
  async (t) => {
    const service = await country(t)
    const { service: running, database, accounts } = service
    const publish = (at: string) => publishQuarters(running.database, new Date(at), () => false)
    const periods = async () =>
      (await database.sql`select quarter::text from report_period order by 1`).map(({ quarter }) => quarter)
    await database.sql`truncate report_period, report_block, report_gap`
    await publish('2026-09-30T21:59:59Z')
    await publish('2026-09-30T22:59:59Z')
    t.strictSame(await periods(), [], 'while it runs, and before it is settled')
    await publish('2026-09-30T23:00:00Z')
    t.strictSame(await periods(), ['2026-07-01'])
    const before = (
      await figures(service, accounts.supervisor.subject, `${third}&groupBy=municipality,domain`)
    ).payload
    await count(database.sql, '2026-07-01', service.town, service.large)
    await count(database.sql, '2026-10-01', service.town, service.large)
    await Promise.all([publish('2026-12-31T22:59:59Z'), publish('2026-12-31T22:59:59Z')])
    t.strictSame(await periods(), ['2026-07-01'], 'the running quarter is not shown')
    t.equal(
      (await figures(service, accounts.supervisor.subject, `${third}&groupBy=municipality,domain`)).payload,
      before,
    )
    await Promise.all([1, 2, 3].map(() => publish('2027-06-30T23:00:00Z')))
    t.strictSame(
      await periods(),
      ['2026-07-01', '2026-10-01', '2027-01-01', '2027-04-01'],
      'what was missed is caught up with, by the first instance, and a quarter without anything is one as well',
    )
    const [blocks] =
      await database.sql`select count(*)::int as n, count(distinct (quarter, number))::int as apart from report_block where quarter = '2026-10-01' and measure = 'signals'`
    t.equal(blocks?.n, 1)
  },
)

t.test('R4, R5, R22: what is shown, to whom, and where it is at least so much', async (t) => {
  const service = await country(t)
  const { service: running, accounts, town, village } = service
  await publishQuarters(running.database, new Date('2026-10-02T09:00:00Z'), () => false)
  const { supervisor, administrator, neighbour } = accounts
  const ask = async (subject: string, query: string) => (await figures(service, subject, query)).body

  t.strictSame(
    await ask(supervisor.subject, third),
    {
      publishedQuarters: ['2026-Q3'],
      items: [row(59, false)],
    },
    'three of one and nine of another are in no figure',
  )
  t.strictSame((await ask(supervisor.subject, `${third}&groupBy=quarter,municipality,domain`)).items, [
    row(null, false, { quarter: '2026-Q3', municipalityCode: village, domain: 'health_care' }),
    row(36, true, { quarter: '2026-Q3', municipalityCode: town, domain: 'education' }),
    row(23, true, { quarter: '2026-Q3', municipalityCode: town, domain: 'health_care' }),
    row(null, false, { quarter: '2026-Q3', municipalityCode: town, domain: 'work_and_income' }),
  ])
  t.strictSame((await ask(administrator.subject, `${third}&groupBy=municipality`)).items, [
    row(59, false, { municipalityCode: town }),
  ])
  t.strictSame(
    await ask(administrator.subject, third),
    await ask(supervisor.subject, `${third}&municipalityCode=${town}`),
  )
  t.strictSame((await ask(neighbour.subject, third)).items, [row(null, false)])
  t.strictSame(
    (await ask(supervisor.subject, `${third}&domain=police_and_justice`)).items,
    [row(0, true)],
    'nobody was there',
  )
  t.strictSame(await ask(supervisor.subject, third.replaceAll('2026', '2025')), {
    publishedQuarters: [],
    items: [],
  })
  const matches = third.replace('signals', 'matches')
  t.strictSame((await ask(supervisor.subject, `${matches}&groupBy=domain,kind`)).items.slice(0, 3), [
    row(null, false, { domain: 'education', kind: 'across_municipalities' }),
    row(null, false, { domain: 'education', kind: 'within_municipality' }),
    row(null, false, { domain: 'education', kind: 'within_organisation' }),
  ])
  t.strictSame((await ask(supervisor.subject, `${matches}&domain=education`)).items, [row(18, true)])
  t.strictSame(
    (await ask(supervisor.subject, `${matches}&domain=education&kind=within_municipality`)).items,
    [row(null, false)],
  )
  t.strictSame(
    (
      await ask(
        supervisor.subject,
        `${matches}&domain=education&kind=within_municipality,within_organisation,across_municipalities`,
      )
    ).items,
    [row(18, true)],
  )
})

t.test(
  'R4, R22: another municipality is not found, alike one that does not exist; the look is logged',
  async (t) => {
    const service = await country(t)
    const { accounts, village, database } = service
    const known = await figures(
      service,
      accounts.administrator.subject,
      `${third}&municipalityCode=${village}`,
    )
    const unknown = await figures(service, accounts.administrator.subject, `${third}&municipalityCode=9999`)
    t.equal(known.status, 404)
    t.equal(known.payload, unknown.payload)
    t.equal(
      (await figures(service, accounts.supervisor.subject, `${third}&municipalityCode=9999`)).status,
      404,
    )
    await figures(service, accounts.supervisor.subject, `${third}&municipalityCode=${village}`)
    t.strictSame(
      [
        ...(await database.sql`select actor_id, municipality_code, ground, young_person_id from logbook where event = 'report_viewed'`),
      ],
      [
        {
          actor_id: accounts.supervisor.id,
          municipality_code: village,
          ground: 'Jw 7.1.2.3 h',
          young_person_id: null,
        },
      ],
    )
  },
)

t.test('R22: as a table for a spreadsheet', async (t) => {
  const { service, issuer, accounts } = await country(t)
  await publishQuarters(service.database, new Date('2026-10-02T09:00:00Z'), () => false)
  const answer = await service.app.inject({
    url: `/v1/report-figures?${third}&groupBy=quarter,domain`,
    headers: {
      authorization: `Bearer ${await issuer.token(accounts.supervisor.subject)}`,
      accept: 'text/csv',
    },
  })
  t.match(answer.headers['content-type'], /^text\/csv/)
  t.equal(
    answer.payload,
    '\uFEFFKwartaal;Gemeente;Domein;Soort match;Aantal;Volledig\r\n' +
      '2026-Q3;;Onderwijs;;36;ja\r\n' +
      '2026-Q3;;Gezondheidszorg;;23;nee, ten minste\r\n' +
      '2026-Q3;;Werk en inkomen;;;nee, ten minste\r\n',
  )
})

t.test('R22: a convenant may ask for larger figures, and for no smaller ones than are safe', async (t) => {
  for (const [threshold, shown] of [
    [100, 0],
    [36, 1],
    [37, 0],
    [10, 2],
  ] as const) {
    const { service, database } = await country(t)
    await database.sql`update convenant set small_count_threshold = ${threshold}`
    await publishQuarters(service.database, new Date('2026-10-02T09:00:00Z'), () => false)
    const [found] = await database.sql`
      select count(*)::int as n from report_block where measure = 'signals' and municipality_code is not null`
    t.equal(found?.n, shown, `from ${threshold} on`)
  }
  for (const [counts, shown] of [
    [[2, 2, 2], 0],
    [[3, 2, 2], 1],
  ] as const) {
    const { service, database, made, village } = await country(t)
    const convenant = await made.convenant([village])
    await database.sql`update convenant set small_count_threshold = 5`
    const asked = await partner(made, convenant, 'youth_help', counts)
    await count(database.sql, '2026-07-01', village, asked)
    await publishQuarters(service.database, new Date('2026-10-02T09:00:00Z'), () => false)
    const found = await database.sql`select from report_block where organisation_id = ${asked.organisation}`
    t.equal(found.length, shown, `${counts} where five would do`)
  }
})
