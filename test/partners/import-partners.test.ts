import t from 'tap'
import { partnerColumns } from '../../src/partners/partners-table.ts'
import { problemCode } from '../support/answers.ts'
import { convenantOfZwolle } from '../support/partners.ts'
import { tableDigests } from '../support/tables.ts'

const head = Object.values(partnerColumns).join(';')
type Cells = Partial<Record<keyof typeof partnerColumns, string>>

/** A line of a table. */
function line(cells: Cells): string {
  return Object.keys(partnerColumns)
    .map((name) => cells[name as keyof Cells] ?? '')
    .join(';')
}

const table = (...rows: Cells[]) => [head, ...rows.map(line)].join('\r\n')

const person = (name: string) => ({
  contactName: name,
  jobTitle: 'Beleidsmedewerker',
  email: `${name.toLowerCase()}@organisatie.example`,
  phone: '038-1234567',
})

const ggd: Cells = {
  name: 'GGD IJsselland',
  category: 'Organisatie voor jeugdgezondheidszorg',
  kvkNumber: '08123456',
  ...person('Ria'),
  anchor: 'Subsidie',
  anchorReference: 'SUB-2026-1',
  anchorUntilDate: '2027-12-31',
  mayLead: 'ja',
  invite: 'ja',
}
const kern: Cells = { name: 'De Kern', category: 'social_work', invite: 'nee' }
const leerplicht: Cells = {
  name: 'Leerplicht Zwolle',
  category: 'Leerplichtambtenaar',
  kind: 'Zelfstandige functionaris',
  ...person('Karim'),
  invite: 'JA',
}

t.test('R4: a table is tried, imported, and imported again, which changes nothing', async (t) => {
  const { table: send, zwolle, sql, database } = await convenantOfZwolle(t)
  const path = `/convenants/${zwolle}/partners/_import`
  const text = table(ggd, kern, leerplicht)
  const before = await tableDigests(database.sql)
  const dry = await send(path, text)
  t.equal(dry.statusCode, 200, dry.payload)
  t.strictSame(dry.json(), {
    dryRun: true,
    rows: [
      { line: 2, organisation: 'added', list: 'listed', partner: 'invited' },
      { line: 3, organisation: 'added', list: 'listed', partner: 'none' },
      { line: 4, organisation: 'added', list: 'listed', partner: 'invited' },
    ],
    errors: [],
  })
  t.strictSame(await tableDigests(database.sql), before, 'a dry run leaves nothing')

  const done = await send(`${path}?dryRun=false`, text)
  t.equal(done.statusCode, 200, done.payload)
  t.strictSame(done.json().rows, dry.json().rows, 'what is done is what was said')
  t.match(
    await sql`select anchor::text, anchor_reference, anchor_until::text, may_lead from partner order by id`,
    [
      { anchor: 'subsidy', anchor_reference: 'SUB-2026-1', anchor_until: '2027-12-31', may_lead: true },
      { anchor: 'convenant', anchor_reference: null, anchor_until: null, may_lead: false },
    ],
  )
  t.equal((await sql`select from notification`).length, 2)

  const imported = await tableDigests(database.sql, { except: ['logbook'] })
  const again = await send(`${path}?dryRun=false`, text)
  t.strictSame(again.json().rows, [
    { line: 2, organisation: 'known', list: 'known', partner: 'known' },
    { line: 3, organisation: 'known', list: 'known', partner: 'none' },
    { line: 4, organisation: 'known', list: 'known', partner: 'known' },
  ])
  t.strictSame(await tableDigests(database.sql, { except: ['logbook'] }), imported)
})

