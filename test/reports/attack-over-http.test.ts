import fc from 'fast-check'
import t, { type Test } from 'tap'
import { type Domain, matchKinds } from '../../src/ground/law.ts'
import { publishQuarters } from '../../src/reports/publish-quarters.ts'
import { inForm } from '../support/long-form.ts'
import { type Region, region } from '../support/region.ts'
import { createTestService } from '../support/service.ts'
import { type Row, RowSpace } from './algebra.ts'
import { count } from './counting.ts'
import { anyCountry, type Country, type World } from './country.ts'
import { type Unknowns, unknownsOf } from './secrets.ts'

t.setTimeout(1_800_000)

const quarters = ['2026-04-01', '2026-07-01'] as const
const names: Record<string, string> = { '2026-04-01': '2026-Q2', '2026-07-01': '2026-Q3' }
const ranges = [
  ['2026-Q2', '2026-Q2'],
  ['2026-Q3', '2026-Q3'],
  ['2026-Q2', '2026-Q3'],
] as const

interface Asked {
  readonly measure: 'signals' | 'matches'
  readonly from: string
  readonly until: string
  readonly municipality: string | undefined
  readonly domain: string | undefined
  readonly kinds: readonly string[] | undefined
  readonly groupBy: readonly string[]
}

/** Every way there is of asking. */
function everyCut(municipalities: readonly string[], domains: readonly string[]): Asked[] {
  const kindSets = subsets(matchKinds).filter((some) => some.length > 0)
  const ways = [
    ...subsets(['quarter', 'municipality', 'domain']).map((groupBy) => ({
      measure: 'signals' as const,
      kinds: undefined,
      groupBy,
    })),
    ...subsets(['quarter', 'municipality', 'domain', 'kind']).flatMap((groupBy) =>
      [undefined, ...(groupBy.length < inForm(2, 5) ? kindSets : [])].map((kinds) => ({
        measure: 'matches' as const,
        kinds,
        groupBy,
      })),
    ),
  ]
  return ranges.flatMap(([from, until]) =>
    [undefined, ...municipalities].flatMap((municipality) =>
      [undefined, ...domains].flatMap((domain) =>
        ways.map((way) => ({ ...way, from, until, municipality, domain })),
      ),
    ),
  )
}

function subsets<T>(all: readonly T[]): T[][] {
  return Array.from({ length: 2 ** all.length }, (_, set) => all.filter((_, n) => set & (1 << n)))
}

function urlOf({ measure, from, until, municipality, domain, kinds, groupBy }: Asked): string {
  const query = {
    measure,
    fromQuarter: from,
    untilQuarter: until,
    ...(municipality && { municipalityCode: municipality }),
    ...(domain && { domain }),
    ...(kinds && { kind: kinds.join() }),
    ...(groupBy.length > 0 && { groupBy: groupBy.join() }),
  }
  return `/v1/report-figures?${new URLSearchParams(query)}`
}

interface Item {
  readonly quarter: string | null
  readonly municipalityCode: string | null
  readonly domain: string | null
  readonly kind: string | null
  readonly count: number | null
  readonly complete: boolean
}

/** What an answer sums: of every quarter the published figures that lie within it as a whole, and no part of another. */
function sumIn(item: Item, asked: Asked, own: readonly string[] | null, known: readonly Unknowns[]) {
  const narrow = {
    municipality: item.municipalityCode
      ? [item.municipalityCode]
      : asked.municipality
        ? [asked.municipality]
        : own,
    domain: item.domain ?? asked.domain ?? null,
  }
  const kinds: readonly string[] = item.kind ? [item.kind] : (asked.kinds ?? matchKinds)
  const inside = known.map(({ figures }, n) =>
    figures.filter(
      ({ measure, label, kinds: of }) =>
        measure === asked.measure &&
        isWithin(names[quarters[n] ?? ''] ?? '', item.quarter ?? asked.from, item.quarter ?? asked.until) &&
        (narrow.municipality === null || narrow.municipality.includes(label.municipality ?? '')) &&
        (narrow.domain === null || narrow.domain === label.domain) &&
        (of === null || of.every((kind) => kinds.includes(kind))),
    ),
  )
  return {
    count: inside.flat().length === 0 ? null : inside.flat().reduce((sum, { count }) => sum + count, 0),
    row: known.flatMap(({ secrets }, n) =>
      added(
        (inside[n] ?? []).map(({ row }) => row),
        secrets[0]?.row.length ?? 0,
      ),
    ),
  }
}

const isWithin = (quarter: string, from: string, until: string) => from <= quarter && quarter <= until

function added(rows: readonly Row[], length: number): bigint[] {
  return Array.from({ length }, (_, place) => rows.reduce((sum, row) => sum + (row[place] ?? 0n), 0n))
}

/** Makes a country in the database as it is on paper, and counts what was done in each of two quarters. */
async function settle(
  made: Region,
  sql: Parameters<typeof count>[0],
  country: Country,
  worlds: readonly World[],
) {
  const convenants = new Map<string, string>()
  const ids = new Map<string, string>()
  for (const [
    place,
    { name, municipality, domain, threshold, professionals },
  ] of country.organisations.entries()) {
    const convenant =
      convenants.get(municipality) ?? (await made.convenant([await made.municipality(municipality)]))
    convenants.set(municipality, convenant)
    await sql`update convenant set small_count_threshold = ${threshold} where id = ${convenant}`
    const organisation = await made.organisation(name, domain as Domain)
    await made.partner(convenant, organisation)
    ids.set(name, organisation)
    const accounts: string[] = []
    for (let n = 0; n < professionals; n++) accounts.push((await made.account({ organisation })).id)
    const own = country.employers.flatMap((employer, n) => (employer === place ? [n] : []))
    for (const [n, quarter] of quarters.entries())
      await count(sql, quarter, municipality, {
        organisation,
        professionals: own.map((professional, m) => {
          const [alone = 0, ...matches] = worlds[n]?.[professional] ?? []
          const met = matches as unknown as [number, number, number]
          return {
            id: accounts[m] ?? '',
            signals: met.reduce((all, each) => all + each, alone),
            matches: met,
          }
        }),
      })
  }
  return ids
}

