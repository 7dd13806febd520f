import t from 'tap'
import { categoryNames } from '../../src/ground/law.ts'
import type { Overview } from '../../src/overview/overview.ts'
import { problemCode } from '../support/answers.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { region } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

/** Half past nine in Amsterdam on 25 November; the last four closed quarters are those until September. */
let now = new Date('2026-11-25T08:30:00Z')
const { service, issuer, database, register } = await createTestService(t, { clock: () => now })
const { sql } = database
const made = region(sql)
const bsns = madeUpBsns()

async function ask(subject: string, code: string, accept = 'application/json') {
  return service.app.inject({
    url: `/v1/municipalities/${code}/overview`,
    headers: { authorization: `Bearer ${await issuer.token(subject)}`, accept },
  })
}

async function view(subject: string, code: string): Promise<Overview> {
  const answer = await ask(subject, code)
  t.equal(answer.statusCode, 200, `the view of ${code}`)
  return answer.json()
}

let lastCode = 2000
/** A municipality with a convenant of its own and an administrator. */
async function municipality(name?: string) {
  const code = await made.municipality(String(++lastCode), name)
  const convenant = await made.convenant([code])
  const { subject } = await made.account({ roles: ['municipal_administrator'], municipality: code })
  return { code, convenant, subject }
}

/** An organisation that is a partner, with so many professionals. */
async function partner(convenant: string, professionals: number, state = 'connected') {
  const organisation = await made.organisation()
  const id = await made.partner(convenant, organisation, state)
  const accounts = []
  for (let n = 0; n < professionals; n++) accounts.push(await made.account({ organisation }))
  return { organisation, id, accounts }
}

const find = (overview: Overview, organisation: string) =>
  overview.partners.find((each) => each.organisation.id === organisation)

t.test('R4: every partner, where it stands, since when, and how it is anchored', async (t) => {
  const { code, convenant, subject } = await municipality('Overzicht')
  const states = ['invited', 'agreed', 'connected', 'suspended', 'ended']
  for (const state of states) await partner(convenant, 1, state)
  const anchors = {
    '2026-11-24': [true, false],
    '2026-11-25': [false, true],
    '2027-02-23': [false, true],
    '2027-02-24': [false, false],
  }
  const anchored = new Map<string, readonly boolean[]>()
  for (const [until, flags] of Object.entries(anchors)) {
    const { id } = await partner(convenant, 0)
    await sql`update partner set anchor = 'subsidy', anchor_until = ${until}, may_lead = true where id = ${id}`
    anchored.set(id, flags)
  }
  const overview = await view(subject, code)
  t.match(overview, { onDate: '2026-11-25', municipality: { code, name: 'Overzicht' } })
  t.strictSame(overview.states, { invited: 1, agreed: 1, connected: 5, suspended: 1, ended: 1 })
  t.strictSame(
    overview.partners.map(({ state }) => state).sort(),
    [...states, ...Array(4).fill('connected')].sort(),
  )
  for (const each of overview.partners.filter(({ id }) => anchored.has(id))) {
    t.match(each, { anchor: 'subsidy', mayLead: true, stateSinceDate: '2020-01-01' })
    t.strictSame([each.anchorEnded, each.anchorEndsSoon], anchored.get(each.id), String(each.anchorUntilDate))
  }
  t.match(
    overview.partners.filter(({ state }) => state !== 'connected').map(({ professionals }) => professionals),
    [0, 0, 0, 0],
    'nobody has the right to register whose organisation is not connected',
  )
})

t.test('R1, R4: professionals with the right to register, each once', async (t) => {
  const { code, convenant, subject } = await municipality()
  const { organisation, accounts } = await partner(convenant, 3)
  await made.account({ organisation, roles: ['coordinator'] })
  await made.account({ organisation, until: '2026-11-25' })
  await made.account({ organisation, until: '2026-11-26' })
  await made.account({ organisation, roles: ['professional', 'coordinator'] })
  const second = await made.convenant([code])
  await made.partner(second, organisation)
  const overview = await view(subject, code)
  t.strictSame(
    overview.partners.map(({ professionals }) => professionals),
    [5, 5],
  )
  t.match(
    overview.domains.find(({ domain }) => domain === 'youth_help'),
    { connectedOrganisations: 1, professionals: 5 },
  )
  await sql`update partner set state = 'suspended' where convenant_id = ${convenant}`
  t.strictSame((await view(subject, code)).partners.map(({ professionals }) => professionals).sort(), [0, 5])
  await sql`update role_assignment set until_date = '2026-11-25' where account_id = ${accounts[0]?.id ?? ''}`
  t.strictSame((await view(subject, code)).domains[0]?.professionals, 4, 'at once')
})

