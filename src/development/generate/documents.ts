import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Lists } from './lists.ts'
import { type Table, type Tables, tablesOf } from './tables.ts'

const project = fileURLToPath(new URL('../../..', import.meta.url))

/** The documents in which a table is made from the code, as they are to read, by their path in the repository. */
export function documentsWithTables(lists: Lists): Record<string, string> {
  const tables = tablesOf(lists)
  const names = ['README.md', ...readdirSync(join(project, 'docs')).map((name) => join('docs', name))]
  const read = names
    .filter((name) => name.endsWith('.md'))
    .map((name) => [name, readFileSync(join(project, name), 'utf8')] as const)
  for (const table of Object.keys(tables))
    if (!read.some(([, text]) => text.includes(opening(table))))
      throw new Error(`no document has the table ${table}`)
  return Object.fromEntries(
    read
      .map(([name, text]) => [name, withTables(text, tables)] as const)
      .filter(([, text]) => Object.keys(tables).some((table) => text.includes(opening(table)))),
  )
}

const opening = (table: string) => `<!-- table: ${table} -->`

/** A document with its tables made anew; one that is written by hand stays. */
function withTables(text: string, tables: Tables): string {
  return text.replace(/<!-- table: (\w+) -->\n[\s\S]*?<!-- \/table -->/g, (found, name: string) => {
    const table = tables[name]
    return table ? `${opening(name)}\n${written(table())}<!-- /table -->` : found
  })
}

function written([head = [], ...rows]: Table): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
  return `${line(head)}|${'---|'.repeat(head.length)}\n${rows.map(line).join('')}`
}