async function attack(t: Test, country: Country, worlds: readonly World[]) {
  const clock = { now: new Date('2026-08-01T09:00:00Z') }
  const { service, issuer, database } = await createTestService(t, { clock: () => clock.now })
  const made = region(database.sql)
  const ids = await settle(made, database.sql, country, worlds)
  const known = worlds.map((world) => unknownsOf(country, world))
  const codes = [...new Set(country.organisations.map(({ municipality }) => municipality))]
  const domains = [...new Set(country.organisations.map(({ domain }) => domain))]
  const attackers = [
    { own: null, account: await made.account({ roles: ['supervisor'] }), cuts: everyCut(codes, domains) },
    ...(await Promise.all(
      codes.map(async (code) => ({
        own: [code],
        account: await made.account({ roles: ['municipal_administrator'], municipality: code }),
        cuts: everyCut([], domains),
      })),
    )),
  ]
  const publish = () => publishQuarters(service.database, clock.now, () => false)
  const ask = async (subject: string, asked: Asked) => {
    const headers = { authorization: `Bearer ${await token(subject)}` }
    const answer = await service.app.inject({ url: urlOf(asked), headers })
    if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} to ${urlOf(asked)}`)
    return answer
  }
  const tokens = new Map<string, string>()
  const token = async (subject: string) => {
    const made = tokens.get(subject) ?? (await issuer.token(subject))
    tokens.set(subject, made)
    return made
  }

  // While a quarter runs it can be asked for every day, and is not there.
  await publish()
  const running = everyCut(codes, domains).filter(({ from }) => from === '2026-Q3')
  for (const asked of running.slice(0, 200)) {
    const { publishedQuarters, items } = (await ask(attackers[0]?.account.subject ?? '', asked)).json()
    if (publishedQuarters.length + items.length > 0) throw new Error('a running quarter is shown')
  }

  clock.now = new Date('2026-10-02T09:00:00Z')
  await publish()
  const blocks =
    await database.sql`select quarter::text, organisation_id, count from report_block order by quarter, number`
  t.strictSame(
    blocks.map((block) => [block.quarter, block.organisation_id, block.count].join()).sort(),
    known
      .flatMap(({ figures }, n) =>
        figures.map(({ label, count }) =>
          [quarters[n], label.organisation && ids.get(label.organisation), count].join(),
        ),
      )
      .sort(),
    'what is stored is what may be published',
  )

  const space = new RowSpace()
  const seen = new Set<string>()
  let [answers, figures, wrong] = [0, 0, 0]
  for (const { own, account, cuts } of attackers)
    for (const asked of cuts) {
      const { items } = (await ask(account.subject, asked)).json<{ items: Item[] }>()
      answers++
      for (const item of items) {
        const sum = sumIn(item, asked, own, known)
        if (item.count !== sum.count && !(item.count === 0 && item.complete && sum.count === null)) wrong++
        if (sum.count !== null && !seen.has(sum.row.join())) space.add(sum.row)
        seen.add(sum.row.join())
        figures++
      }
    }
  t.equal(wrong, 0, 'every answer is a sum of published figures')
  const learned = known.flatMap(({ secrets }, n) =>
    secrets
      .filter(({ row }) => space.has(known.flatMap((_, m) => (m === n ? row : row.map(() => 0n)))))
      .map(({ name }) => name),
  )
  t.strictSame(
    learned,
    [],
    `0 learned from ${answers} answers with ${figures} figures, of which ${space.rank} count`,
  )
  t.ok(space.rank > 3)

  // The same a year later, when there is more to compare with, and somebody has registered late.
  clock.now = new Date('2027-10-02T09:00:00Z')
  const again = attackers.flatMap(({ account, cuts }) =>
    cuts.filter((_, n) => n % 50 === 0).map((asked) => ({ account, asked })),
  )
  const before = await Promise.all(
    again.map(async ({ account, asked }) => (await ask(account.subject, asked)).payload),
  )
  await database.sql`update activity set count = count + 1`
  await publish()
  const after = await Promise.all(
    again.map(async ({ account, asked }) => (await ask(account.subject, asked)).payload),
  )
  t.strictSame(after, before, 'what was published stays as it was')
}

t.test(
  'R5, R22: an officer who may ask for any cut, on any day, learns no figure that is not shown',
  async (t) => {
    const worlds = fc
      .tuple(anyCountry(), fc.nat({ max: 3 }))
      .filter(
        ([{ country, world }]) =>
          country.organisations.length < 14 && unknownsOf(country, world).figures.length > 6,
      )
    for (const [{ country, world }] of fc.sample(worlds, { numRuns: inForm(1, 6), seed: 22 })) {
      const other = [...world]
        .reverse()
        .map((counts) => counts.map((each, fate) => (fate === 0 ? each + 1 : each)))
      await t.test(`${country.organisations.length} organisations, ${world.length} professionals`, (t) =>
        attack(t, country, [world, other]),
      )
    }
  },
)
