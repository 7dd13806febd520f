import { readdirSync, readFileSync } from 'node:fs'
import { getTableColumns } from 'drizzle-orm'
import postgres from 'postgres'
import t from 'tap'
import { searchPath } from '../../db/function-schema.ts'
import { type LogbookEvent, logbook, logbookEvent } from '../../db/tables/logbook.ts'
import { endReason } from '../../db/tables/signals.ts'
import { generatedFiles } from '../../src/development/generate/files.ts'
import { lists } from '../../src/development/generate/lists.ts'
import { grounds } from '../../src/ground/law.ts'
import { activities } from '../../src/logbook/activities.ts'
import { endings } from '../../src/logbook/catalogue/endings.ts'
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
  for (const [path, text] of Object.entries(generatedFiles(lists)))
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

t.test(
  'R10, R11, R13: every reason to end has its ground and says what becomes of a signal, and an unknown one is refused',
  async (t) => {
    const { sql } = await createTestDatabase(t)
    await sql`alter type end_reason add value 'sold'`
    await t.rejects(sql`select ground_of('sold')`, { code: '20000' })
    await t.rejects(sql`select goes_to_archive('sold')`, { code: '20000' })
    const archived: string[] = []
    for (const reason of endReason.enumValues) {
      const [row] = await sql`select ground_of(${reason}) as ground, goes_to_archive(${reason}) as archived`
      t.equal(row?.ground, endings[reason].ground, reason)
      if (row?.archived) archived.push(reason)
    }
    t.strictSame(archived, ['risk_gone', 'lapsed'])
  },
)

/** Lines that say too much or too little of an event: each with one field that it may not have, or without one that it must have. */
function wrongLines(event: LogbookEvent): LineField[][] {
  const { must } = catalogue[event]
  return [
    ...lineFields.filter((field) => !fieldsOf(event).has(field)).map((field) => [...must, field]),
    ...must.map((field) => must.filter((other) => other !== field)),
  ]
}

t.test('R20: a line has the fields of its event, and no other, from every writer', async (t) => {
  const { sql } = await createTestDatabase(t)
  const accepted: string[] = []
  let refused = 0
  for (const event of logbookEvent.enumValues) {
    const { must } = catalogue[event]
    await sql.unsafe(insertion(event, must))
    await sql.unsafe(insertion(event, [...fieldsOf(event)]))
    for (const having of wrongLines(event))
      await sql.unsafe(insertion(event, having)).then(
        () => accepted.push(`${event}: ${having}`),
        (error: { constraint_name?: string }) => {
          if (error.constraint_name !== 'logbook_fields') throw error
          refused++
        },
      )
  }
  t.strictSame(accepted, [])
  t.ok(refused > 500, `${refused} wrong lines`)
})

t.test('R20: a line that is there cannot be changed into a wrong one', async (t) => {
  const { sql } = await createTestDatabase(t)
  await sql.unsafe(insertion('match_created', ['matchId', 'youngPersonId']))
  for (const change of [
    'match_id = null',
    'account_id = gen_random_uuid()',
    `ground = 'Jw 7.1.5'`,
    `event = 'match_joined'`,
    `event = 'municipality_recorded'`,
  ])
    await t.rejects(sql.unsafe(`update logbook set ${change}`), { code: '23514' }, change)
  await sql`update logbook set young_person_id = null`
})

t.test('R20: the ground of a line is one of those of its event', async (t) => {
  const { sql } = await createTestDatabase(t)
  const all = Object.values(grounds)
  const others = ['', 'Jw', 'Jw 7.1.4.1 ', 'mishandeling', '999993653']
  const differing: string[] = []
  for (const event of logbookEvent.enumValues)
    for (const ground of [...all, ...others]) {
      const allowed = catalogue[event].grounds.some((each) => each === ground)
      const taken = await sql.unsafe(insertion(event, catalogue[event].must, `'${ground}'`)).then(
        () => true,
        (error: { constraint_name?: string }) => {
          if (error.constraint_name !== 'logbook_fields') throw error
          return false
        },
      )
      if (taken !== allowed) differing.push(`${event} ${ground}`)
    }
  t.strictSame(differing, [])
})

t.test('R20: many lines at once are taken only where each of them is right', async (t) => {
  const { sql } = await createTestDatabase(t)
  const line = (match: string) => `(now(), 'match_created', ${match})`
  const right = Array.from({ length: 200 }, () => line('gen_random_uuid()'))
  const insert = (lines: string[]) =>
    sql.unsafe(`insert into logbook (occurred_at, event, match_id) values ${lines.join(', ')}`)
  await insert(right)
  await t.rejects(insert([...right, line('null')]), { code: '23514' })
  t.match(await sql`select count(*)::int as n from logbook`, [{ n: 200 }])
})

t.test('a newer and an older version of the catalogue are kept side by side', async (t) => {
  const { sql, ownerUrl } = await createTestDatabase(t)
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} })
  t.teardown(() => owner.end())
  const files = ['logbook_rules.sql', 'hold_to_catalogue.sql'].map((name) =>
    readFileSync(new URL(`../../db/functions/logbook/${name}`, import.meta.url), 'utf8'),
  )
  const put = async (...texts: string[]) => {
    await owner.begin(async (tx) => {
      await tx.unsafe(`set local search_path = ${searchPath}`)
      for (const text of texts) await tx.unsafe(text)
    })
  }
  const wider = insertion('match_created', ['accountId'])
  const unknown = insertion('signal_sold', ['count'], `'Jw 7.1.4.4'`)
  await owner`alter type logbook_event add value 'signal_sold'`
  await t.rejects(sql.unsafe(unknown), { code: '23514' }, 'nobody has a rule for it')
  await t.rejects(sql.unsafe(wider), { code: '23514' })

  const [rules = '', hold = ''] = files
  const newer = rules
    .replace(/'match_created', '\{match_id\}',\n\s*'\{/, (found) =>
      found.replace('{match_id}', '{}').replace(/\{$/, '{account_id,'),
    )
    .replace(' values\n', ` values\n  ('signal_sold', '{count}', '{count}', '{"Jw 7.1.4.4"}'),\n`)
  await put(newer, hold)
  await sql.unsafe(unknown)
  await sql.unsafe(wider)
  await sql.unsafe(insertion('match_created', ['matchId']))

  await put(rules, hold)
  await sql.unsafe(unknown)
  await sql.unsafe(wider)
  for (const wrong of [insertion('signal_sold', []), insertion('signal_sold', ['count', 'day'])])
    await t.rejects(sql.unsafe(wrong), { code: '23514' })
  await t.rejects(put(newer.replaceAll('account_id', 'account'), hold), { message: /account/ })
})