t.test('R22: the last signal is nobody’s own: three registered since, in a month that is over', async (t) => {
  const { code, convenant, subject } = await municipality()
  const { organisation, accounts: four } = await partner(convenant, 4)
  const accounts = four.slice(0, 3)
  const small = await partner(convenant, 3)
  const elsewhere = await municipality()
  await made.partner(elsewhere.convenant, organisation)
  const signal = async (at: string, who: { subject: string } | undefined, municipalityCode = code) => {
    now = new Date(at)
    const body = { bsn: bsns.next().value, birthDate: '2015-06-01', municipalityCode }
    t.equal((await register(who?.subject ?? '', body)).status, 201)
    now = new Date('2026-11-25T08:30:00Z')
  }
  const last = async () => find(await view(subject, code), organisation)?.lastSignalMonth
  t.equal(await last(), null)
  await signal('2026-04-30T21:59:59Z', accounts[0])
  await signal('2026-05-01T09:00:00Z', accounts[1])
  t.equal(await last(), null, 'two are too few')
  await signal('2026-08-01T09:00:00Z', accounts[1])
  await signal('2026-09-01T09:00:00Z', accounts[0])
  t.equal(await last(), null, 'however often they register')
  await signal('2026-06-30T22:00:00Z', accounts[2], elsewhere.code)
  t.equal(await last(), null, 'a signal in another municipality is not of this one')
  await signal('2026-06-30T21:59:59Z', accounts[2])
  t.equal(await last(), '2026-06', 'since then three of the four did, by the calendar of Amsterdam')
  await signal('2026-10-31T22:59:59Z', accounts[2])
  t.equal(await last(), '2026-08')
  for (const account of accounts) await signal('2026-11-01T09:00:00Z', account)
  t.equal(await last(), '2026-08', 'a month that runs is not told of')
  now = new Date('2026-12-01T09:00:00Z')
  t.equal(
    (await view(subject, code)).partners.find((each) => each.organisation.id === organisation)
      ?.lastSignalMonth,
    '2026-11',
  )
  now = new Date('2026-11-25T08:30:00Z')
  for (const account of small.accounts) await signal('2026-10-01T09:00:00Z', account)
  t.match(find(await view(subject, code), small.organisation), {
    activityShown: false,
    lastSignalMonth: null,
    professionals: 3,
  })
  t.equal(find(await view(subject, code), organisation)?.activityShown, true)
})

t.test(
  'R4: who is missing: on the convenant’s own list and not connected, and categories of the law',
  async (t) => {
    const { code, convenant, subject } = await municipality()
    const list = async (organisation: string) =>
      sql`insert into convenant_party (convenant_id, organisation_id, listed_at) values (${convenant}, ${organisation}, ${now})`
    const never = await made.organisation('Nooit gevraagd', 'education')
    const invited = (await partner(convenant, 0, 'invited')).organisation
    const connected = (await partner(convenant, 0)).organisation
    for (const organisation of [never, invited, connected]) await list(organisation)
    const { missing, domains, partners } = await view(subject, code)
    t.strictSame(Object.fromEntries(missing.map(({ organisation, state }) => [organisation.id, state])), {
      [never]: null,
      [invited]: 'invited',
    })
    t.equal(partners.length, 2, 'who was never invited is no partner')
    t.match(
      missing.find(({ state }) => state === null),
      { waitsFor: 'invited', waitsOn: 'municipality' },
    )
    t.match(
      missing.find(({ state }) => state === 'invited'),
      { waitsFor: 'agreement', waitsOn: 'organisation' },
    )
    const categories = domains.flatMap(({ missingCategories }) => missingCategories)
    t.strictSame(
      [...categories].sort(),
      categoryNames.filter((name) => name !== 'youth_help_provider').sort(),
    )
    t.equal(domains.length, 7)
  },
)

