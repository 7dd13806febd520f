import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type postgres from 'postgres'
import t, { type Test } from 'tap'
import { indexValues } from '../../src/identity/blind-index.ts'
import { Bsn } from '../../src/identity/bsn.ts'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { toSigner } from '../../src/logbook/note.ts'
import { sealLogbook } from '../../src/logbook/seal-lines.ts'
import { dailyWork } from '../../src/retention/daily-work.ts'
import { forgetInStatistics } from '../../src/retention/forget-in-statistics.ts'
import { keepDestructions } from '../../src/retention/ledger/keep-destructions.ts'
import { openLedger } from '../../src/retention/ledger/open-ledger.ts'
import { runRetention } from '../../src/retention/run-retention.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { dumpDatabase } from '../support/cluster.ts'
import type { TestDatabase } from '../support/database.ts'
import { ownDirectory } from '../support/directory.ts'
import { endSignals } from '../support/ending.ts'
import { type RightsService, rightsService } from '../support/rights.ts'
import { formsOf, type Needle, Search } from '../support/search.ts'
import { findSystemPostgres, startSystemPostgres } from '../support/system-postgres.ts'

t.setTimeout(120_000)

const never = () => false

/** Two versions of both keys in use, so that there are two values of each index. */
const keys = (() => {
  const [older, newer] = [1, 2].map((version) => {
    const { index, seal } = JSON.parse(generateKeys(false))
    return { index: { ...index[0], version }, seal: { ...seal[0], version } }
  })
  return parseKeys(JSON.stringify({ index: [older?.index, newer?.index], seal: [older?.seal, newer?.seal] }))
})()

/** Those who were destroyed, and by what; and one who stays, so that finding nothing says something. */
const ways = ['the 23rd birthday', 'death', 'erasure', 'the last signal, unfounded', 'nothing'] as const
type Way = (typeof ways)[number]

interface Known {
  readonly way: Way
  readonly bsn: string
  readonly birthDate: string
  readonly person: string
  readonly signals: readonly string[]
  readonly needles: readonly Needle[]
}

const bsns = madeUpBsns()

/** Everything that happens to somebody before they are destroyed: registered, met, disputed, disclosed, archived, asked about. */
async function live(tested: RightsService, way: Way): Promise<Known> {
  const { zwolle, ask, register, open, database } = tested
  const bsn = bsns.next().value
  const birthDate = way === 'the 23rd birthday' ? '2003-11-24' : '2012-05-05'
  const [first, second, third] = zwolle.professionals.map(({ subject }) => subject) as [
    string,
    string,
    string,
  ]
  const archived = (await register(first, { bsn, birthDate })).body.id as string
  // Of the last the archive ends by its term meanwhile.
  const endedDate = way === 'the last signal, unfounded' ? '2021-11-23' : '2026-11-22'
  await endSignals(database.sql, { ids: [archived] }, 'risk_gone', endedDate)
  const own = (await register(first, { bsn, birthDate }, { 'idempotency-key': bsn })).body.id as string
  await register(second, { bsn, birthDate: way === 'the 23rd birthday' ? '2003-11-23' : '2011-03-03' })
  await register(third, { bsn, birthDate })
  await ask(first, 'POST', `/signals/${own}/bsn-disclosures`)
  for (const path of ['/signals', '/matches', '/notifications']) await ask(second, 'GET', path)
  if (way !== 'the last signal, unfounded') await open('access', { bsn, birthDate })
  const rows = await database.sql<{ person: string; id: string }[]>`
    select young_person_id as person, id from signal where young_person_id = (select young_person_id from signal where id = ${own})
    union all select young_person_id, id from archived_signal where id = ${archived}`
  const person = rows[0]?.person ?? ''
  return {
    way,
    bsn,
    birthDate,
    person,
    signals: rows.map(({ id }) => id),
    needles: await needlesOf(database.sql, bsn, person),
  }
}

