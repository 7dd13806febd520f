import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import t from 'tap'
import { z } from 'zod'
import { readTable } from '../../../src/ground/tables/read-table.ts'
import { writeTable } from '../../../src/ground/tables/write-table.ts'

const columns = { name: 'Naam', email: 'E-mail', since: 'Sinds' }
const row = z.strictObject({
  name: z.string().min(2, 'Een naam heeft ten minste twee tekens.'),
  email: z.string({ error: 'Dit is nodig.' }).regex(/@/, 'Dit is geen adres.'),
  since: z.iso.date('Dit is geen datum (JJJJ-MM-DD).').optional(),
})
const read = (text: string) => readTable(text, columns, row, { rows: 5 })
const places = (text: string) => read(text).faults.map(({ name, code }) => `${name} ${code}`)
const anna = { name: 'Anna', email: 'a@b.example', since: '2026-01-01' }

t.test('a table is read with each separator, line end and order of columns', async (t) => {
  const forms = [
    'Naam;E-mail;Sinds\nAnna;a@b.example;2026-01-01',
    '\uFEFFnaam,E-MAIL,sinds\r\nAnna,a@b.example,2026-01-01\r\n',
    'Sinds;Naam;E-mail\n2026-01-01; Anna ;"a@b.example"\n\n',
    'Naam\tE-mail\tSinds\rAnna\ta@b.example\t2026-01-01\r',
    'sep=;\r\nNaam;E-mail;Sinds\r\nAnna;a@b.example;2026-01-01\r\n',
    'SEP=,\nNaam,E-mail,Sinds\nAnna,a@b.example,2026-01-01',
    'sep=|\nNaam|E-mail|Sinds\nAnna|a@b.example|2026-01-01',
    '"Naam";"E-mail";"Sinds"\r\n"Anna";"a@b.example";"2026-01-01"\r\n',
    'NAAM ; e mail;\u00a0Sinds;;;\r\nAnna;a@b.example\u00a0;2026-01-01;;;\r\n;;;;;\r\n; ;;;;\r\n',
    'Naam;E-mail;Sinds\r\nAnna;a@b.example;2026-01-01\n',
  ]
  for (const [place, text] of forms.entries())
    t.strictSame(read(text), { rows: [{ line: 2, value: anna }], faults: [] }, `form ${place}`)
})

t.test('a column or a cell that may be absent may be left out, also by Excel', async (t) => {
  const { since: _, ...rest } = anna
  for (const text of [
    'Naam;E-mail;Sinds\nAnna;a@b.example;',
    'Naam;E-mail;Sinds\nAnna;a@b.example',
    'Naam;E-mail\nAnna;a@b.example',
  ])
    t.strictSame(read(text).rows[0]?.value, rest)
})

t.test(
  'every fault is named by the row as a spreadsheet numbers it, and the column; the rows beside it are read',
  async (t) => {
    const text = [
      'Naam;E-mail;Sinds',
      'A;geen;gisteren',
      'Bert;b@b.example;',
      '"C\nD";',
      '',
      ';;',
      'Dirk;;',
      'Eva;e@e.example;2026-02-30',
    ].join('\n')
    t.strictSame(places(text), [
      '/2/name too-small',
      '/2/email invalid-format',
      '/2/since invalid-format',
      '/4/email invalid-type',
      '/7/email invalid-type',
      '/8/since invalid-format',
    ])
    t.strictSame(places('Naam;E-mail;;\nFred;f@f.example;;x'), ['/2 cells'], 'a cell below no heading')
    t.strictSame(read(text).rows, [{ line: 3, value: { name: 'Bert', email: 'b@b.example' } }])
    t.match(read(text).faults[0]?.detail, /^Regel 2: Naam: Een naam/)
    t.strictSame(
      places(`sep=;\n\n${text}`)[0],
      '/3/name too-small',
      'that which parts the cells is no row; an empty one is',
    )
  },
)