t.test(
  'R4: only convenants in force here count, and those of several municipalities in each of them',
  async (t) => {
    const { code, convenant, subject } = await municipality('Noord')
    const other = await municipality('Zuid')
    const together = await made.convenant([code, other.code])
    const pending = await made.convenant([other.code])
    await sql`insert into convenant_municipality (convenant_id, municipality_code) values (${pending}, ${code})`
    const ended = await made.convenant([code], { until: '2026-11-24' })
    const future = await made.convenant([code], { from: '2026-11-26' })
    const renewed = await made.convenant([code], { until: '2024-02-29' })
    await sql`update convenant set tacit_renewal_months = 12 where id = ${renewed}`
    for (const id of [convenant, together, pending, ended, future, renewed, other.convenant])
      await partner(id, 1)
    const overview = await view(subject, code)
    const shown = [convenant, together, renewed].sort()
    t.strictSame(overview.convenants.map(({ id }) => id).sort(), shown)
    t.strictSame([...new Set(overview.partners.map(({ convenantId }) => convenantId))].sort(), shown)
    t.strictSame(
      overview.convenants.find(({ id }) => id === together)?.municipalities.map(({ name }) => name),
      ['Noord', 'Zuid'],
    )
    t.match(
      overview.convenants.find(({ id }) => id === renewed),
      { inForceUntilDate: '2024-02-29', currentPeriodUntilDate: '2027-02-28' },
    )
    t.equal((await view(other.subject, other.code)).partners.length, 3)
  },
)

t.test(
  'R4: a municipality that went on in another is seen by its successor, and by nobody else any more',
  async (t) => {
    const [former, successor] = [await municipality(), await municipality()]
    await sql`update municipality set valid_until = '2026-10-31' where code = ${former.code}`
    await sql`insert into municipality_succession values (${former.code}, ${successor.code}, '2026-11-01')`
    await publish(former.code, '2026-07-01', [{ measure: 'signals', domain: 'youth_help', count: 12 }])
    await publish(successor.code, '2026-07-01', [{ measure: 'signals', domain: 'youth_help', count: 30 }])
    const third = (await view(successor.subject, successor.code)).quarters.find(
      ({ quarter }) => quarter === '2026-Q3',
    )
    t.match(third, { signals: { count: 42, complete: true } })
    t.equal(
      (await ask(former.subject, former.code)).statusCode,
      403,
      'the role rests on what is no longer there',
    )
    t.equal((await ask(successor.subject, former.code)).statusCode, 404)
  },
)

t.test('what is not yours is answered like what does not exist', async (t) => {
  const [mine, theirs] = [await municipality(), await municipality()]
  const answers = await Promise.all(
    [theirs.code, '9999', 'abcd', '20011'].map((code) => ask(mine.subject, code)),
  )
  t.strictSame(answers.map(problemCode), Array(4).fill('not-found'))
  t.equal(new Set(answers.map(({ payload }) => payload)).size, 1)
})

t.test('R20: each look is logged once', async (t) => {
  const { code, subject } = await municipality()
  const lines = () =>
    sql`select event, ground, municipality_code from logbook where municipality_code = ${code}`
  await ask(subject, code)
  t.match([...(await lines())], [{ event: 'overview_viewed', ground: 'Jw 7.1.3.1', municipality_code: code }])
  await ask(subject, code, 'text/csv')
  t.equal((await lines()).length, 2)
})

t.test(
  'R22: figures are those that are published, and what is too small is left out and said to be',
  async (t) => {
    const { code, convenant, subject } = await municipality()
    const { organisation } = await partner(convenant, 5)
    await publish(
      code,
      '2026-07-01',
      [
        { measure: 'signals', domain: 'youth_help', organisation, count: 17 },
        { measure: 'signals', domain: 'youth_help', count: 11 },
        { measure: 'matches', domain: 'youth_help', organisation, count: 10 },
        { measure: 'matches', count: 20 },
      ],
      [
        { measure: 'signals', domain: 'education', level: 'country' },
        { measure: 'signals', domain: 'social_support', level: 'domain' },
        { measure: 'matches', domain: 'youth_help', level: 'municipality' },
      ],
    )
    await publish(code, '2026-04-01', [], [{ measure: 'signals', domain: 'education', level: 'nowhere' }])
    const { quarters, domains, partners } = await view(subject, code)
    t.strictSame(
      quarters.map(({ quarter, published }) => [quarter, published]),
      [
        ['2025-Q4', false],
        ['2026-Q1', false],
        ['2026-Q2', true],
        ['2026-Q3', true],
      ],
    )
    const nothing = { count: null, complete: false }
    t.match(quarters[0], { signals: nothing, matches: nothing }, 'not made yet')
    t.match(
      quarters[2],
      { signals: nothing, matches: { count: 0, complete: true } },
      'nothing may be shown; and there is nothing',
    )
    t.match(quarters[3], { signals: { count: 28, complete: false }, matches: { count: 30, complete: true } })
    const figures = Object.fromEntries(domains.map(({ domain, quarters }) => [domain, quarters[3]]))
    t.match(figures.youth_help, {
      signals: { count: 28, complete: true },
      matches: { count: 10, complete: false },
    })
    t.match([figures.education, figures.social_support], [{ signals: nothing }, { signals: nothing }])
    t.match(figures.health_care, { signals: { count: 0, complete: true } })
    t.strictSame(partners[0]?.quarters, [{ quarter: '2026-Q3', signals: 17, matches: 10 }])
  },
)

