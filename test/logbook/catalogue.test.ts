import { readdirSync, readFileSync } from 'node:fs'
import { getTableColumns } from 'drizzle-orm'
import t from 'tap'
import { logbook, logbookEvent } from '../../db/tables/logbook.ts'
import { generatedFiles } from '../../src/development/generate/files.ts'
import { grounds } from '../../src/ground/law.ts'
import { activities } from '../../src/logbook/activities.ts'
import type { LineField } from '../../src/logbook/catalogue/entry.ts'
import { catalogue, entryOf, fieldsOf, lineFields, lookWords } from '../../src/logbook/catalogue.ts'
import { createTestDatabase } from '../support/database.ts'

const columns = getTableColumns(logbook)

/** Something that fits in the column of a field. */
const values: Readonly<Record<string, string>> = {
  municipalityCode: `'0193'`,
  count: '1',
  digest: `sha256('x')`,
  reason: `'lapsed'`,
  day: `'2026-11-27'`,
}
const fitting = (field: LineField) => values[field] ?? 'gen_random_uuid()'

function insertion(event: string, having: readonly LineField[], ground = 'null'): string {
  const names = having.map((field) => `, ${columns[field].name}`).join('')
  const what = having.map((field) => `, ${fitting(field)}`).join('')
  return `insert into logbook (occurred_at, event, ground${names}) values (now(), '${event}', ${ground}${what})`
}

t.test('what is made from the catalogue is made from the catalogue as it stands', async (t) => {
  for (const [path, text] of Object.entries(generatedFiles()))
    t.equal(
      readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'),
      text,
      `${path}: npm run catalogue`,
    )
})

t.test('R20: every event has one entry', async (t) => {
  t.strictSame(Object.keys(catalogue).sort(), [...logbookEvent.enumValues].sort())
  const folder = new URL('../../src/logbook/catalogue/', import.meta.url)
  const entries = readdirSync(folder).flatMap((name) =>
    [...readFileSync(new URL(name, folder), 'utf8').matchAll(/^ {2}(\w+): \{$/gm)].map(([, event]) => event),
  )
  t.strictSame(entries.sort(), Object.keys(catalogue).sort(), 'and no second one that takes its place')
  t.strictSame(
    new Set(Object.values(catalogue).map(({ activity }) => activity)),
    new Set(Object.keys(activities)),
  )
  const descriptions = Object.values(catalogue).map(({ dutch }) => dutch)
  t.equal(new Set(descriptions).size, descriptions.length, 'every event is described, each in its own words')
  t.strictSame(
    descriptions.filter((text) => !/^[A-Z].{5,110}\.$/.test(text)),
    [],
  )
  const forEver = Object.entries(catalogue).filter(([, { must }]) => must.includes('youngPersonId'))
  t.strictSame(forEver, [], 'a young person can be forgotten')
  const cited = new Set<string>(Object.values(grounds))
  t.ok(Object.values(activities).every(({ ground }) => cited.has(ground)))
})

t.test('an event that this version does not know is refused, and gets no words by default', async (t) => {
  for (const event of ['signal_sold', 'constructor', '']) {
    t.throws(() => entryOf(event), /does not know the logbook event/)
    t.throws(() => lookWords(event), /does not know the logbook event/)
  }
  t.throws(() => lookWords('match_created'), /is no look/)
  const { sql } = await createTestDatabase(t)
  await sql`alter type logbook_event add value 'signal_sold'`
  await t.rejects(sql`select look_at('signal_sold')`, { code: '20000' })
  for (const event of logbookEvent.enumValues)
    t.match(await sql`select look_at(${event}) as at`, [{ at: catalogue[event].look?.at ?? null }])
})

t.test('R20: a line has the fields of its event, and no other, whoever writes it', async (t) => {
  const { sql } = await createTestDatabase(t)
  const accepted: string[] = []
  for (const event of logbookEvent.enumValues) {
    const { must, may } = catalogue[event]
    await sql.unsafe(insertion(event, must))
    await sql.unsafe(insertion(event, [...new Set([...must, ...may])]))
    const wrong = [
      ...lineFields.filter((field) => !fieldsOf(event).has(field)).map((field) => [...must, field]),
      ...must.map((field) => must.filter((other) => other !== field)),
    ]
    for (const having of wrong)
      await sql.unsafe(insertion(event, having)).then(
        () => accepted.push(`${event}: ${having}`),
        (error: { constraint_name?: string }) => {
          if (error.constraint_name !== 'logbook_fields') throw error
        },
      )
  }
  t.strictSame(accepted, [])
})

t.test('R20: the ground of a line is one of those that the law is cited by', async (t) => {
  const { sql } = await createTestDatabase(t)
  for (const ground of Object.values(grounds))
    await sql.unsafe(insertion('match_created', ['matchId'], `'${ground}'`))
  for (const ground of ['', 'Jw', 'Jw 7.1.4.1 ', 'mishandeling', '999993653'])
    await t.rejects(
      sql.unsafe(insertion('match_created', ['matchId'], `'${ground}'`)),
      { code: '23514' },
      ground,
    )
})
