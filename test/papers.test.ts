import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import t from 'tap'
import { settings } from '../src/config.ts'

/** What a municipality must have on paper, in Dutch, says what the software does. That is held here. */

const project = fileURLToPath(new URL('..', import.meta.url))
const folder = join(project, 'docs', 'nl')
const papers = readdirSync(folder)
const textOf = (name: string) => readFileSync(join(folder, name), 'utf8')

/** The rows of a table between its marks, without its head. */
function rowsOf(paper: string, table: string): string[][] {
  const [, found] =
    new RegExp(`<!-- table: ${table} -->\n([\\s\\S]*?)\n<!-- /table -->`).exec(textOf(paper)) ?? []
  if (found === undefined) throw new Error(`${paper} has no table ${table}`)
  const rows = found.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  return rows.slice(2)
}

const code = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

async function tablesOfDatabase(): Promise<string[]> {
  const files = readdirSync(join(project, 'db', 'tables'))
  const modules = await Promise.all(files.map((file) => import(`../db/tables/${file}`) as Promise<object>))
  const tables = modules
    .flatMap((each) => Object.values(each) as unknown[])
    .filter((each) => is(each, PgTable))
  return [...new Set(tables.map((each) => getTableConfig(each).name))].sort()
}

t.test('the papers are there, and lead to each other', async (t) => {
  t.strictSame(papers.sort(), [
    'README.md',
    'afspraken.md',
    'dpia.md',
    'functioneel-beheer.md',
    'maatregelen.md',
    'verwerkingsregister.md',
  ])
  for (const name of papers.filter((each) => each !== 'README.md')) t.match(textOf('README.md'), `](${name})`)
})

t.test('the DPIA has every table of the database: what is in it, about whom, for how long', async (t) => {
  const rows = rowsOf('dpia.md', 'gegevens')
  t.strictSame(rows.flatMap(([names = '']) => code(names)).sort(), await tablesOfDatabase())
  for (const [names = '', ...cells] of rows)
    t.ok(cells.length === 3 && cells.every((cell) => cell !== ''), names)
})

t.test('a measure of the software names its file and its proof; any other is of the operator', async (t) => {
  const rows = rowsOf('maatregelen.md', 'maatregelen')
  t.ok(rows.length > 20)
  for (const [number = '', about = '', does, where = '', proof = '', operator] of rows) {
    t.match(number, /^\d\.\d+( – \d\.\d+)?(, \d\.\d+( – \d\.\d+)?)*$/, about)
    if (does === '') t.ok(where === '' && proof === '' && operator, `${about}: of the operator`)
    else {
      t.match(where, /\]\(/, `${about}: where`)
      const tests = [...proof.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target)
      t.ok(tests.length > 0, `${about}: a proof`)
      for (const target of tests) t.match(target, /^\.\.\/\.\.\/test\/.+\.test\.ts$/, about)
    }
  }
})

t.test('a link has the name of the file that it leads to', async (t) => {
  for (const name of papers)
    for (const [, shown = '', target = ''] of textOf(name).matchAll(/\[`([^`]+)`\]\(([^)#]+)\)/g))
      t.equal(shown, basename(target), name)
})

t.test('every call that a paper names is one of the API, and every setting is one', async (t) => {
  const { paths } = JSON.parse(readFileSync(join(project, 'openapi', 'openapi.json'), 'utf8')) as {
    paths: Record<string, object>
  }
  const calls = papers.flatMap((name) => [
    ...textOf(name).matchAll(/`(GET|POST|PATCH|DELETE) \/v1(\/[^`]+)`/g),
  ])
  t.ok(calls.length > 8)
  for (const [call, method = '', path = ''] of calls) t.ok(method.toLowerCase() in (paths[path] ?? {}), call)
  for (const name of papers)
    for (const [, setting = ''] of textOf(name).matchAll(/`([A-Z]+_[A-Z_]+)`/g))
      t.ok(setting in settings, setting)
})

t.test('where the makers are not sure of the law, a lawyer is asked to look', async (t) => {
  t.match(textOf('README.md'), /geen juridisch advies/)
  for (const name of ['dpia.md', 'maatregelen.md', 'afspraken.md'])
    t.match(textOf(name), '**[jurist]**', name)
})