t.test('what is no such table at all is one fault or a few, and nothing of it is quoted', async (t) => {
  t.strictSame(places(''), ['/1/name column', '/1/email column'])
  t.strictSame(places('Naam;E-mail;Sinds'), ['/1 no-rows'])
  t.strictSame(places('Naam;E-mail;Sinds\n;;\n;;\n'), ['/1 no-rows'])
  t.strictSame(places(`Naam;E-mail;Sinds\n${'Anna;a@b.example;\n;;\n'.repeat(6)}`), ['/1 too-many-rows'])
  t.equal(
    read(`Naam;E-mail;Sinds\n${'Anna;a@b.example;\n;;\n'.repeat(5)}`).rows.length,
    5,
    'empty rows do not count',
  )
  t.strictSame(places('Naam;Naam;Geheim\nA;B;C'), ['/1/name column', '/1/email column', '/1 unknown-column'])
  t.strictSame(places('Naam;E-mail;Sinds\n"Anna;a@b.example;'), ['/2 not-csv'])
  t.strictSame(places('Naam;E-mail;Sinds\nAnna;a@b.example;\n\n"Bert"x;b;'), ['/4 not-csv'])
  t.strictSame(places('{"Naam": 1}'), ['/1 not-csv'])
  t.notOk(JSON.stringify(read('Naam;Geheim;Sinds\n"999993653;x')).includes('999993653'))
  t.notOk(JSON.stringify(read('Naam;Geheim;Sinds\n1;2;3')).includes('Geheim'))
  for (const text of ['', '{"Naam": 1}', 'Naam;E-mail;Sinds\n"Anna'])
    t.notMatch(JSON.stringify(read(text)), /JSON/, 'a fault of a table speaks of tables')
})

t.test('a cell that would be a formula is neutralised, and read back as it was', async (t) => {
  const text = writeTable(columns, [{ name: '=1+1', email: '+31-38@b.example', since: null }], [])
  t.ok(text.includes("'=1+1"))
  t.strictSame(read(text).rows[0]?.value, { name: '=1+1', email: '+31-38@b.example' })
  const cell = fc.string({ unit: 'grapheme', minLength: 2, maxLength: 12 }).filter((s) => s === s.trim())
  fc.assert(
    fc.property(
      fc.oneof(
        cell,
        cell.map((s) => `'${s}`),
        fc.stringMatching(/^'{0,2}[=+0-9-]{2,9}$/),
      ),
      (name) => {
        const written = writeTable(columns, [{ name, email: '@', since: null }], ['name'])
        const cells = parse(written, { delimiter: ';', bom: true }).flat() as string[]
        t.notOk(cells.some((text) => /^[=+\-@\t]/.test(text)))
        t.equal(read(written).rows[0]?.value.name, name)
      },
    ),
    { numRuns: 500 },
  )
})

t.test('a text of which a spreadsheet would make a number or a day stays one', async (t) => {
  const rewritten = [
    '0123',
    '00000003123456780000',
    '4-19',
    '1/2',
    '2026-1',
    '1-2-2026',
    'mrt-2026',
    '3 mei',
    '12e5',
    '10:30',
  ]
  for (const name of rewritten) t.match(writeTable(columns, [{ name }], ['name']), `'${name}`, name)
  for (const name of [
    '1234',
    'Anna',
    '038-4989111',
    '’t Hart',
    "'t Hart",
    '06-12345678',
    'SUB-2026-1',
    'mei',
    'Decker',
  ])
    t.notMatch(writeTable(columns, [{ name }], ['name']), `'${name}`, name)
  t.notMatch(writeTable(columns, [{ name: '0123' }], []), "'", 'where it is asked')
})

t.test('R23: a table made to keep the service busy is refused before it does', async (t) => {
  t.strictSame(places('a;'.repeat(250_000)), ['/1 too-many-columns'])
  const busy = [
    ';'.repeat(500_000),
    '\n'.repeat(500_000),
    `Naam;E-mail;Sinds\n${'a\n'.repeat(250_000)}`,
    `Naam;E-mail;Sinds\nAnna;a@b.example;a${' '.repeat(400_000)}a`,
    `Naam;E-mail;Sinds\nAnna;a@b.example;\n${'\n'.repeat(400_000)}Bert;b@b.example;`,
    `Naam;E-mail;Sinds\n${"'".repeat(400_000)}x;a@b.example;`,
    `sep=;\n"${'""'.repeat(200_000)}`,
    `Naam;E-mail;Sinds\n${'"'.repeat(400_001)}`,
  ]
  for (const [place, text] of busy.entries()) {
    const began = performance.now()
    read(text)
    t.ok(performance.now() - began < 1500, `${place}: nothing is read of what is too much`)
  }
  t.strictSame(places(busy[2] ?? ''), ['/1 too-many-rows'])
})
