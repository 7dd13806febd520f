import t from 'tap'
import { publishQuarters } from '../../src/reports/publish-quarters.ts'
import { testPersons } from '../support/bsn.ts'
import { lastMinute, mergingRegion, midnight } from '../support/merging-region.ts'
import { count } from './counting.ts'

t.test('R4, R22: figures before, on and after the day of a merger', async (t) => {
  const { clock, west, east, neighbour, made, register, get, service, database, merge } =
    await mergingRegion(t)
  await merge()
  const figures = async (subject: string, more: string) =>
    get(subject, `/v1/report-figures?measure=signals&fromQuarter=2026-Q4&untilQuarter=2027-Q1&${more}`)
  const [child, other] = testPersons.map(({ bsn, birthDate }) => ({ bsn, birthDate }))
  const people = [
    west.professional,
    await made.account({ organisation: west.organisation }),
    await made.account({ organisation: west.organisation }),
  ]
  const professionals = people.map(({ id }) => ({ id, signals: 8, matches: [0, 0, 0] as const }))

  clock.now = lastMinute
  t.equal((await register(west.professional.subject, child ?? {})).status, 201)
  clock.now = midnight
  t.equal((await register(west.professional.subject, other ?? {})).status, 201)
  t.strictSame(
    [
      ...(await database.sql`select quarter::text, municipality_code as code, count from activity order by 1`),
    ],
    [
      { quarter: '2026-10-01', code: '0150', count: 1 },
      { quarter: '2027-01-01', code: '9001', count: 1 },
    ],
    'counted where and when it was registered, to the minute',
  )
  await count(database.sql, '2026-10-01', '0150', { organisation: west.organisation, professionals })
  await count(database.sql, '2027-01-01', '9001', { organisation: west.organisation, professionals })

  clock.now = new Date('2027-01-01T09:00:00Z')
  await publishQuarters(service.database, clock.now, () => false)
  t.strictSame((await figures(west.administrator.subject, 'groupBy=municipality')).body.publishedQuarters, [
    '2026-Q4',
  ])
  clock.now = new Date('2027-04-01T09:00:00Z')
  await publishQuarters(service.database, clock.now, () => false)
  const both = [
    ['2026-Q4', '0150', 25],
    ['2026-Q4', '0193', null],
    ['2027-Q1', '9001', 25],
  ]
  for (const { administrator } of [west, east])
    for (const more of ['', '&municipalityCode=9001'])
      t.strictSame(
        (await figures(administrator.subject, `groupBy=quarter,municipality${more}`)).body.items
          .map((row: { quarter: string; municipalityCode: string; count: number }) => [
            row.quarter,
            row.municipalityCode,
            row.count,
          ])
          .filter(([, code]: string[]) => code !== '0166'),
        both,
        'the successor’s administrators see what went on in it, under the codes of then',
      )
  t.equal((await figures(west.administrator.subject, 'municipalityCode=0193')).status, 200)
  t.equal((await figures(neighbour.administrator.subject, 'municipalityCode=9001')).status, 404)
  t.equal((await figures(neighbour.administrator.subject, 'municipalityCode=0150')).status, 404)
})