/** The number, sealed and not, its index under each key, and the id, in every form in which they may be written. */
async function needlesOf(sql: postgres.Sql, bsn: string, person: string): Promise<Needle[]> {
  const [row] = await sql<
    { sealed: Buffer }[]
  >`select bsn_sealed as sealed from young_person where id = ${person}`
  const parsed = Bsn.parse(bsn)
  const values = parsed ? indexValues(parsed, keys).map(({ value }) => value) : []
  return [
    ...formsOf(bsn),
    ...formsOfBytes('sealed number', row?.sealed ?? Buffer.alloc(0)),
    ...values.flatMap((value, n) => formsOfBytes(`index ${n}`, value)),
    ...formsOfBytes('id', Buffer.from(person.replaceAll('-', ''), 'hex')),
    { form: 'id as text', bytes: Buffer.from(person) },
    { form: 'id in capitals', bytes: Buffer.from(person.toUpperCase()) },
  ]
}

function formsOfBytes(what: string, bytes: Buffer): Needle[] {
  return [
    { form: `${what}, bytes`, bytes },
    { form: `${what}, hex`, bytes: Buffer.from(bytes.toString('hex')) },
    { form: `${what}, HEX`, bytes: Buffer.from(bytes.toString('hex').toUpperCase()) },
    { form: `${what}, base64`, bytes: Buffer.from(bytes.toString('base64').replace(/=+$/, '')) },
    { form: `${what}, base64url`, bytes: Buffer.from(bytes.toString('base64url')) },
  ]
}

async function destroy(tested: RightsService, { way, bsn, birthDate, signals }: Known): Promise<void> {
  const { ask, region, grant, service, clock, database } = tested
  if (way === 'the 23rd birthday')
    await runRetention({ database: service.database, clock: () => clock.now, longestGapDays: 7 })
  if (way === 'death') {
    const { subject } = await region.account({ roles: ['functional_administrator'] })
    await ask(subject, 'POST', '/deaths', { bsn })
  }
  if (way === 'erasure') await grant('erasure', { bsn, birthDate })
  if (way === 'the last signal, unfounded') {
    const owners = await database.sql<{ id: string; subject: string }[]>`
      select s.id, a.subject from signal s join account a on a.id = s.professional_id where s.id = any (${[...signals]}::uuid[])`
    for (const { id, subject } of owners)
      await ask(subject, 'POST', `/signals/${id}/endings`, { reason: 'unfounded' })
  }
}

/** All that the database holds of anybody: every row of every table, and what the planner sampled of them. */
async function everythingIn(sql: postgres.Sql): Promise<Buffer> {
  return Buffer.concat([Buffer.from(await dumpDatabase(sql)), await samplesIn(sql)])
}

/** What the planner sampled; the logbook keeps the ids of signals (R20), and so do its samples where those are not wanted. */
async function samplesIn(sql: postgres.Sql, besideLogbook = false): Promise<Buffer> {
  const samples = await sql<{ text: string }[]>`
    select concat_ws(' ', stavalues1::text, stavalues2::text, stavalues3::text, stavalues4::text, stavalues5::text) as text
      from pg_statistic where not (${besideLogbook} and starelid = 'logbook'::regclass)`
  return Buffer.from(samples.map(({ text }) => text).join('\n'))
}

