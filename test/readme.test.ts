import { existsSync, readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { roleName } from '../db/tables/accounts.ts'
import { actions } from '../src/authorise/actions.ts'
import { settings } from '../src/config.ts'
import { glossary } from '../src/http/glossary.ts'
import { problemTypes } from '../src/http/problems.ts'

const project = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(project, 'README.md'), 'utf8')

/** The cells of a table of the README, between its marks, without the head. */
function table(name: string): string[][] {
  return lines(name).slice(2)
}

function tableHead(name: string): string[] | undefined {
  return lines(name)[0]
}

function lines(name: string): string[][] {
  const [, text] = new RegExp(`<!-- table: ${name} -->\n([\\s\\S]*?)\n<!-- /table -->`).exec(readme) ?? []
  if (text === undefined) throw new Error(`README.md has no table marked ${name}`)
  return text.split('\n').map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  )
}

const code = (text: string) => (text === '' ? '' : `\`${text}\``)

t.test('the configuration in the README is that of src/config.ts', async (t) => {
  const declared = Object.entries(settings).map(([name, schema]) => [
    code(name),
    code(defaultOf(schema)),
    schema.meta()?.description ?? '',
  ])
  t.ok(declared.length > 20)
  t.strictSame(table('configuration'), declared)
})

/** What a setting is when the environment says nothing, as one would write it there. */
function defaultOf(schema: { safeParse(value: undefined): { success: boolean } }): string {
  let inner: unknown = schema
  while (inner && typeof inner === 'object') {
    const { def } = inner as { def: { defaultValue?: unknown; in?: unknown; innerType?: unknown } }
    if (def.defaultValue !== undefined) return String(def.defaultValue)
    inner = def.in ?? def.innerType
  }
  return ''
}

t.test('the errors in the README are those of src/http/problems.ts', async (t) => {
  t.strictSame(
    table('errors'),
    Object.entries(problemTypes).map(([name, { status, title }]) => [code(name), String(status), title]),
  )
})

t.test('the rights in the README are those of src/authorise/actions.ts', async (t) => {
  const roles = roleName.enumValues
  const rights = Object.entries<readonly string[]>(actions).map(([action, holders]) => [
    code(action),
    ...roles.map((role) => (holders.includes(role) ? '●' : '')),
  ])
  t.strictSame(tableHead('rights'), ['action', ...roles.map((role) => role.replaceAll('_', ' '))])
  t.strictSame(table('rights'), rights)
})

t.test('the words in the README are those of src/http/glossary.ts', async (t) => {
  t.strictSame(
    table('words'),
    glossary.map(({ dutch, english, meaning }) => [dutch, code(english), meaning]),
  )
})

t.test(
  'the rules in the README: every file is there and cites its rule, and no cited rule is left out',
  async (t) => {
    const rows = table('rules')
    for (const [rule = '', short, files = ''] of rows) {
      t.ok(short, `${rule} is put in words`)
      const links = [...files.matchAll(/\[`([^`]+)`\]\(([^)]+)\)/g)]
      t.ok(links.length > 0, `${rule} names a file`)
      for (const [, name = '', target] of links) {
        t.equal(name, target, `${rule}: the link to ${name} leads to it`)
        if (!t.ok(existsSync(join(project, name)), `${rule}: ${name} is there`)) continue
        t.match(
          await readFile(join(project, name), 'utf8'),
          new RegExp(`\\b${rule}\\b`),
          `${name} cites ${rule}`,
        )
      }
    }
    const listed = new Set(rows.map(([rule]) => rule))
    for (const file of [...(await filesIn('src')), ...(await filesIn('db/functions'))]) {
      const cited = (await readFile(join(project, file), 'utf8')).match(/\bR([1-9]|1\d|2[0-3])\b/g) ?? []
      const missing = [...new Set(cited)].filter((rule) => !listed.has(rule))
      t.strictSame(missing, [], `${file}: the rules it cites are in the table`)
    }
  },
)

t.test('every file that the README links to is there', async (t) => {
  const targets = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = '']) => target)
  t.ok(targets.length > 10)
  t.strictSame(
    targets.filter((target) => !existsSync(join(project, target))),
    [],
  )
})

async function filesIn(folder: string): Promise<string[]> {
  const found = await readdir(join(project, folder), { recursive: true, withFileTypes: true })
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(project.length))
}