t.test(
  'as a table for a spreadsheet: a row for each partner, in Dutch, with formulas kept from being one',
  async (t) => {
    const { code, convenant, subject } = await municipality()
    const { organisation } = await partner(convenant, 4)
    await sql`update organisation set name = '=HYPERLINK("x")' where id = ${organisation}`
    await sql`update partner set anchor = 'contract', anchor_until = '2027-01-31' where organisation_id = ${organisation}`
    await partner(convenant, 1, 'invited')
    const never = await made.organisation('Zonder uitnodiging')
    await sql`insert into convenant_party (convenant_id, organisation_id, listed_at) values (${convenant}, ${never}, ${now})`
    await publish(code, '2026-07-01', [{ measure: 'signals', domain: 'youth_help', organisation, count: 17 }])
    const answer = await ask(subject, code, 'text/csv')
    t.equal(answer.headers['content-type'], 'text/csv; charset=utf-8')
    const lines = answer.payload.trimEnd().split('\r\n')
    t.equal(lines.length, 4)
    t.match(lines[0], /^\uFEFFOrganisatie;Domein;Categorie;.*;Signalen 2026-Q3;.*;Matches 2026-Q3$/)
    const row = lines.find((line) => line.includes('HYPERLINK')) ?? ''
    t.match(row, /^"'=HYPERLINK/)
    t.match(
      row,
      ';Jeugdhulp;Jeugdhulpaanbieder;Instelling;Convenant;Aangesloten;2020-01-01;Contract;2027-01-31;nee;4;niet getoond;',
    )
    t.match(
      row,
      /;niet getoond;niet getoond;niet getoond;17;niet getoond;niet getoond;niet getoond;niet getoond$/,
    )
    t.match(
      lines.find((line) => line.startsWith('Zonder')),
      ';Niet uitgenodigd;',
    )
  },
)

t.test('R4: as the report for the council, a document or a picture of one page', async (t) => {
  const { code, convenant, subject } = await municipality('Rapport')
  await partner(convenant, 4)
  const pdf = await ask(subject, code, 'application/pdf')
  t.equal(pdf.headers['content-type'], 'application/pdf')
  t.equal(pdf.headers['content-disposition'], `inline; filename="verwijsindex-${code}-2026-11-25.pdf"`)
  t.equal(pdf.rawPayload.subarray(0, 5).toString(), '%PDF-')
  const svg = await ask(subject, code, 'image/svg+xml')
  t.equal(svg.headers['content-type'], 'image/svg+xml; charset=utf-8')
  t.match(svg.payload, 'Gemeente Rapport')
  t.notMatch(svg.payload, /Naam account|@|038-/, 'nobody is named in it')
  t.equal((await ask(subject, code, 'image/png')).statusCode, 406)
})

interface Block {
  readonly measure: 'signals' | 'matches'
  readonly domain?: string
  readonly organisation?: string
  readonly count: number
}

let number = 0
/** Puts figures where publishing would. */
async function publish(
  code: string,
  quarter: string,
  blocks: readonly Block[],
  gaps: readonly { measure: string; domain: string; level: string }[] = [],
): Promise<void> {
  await sql`insert into report_period values (${quarter}, ${now}) on conflict do nothing`
  for (const { measure, domain, organisation, count } of blocks) {
    const kinds = measure === 'matches' ? sql`array['within_municipality']::match_kind[]` : null
    await sql`insert into report_block (quarter, number, measure, municipality_code, domain, organisation_id, kinds, count)
              values (${quarter}, ${++number}, ${measure}, ${code}, ${domain ?? null}, ${organisation ?? null}, ${kinds}, ${count})`
  }
  for (const { measure, domain, level } of gaps)
    await sql`insert into report_gap (quarter, measure, municipality_code, domain, level)
              values (${quarter}, ${measure}, ${code}, ${domain}, ${level})`
}

t.test('an account that is nobody’s administrator any more sees nothing, also in the database', async (t) => {
  const { code, convenant } = await municipality()
  await partner(convenant, 4)
  const other = await municipality()
  const rows = await sql.begin(async (tx) => {
    await tx`set local role verwijsindex_service`
    await tx`select act_as('https://issuer.example', ${other.subject}, '2026-11-25')`
    return tx`select * from overview_activity(${code}, '2026-11-25', 3)`
  })
  t.equal(rows.length, 0)
})