async function story(
  t: Test,
  database: TestDatabase | undefined,
  dump: (() => Promise<Buffer>) | undefined,
  lived: readonly Way[] = ways,
) {
  const tested = await rightsService(t, {
    keys,
    ...(database ? { existing: database, databaseUrl: database.serviceUrl } : {}),
  } as object)
  const { service, clock } = tested
  const { sql } = tested.database
  const signer = toSigner('verwijsindex.example/logbook', Buffer.alloc(32, 7))
  const seal = () => sealLogbook({ database: service.database, signer, now: clock.now }, never)
  const people: Known[] = []
  for (const way of lived) people.push(await live(tested, way))
  await seal()
  await sql`analyze`

  const search = new Search(
    people.flatMap(({ way, needles }) => needles.map((each) => ({ ...each, form: `${way}: ${each.form}` }))),
  )
  const before = search.formsIn(await everythingIn(sql))
  for (const { way } of people)
    for (const form of ['sealed number, hex', 'index 0, hex', 'index 1, hex', 'id as text'])
      t.ok(before.includes(`${way}: ${form}`), `before, ${form} of ${way} is found`)

  const signals = new Search(
    people.flatMap(({ way, signals }) =>
      signals.map((id) => ({ form: `${way}: ${id}`, bytes: Buffer.from(id) })),
    ),
  )
  t.equal(
    signals.formsIn(await samplesIn(sql, true)).length,
    people.flatMap(({ signals }) => signals).length,
    'before, each signal is in the samples',
  )

  t.strictSame(
    search.formsIn(await samplesIn(sql)).filter((form) => form.includes('sealed number')),
    [],
    'but no sealed number of anybody',
  )

  clock.now = new Date('2026-11-24T09:00:00Z')
  for (const known of people) await destroy(tested, known)
  await seal()
  await forgetInStatistics(service.database, clock.now)
  const directory = join(await ownDirectory(t), 'ledger')
  const ledger = openLedger(directory)
  t.ok((await keepDestructions(service.database, ledger, clock.now, never)).count > 0)
  await ledger.close()

  const stays = (form: string) => form.startsWith('nothing: ')
  const after = search.formsIn(await everythingIn(sql))
  t.strictSame(
    after.filter((form) => !stays(form)),
    [],
    'nothing of those who were destroyed is in any table',
  )
  t.strictSame(
    signals.formsIn(await samplesIn(sql, true)).filter((form) => !stays(form)),
    [],
    'nor does the planner know any of their signals',
  )
  const stayed = lived.includes('nothing')
  t.equal(after.includes('nothing: id as text'), stayed, 'somebody who stays is found')
  t.equal((await sql`select from young_person`).length, stayed ? 1 : 0)
  const files = await Promise.all((await readdir(directory)).map((name) => readFile(join(directory, name))))
  t.strictSame(search.formsIn(Buffer.concat(files)), [], 'nor in the ledger')
  if (dump) {
    const dumped = search.formsIn(await dump())
    t.strictSame(
      dumped.filter((form) => !stays(form)),
      [],
      'nor in a fresh dump',
    )
    t.ok(dumped.includes('nothing: id as text'))
  }
}

t.test('R8, R11, R13: of those who were destroyed no identifier is left in any table', async (t) => {
  await story(t, undefined, undefined)
})

t.test('R8, R11, R13: nor where nobody stays, so that tables are empty', async (t) => {
  await story(
    t,
    undefined,
    undefined,
    ways.filter((way) => way !== 'nothing'),
  )
})

t.test('R8, R11: samples are taken anew whenever the work comes back, and not without need', async (t) => {
  const tested = await rightsService(t, { keys })
  const { service, clock, database } = tested
  const { sql } = database
  const work = { database: service.database, clock: () => clock.now, longestGapDays: 7 }
  const round = () => dailyWork(work, { onDone() {}, onClock() {} })(never)
  const [gone, stays] = [await live(tested, 'death'), await live(tested, 'nothing')]
  await sql`analyze`
  await round()
  await destroy(tested, gone)
  const known = async () =>
    new Search(
      [gone, stays].flatMap(({ way, person }) => [{ form: way, bytes: Buffer.from(person) }]),
    ).formsIn(await samplesIn(sql))
  t.strictSame((await known()).sort(), ['death', 'nothing'])
  clock.now = new Date('2026-11-25T09:00:00Z')
  await round()
  t.strictSame(await known(), ['nothing'], 'three days later')

  const analysed = async () => (await sql`select samples_taken_at as at from retention_clock`)[0]?.at as Date
  t.same(await analysed(), clock.now)
  clock.now = new Date('2026-11-26T09:00:00Z')
  await round()
  t.same(await analysed(), new Date('2026-11-25T09:00:00Z'), 'nobody was destroyed since')
})

const bin = await findSystemPostgres()
const skip = bin === undefined && 'no PostgreSQL with pg_dump here (Debian: postgresql)'

t.test('R8, R11, R13: nor in a fresh dump by pg_dump', { skip }, async (t) => {
  const { database, tool, version } = await startSystemPostgres(t, bin ?? '')
  t.comment(version)
  await story(t, database, () => tool('pg_dump', '--format=plain'))
})