t.test('R4: every fault is told by its line, and nothing is half imported', async (t) => {
  const { table: send, zwolle, deventer, around, sql, database } = await convenantOfZwolle(t)
  const elsewhere = await around.organisation('Deltion College', 'education')
  await sql`update organisation set kvk_number = '05000001', oin = '00000003050000010000', category = 'vocational_education'
             where id = ${elsewhere}`
  await around.partner(deventer, elsewhere)
  await around.account({ organisation: elsewhere, roles: ['coordinator'] })
  const text = table(
    ggd, // 2
    { name: 'Domein kinderopvang', category: 'Kinderopvang' }, // 3
    { ...kern, email: 'geen', phone: '112' }, // 4
    { ...leerplicht, rsin: '999993653' }, // 5
    { name: 'GGD anders', category: 'Huisarts', kvkNumber: '08123456' }, // 6: the number of line 2
    { name: 'Deltion', category: 'vocational_education', kvkNumber: '05000001', oin: '00000003050000020000' }, // 7
    { name: 'Deltion', category: 'hospital', oin: '00000003050000010000' }, // 8
    { ...leerplicht, name: 'Zonder contact', contactName: '', jobTitle: '', email: '', phone: '' }, // 9
    { ...leerplicht, name: 'Half contact', phone: '' }, // 10
    { name: 'Vorm', category: 'primary_school', brin: '1ABC', agbCode: '12', anchorUntilDate: '31-2-2027' }, // 11
    { ...kern, name: 'Ja of nee', invite: 'misschien', mayLead: '1', anchor: 'handslag' }, // 12
    {
      name: 'DELTION',
      category: 'vocational_education',
      kvkNumber: '05000001',
      invite: 'ja',
      ...person('Vreemd'),
    }, // 13
  )
  const before = await tableDigests(database.sql)
  const dry = await send(`/convenants/${zwolle}/partners/_import?dryRun=true`, text)
  const real = await send(`/convenants/${zwolle}/partners/_import?dryRun=false`, text)
  t.equal(dry.statusCode, 200, dry.payload)
  t.equal(real.statusCode, 400)
  t.equal(problemCode(real), 'invalid-request')
  t.strictSame(dry.json().errors, real.json().errors, 'the same faults, tried or not')
  t.strictSame(
    real
      .json()
      .errors.map(
        ({ location, code }: { location: { pointer: string }; code: string }) =>
          `${location.pointer} ${code}`,
      ),
    [
      '/3/category category-not-designated',
      '/4/email invalid-format',
      '/4/phone invalid-format',
      '/5/rsin fiscal-number-of-person',
      '/6 double',
      '/7/oin identifiers-contradict',
      '/8/category known-otherwise',
      '/9/email contact-needed',
      '/10/phone missing',
      '/11/agbCode identifier',
      '/11/brin identifier',
      '/11/anchorUntilDate invalid-format',
      '/12/anchor not-known',
      '/12/mayLead not-known',
      '/12/invite not-known',
      '/13 double',
      '/13/email not-the-coordinator',
    ],
  )
  for (const { detail, location } of real.json().errors)
    t.ok(detail.startsWith(`Regel ${location.pointer.split('/')[1]}: `), detail)
  t.match(real.json().errors[0].detail, /Besluit Jeugdwet .*Jeugdhulp \(Jeugdhulpaanbieder/)
  t.strictSame(dry.json().rows, [{ line: 2, organisation: 'added', list: 'listed', partner: 'invited' }])
  t.strictSame(await tableDigests(database.sql), before)
})

t.test('R4: what goes out comes in again and changes nothing; no cell is taken for a formula', async (t) => {
  const { table: send, ask, zwolle, around, sql, database } = await convenantOfZwolle(t)
  await send(`/convenants/${zwolle}/partners/_import?dryRun=false`, table(ggd, kern, leerplicht))
  const ended = await around.organisation('Beëindigd', 'health_care')
  await around.partner(zwolle, ended, 'ended')
  await around.party(zwolle, await around.organisation('=1+1 BV', 'education'))
  await sql`update account set phone = '+31 38 1234567' where email = 'ria@organisatie.example'`
  const out = await send(`/convenants/${zwolle}/partners`)
  t.equal(out.statusCode, 200)
  t.match(out.headers['content-type'], 'text/csv')
  t.match(out.payload, /;"'\+31 38 1234567";/)
  t.notMatch(out.payload, /(^|;|\n)"?[=+@-]/)
  t.match(out.payload, /GGD IJsselland;Organisatie voor jeugdgezondheidszorg;Instelling;08123456;/)
  t.match(out.payload, /;ja;ja;Uitgenodigd\r\n/)
  await sql`update organisation set name = 'Een en een BV' where name = '=1+1 BV'`

  const again = await send(`/convenants/${zwolle}/partners`)
  const before = await tableDigests(database.sql, { except: ['logbook'] })
  const back = await send(`/convenants/${zwolle}/partners/_import?dryRun=false`, again.payload)
  t.equal(back.statusCode, 200, back.payload)
  t.strictSame(await tableDigests(database.sql, { except: ['logbook'] }), before)
  t.equal((await ask('GET', `/convenants/${zwolle}/partners`)).json().items.length, 3)
  t.strictSame(
    [
      ...(await sql`select event::text, count(*)::int as n from logbook where event::text like 'partners_%' group by 1 order by 1`),
    ],
    [
      { event: 'partners_exported', n: 2 },
      { event: 'partners_imported', n: 2 },
    ],
  )
})

t.test('of two who import one table at once, each organisation is recorded and invited once', async (t) => {
  const { table: send, zwolle, administrator, sql } = await convenantOfZwolle(t)
  const colleagues = await Promise.all([administrator('0193'), administrator('0193'), administrator('0193')])
  const answers = await Promise.all(
    colleagues.map(({ subject }) =>
      send(`/convenants/${zwolle}/partners/_import?dryRun=false`, table(ggd, kern, leerplicht), subject),
    ),
  )
  t.strictSame(
    answers.map(({ statusCode }) => statusCode),
    [200, 200, 200],
  )
  t.equal((await sql`select from organisation`).length, 3)
  t.equal((await sql`select from partner`).length, 2)
  t.equal((await sql`select from notification where event = 'invitation'`).length, 2)
})

t.test('a table of five hundred is imported within the deadline, and a longer one refused', async (t) => {
  const { table: send, zwolle, sql } = await convenantOfZwolle(t)
  const rows = Array.from({ length: 501 }, (_, n) => ({
    ...leerplicht,
    name: `Functionaris ${n}`,
    email: `f${n}@organisatie.example`,
  }))
  const path = `/convenants/${zwolle}/partners/_import?dryRun=false`
  t.match((await send(path, table(...rows))).json().errors, [{ code: 'too-many-rows' }])
  const done = await send(path, table(...rows.slice(1)))
  t.equal(done.statusCode, 200, done.payload.slice(0, 300))
  t.equal((await sql`select from partner where state = 'invited'`).length, 500)
})
