import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import t from 'tap'
import { z } from 'zod'
import { readTable, writeTable } from '../../src/ground/csv.ts'

const columns = { name: 'Naam', email: 'E-mail', since: 'Sinds' }
const row = z.strictObject({
  name: z.string().min(2, 'Een naam heeft ten minste twee tekens.'),
  email: z.string({ error: 'Dit is nodig.' }).regex(/@/, 'Dit is geen adres.'),
  since: z.iso.date('Dit is geen datum (JJJJ-MM-DD).').optional(),
})
const read = (text: string) => readTable(text, columns, row, { rows: 5 })
const places = (text: string) => read(text).faults.map(({ name, code }) => `${name} ${code}`)

t.test('a table is read whatever its delimiter, its line ends and the order of its columns', async (t) => {
  const wanted = [{ line: 2, value: { name: 'Anna', email: 'a@b.example', since: '2026-01-01' } }]
  for (const text of [
    'Naam;E-mail;Sinds\nAnna;a@b.example;2026-01-01',
    '\uFEFFnaam,E-MAIL,sinds\r\nAnna,a@b.example,2026-01-01\r\n',
    'Sinds;Naam;E-mail\n2026-01-01; Anna ;"a@b.example"\n\n',
  ])
    t.strictSame(read(text), { rows: wanted, faults: [] })
  t.strictSame(read('Naam;E-mail;Sinds\nAnna;a@b.example;').rows[0]?.value, {
    name: 'Anna',
    email: 'a@b.example',
  })
})

t.test('every fault is named by its line and column, and the rows beside them are read', async (t) => {
  const text = [
    'Naam;E-mail;Sinds',
    'A;geen;gisteren',
    'Bert;b@b.example;',
    '"C\nD";',
    'Dirk;;',
    'Eva;e@e.example;2026-02-30',
  ].join('\n')
  t.strictSame(places(text), [
    '/2/name too-small',
    '/2/email invalid-format',
    '/2/since invalid-format',
    '/4 cells',
    '/6/email invalid-type',
    '/7/since invalid-format',
  ])
  t.strictSame(read(text).rows, [{ line: 3, value: { name: 'Bert', email: 'b@b.example' } }])
  t.match(read(text).faults[0]?.detail, /^Regel 2: Naam: Een naam/)
})

t.test('what is no such table at all is one fault or a few, and nothing of it is quoted', async (t) => {
  t.strictSame(places(''), ['/1/name column', '/1/email column', '/1/since column'])
  t.strictSame(places('Naam;E-mail;Sinds'), ['/1 no-rows'])
  t.strictSame(places(`Naam;E-mail;Sinds\n${'Anna;a@b.example;\n'.repeat(6)}`), ['/1 too-many-rows'])
  t.strictSame(places('Naam;Naam;Geheim\nA;B;C'), [
    '/1/name column',
    '/1/email column',
    '/1/since column',
    '/1 unknown-column',
  ])
  t.strictSame(places('Naam;E-mail;Sinds\n"Anna;a@b.example;'), ['/2 not-csv'])
  t.notOk(JSON.stringify(read('Naam;Geheim;Sinds\n"999993653;x')).includes('999993653'))
  t.notOk(JSON.stringify(read('Naam;Geheim;Sinds\n1;2;3')).includes('Geheim'))
})

t.test('a cell that would be a formula is neutralised, and read back as it was', async (t) => {
  const text = writeTable(columns, [{ name: '=1+1', email: '+31-38@b.example', since: null }])
  t.ok(text.includes("'=1+1"))
  t.strictSame(read(text).rows[0]?.value, { name: '=1+1', email: '+31-38@b.example' })
  const cell = fc
    .string({ unit: 'grapheme', minLength: 2, maxLength: 12 })
    .filter((s) => s === s.trim() && !s.startsWith("'"))
  fc.assert(
    fc.property(cell, (name) => {
      const written = writeTable(columns, [{ name, email: '@', since: null }])
      const cells = parse(written, { delimiter: ';', bom: true }).flat() as string[]
      t.notOk(cells.some((text) => /^[=+\-@\t]/.test(text)))
      t.equal(read(written).rows[0]?.value.name, name)
    }),
    { numRuns: 300 },
  )
})

t.test('R23: a table made to keep the service busy is refused before it does', async (t) => {
  t.strictSame(places(';'.repeat(500_000)), ['/1 too-many-columns'])
  const began = performance.now()
  t.strictSame(places(`Naam;E-mail;Sinds\n${'a\n'.repeat(250_000)}`), ['/1 too-many-rows'])
  t.ok(performance.now() - began < 1500, 'nothing is read of what is too much')
})
