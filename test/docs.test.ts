import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { roleName } from '../db/tables/accounts.ts'
import { actions } from '../src/authorise/actions.ts'
import { commands } from '../src/cli/commands.ts'
import { recipes } from '../src/config/issuers/recipes.ts'
import { issuerSettings } from '../src/config/issuers/settings.ts'
import { neededInProduction, readConfig, settings } from '../src/config.ts'
import { faultMeanings } from '../src/ground/fault-codes.ts'
import { glossary } from '../src/http/door/glossary.ts'
import { problemTypes } from '../src/http/door/problems.ts'
import { reasons } from '../src/http/door/tokens/refusal.ts'
import { meaningsOfUnready } from '../src/http/door/unreadiness.ts'
import { checks } from '../src/startup/checks/table.ts'

const project = fileURLToPath(new URL('..', import.meta.url))
const documents = [
  'README.md',
  ...readdirSync(join(project, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]
const textOf = new Map(documents.map((name) => [name, readFileSync(join(project, name), 'utf8')]))

/** The cells of a table between its marks, without the head. It stands in one document. */
function table(name: string): string[][] {
  return lines(name).slice(2)
}

function tableHead(name: string): string[] | undefined {
  return lines(name)[0]
}

function lines(name: string): string[][] {
  const mark = new RegExp(`<!-- table: ${name} -->\n([\\s\\S]*?)\n<!-- /table -->`)
  const [found, ...more] = [...textOf.values()].flatMap((text) => mark.exec(text)?.[1] ?? [])
  if (found === undefined || more.length > 0) throw new Error(`not one document has the table ${name}`)
  return found.split('\n').map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  )
}

const code = (text: string) => (text === '' ? '' : `\`${text}\``)

t.test('the configuration in the documents is that of src/config.ts', async (t) => {
  const declared = Object.entries(settings).map(([name, schema]) => [
    code(name),
    code(defaultOf(schema)),
    neededOf(name),
    schema.meta()?.description ?? '',
  ])
  t.ok(declared.length > 20)
  t.strictSame(table('configuration'), declared)
})

/** Whether production starts without a setting. */
function neededOf(name: string): string {
  const names = neededInProduction.find((each) => each.some((one) => one === name))
  if (!names) return ''
  return ['needed', ...names.filter((one) => one !== name).map((other) => `or ${code(other)}`)].join(', ')
}

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

t.test('the commands in the documents are those of src/cli/commands.ts', async (t) => {
  t.ok(commands.length > 10)
  t.strictSame(
    table('commands'),
    commands.map(({ name, needs, summary, found = '' }) => [
      code(name),
      needs.map((names) => names.map(code).join(' or ')).join(', '),
      summary,
      found,
    ]),
  )
})

t.test('the checks in the documents are those of src/startup/checks/table.ts', async (t) => {
  t.ok(checks.length > 10)
  t.strictSame(
    table('checks'),
    checks.map(({ name, what, stops }) => [code(name), what, stops]),
  )
})

t.test('the fields, the recipes and the reasons of docs/tokens.md are those of the code', async (t) => {
  t.strictSame(
    table('issuer settings'),
    Object.entries(issuerSettings).map(([name, field]) => [code(name), field.meta()?.description ?? '']),
  )
  t.strictSame(
    table('recipes'),
    Object.entries(recipes).map(([name, { of, rules }]) => [
      code(name),
      of,
      code(rules.subject),
      code(rules.client),
      rules.scopeClaims.map(code).join(', '),
      rules.types.join(', '),
      String(rules.longestLifetimeSeconds),
      rules.jti ? 'asked' : '',
      [
        ...Object.entries(rules.claims).map(([claim, value]) => `${code(claim)}: ${value}`),
        ...(name.startsWith('entra-id') ? [code('tid')] : []),
      ].join(', '),
    ]),
  )
  t.strictSame(
    table('reasons'),
    Object.entries(reasons).map(([name, words]) => [code(name), words]),
  )
})

t.test('every issuer that docs/tokens.md sets can be set, and each recipe is shown', async (t) => {
  const text = textOf.get('docs/tokens.md') ?? ''
  const blocks = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, block = '']) => JSON.parse(block))
  const shown = blocks.filter(({ jwks }) => jwks !== undefined)
  for (const issuer of shown) readConfig({ TOKEN_ISSUERS: JSON.stringify([issuer]) })
  const [, setting = ''] = /TOKEN_ISSUERS='([^']+)'/.exec(text) ?? []
  t.match(readConfig({ TOKEN_ISSUERS: setting }).issuers, [{ recipe: 'keycloak' }])
  const names = Object.keys(recipes).filter((name) => name !== 'nl-gov')
  t.strictSame([...new Set(shown.map(({ recipe }) => recipe))].sort(), names.sort())
})

t.test(
  'why an instance is not ready, in the documents, is as src/http/door/unreadiness.ts has it',
  async (t) => {
    t.strictSame(
      table('not ready'),
      Object.entries(meaningsOfUnready).map(([why, { cause, remedy }]) => [code(why), cause, remedy]),
    )
  },
)

t.test('the documents install a version that is there: its tag, or before the first one main', async (t) => {
  const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string }
  const released = readFileSync(join(project, 'CHANGELOG.md'), 'utf8').includes(`\n## [${version}]`)
  const clone = /git clone --branch (\S+) \S+ (\S+)/.exec(textOf.get('docs/operating.md') ?? '')
  t.match(textOf.get('docs/upgrading.md'), new RegExp(`here \\S+ after ${version}\\.`))
  t.strictSame(clone?.slice(1), [released ? `v${version}` : 'main', `/opt/verwijsindex-${version}`])
})

t.test('the errors in the documents are those of src/http/door/problems.ts', async (t) => {
  t.strictSame(
    table('errors'),
    Object.entries(problemTypes).map(([name, { status, title }]) => [code(name), String(status), title]),
  )
})

t.test('the faults in the documents are those of src/ground/fault-codes.ts', async (t) => {
  t.strictSame(
    table('faults'),
    Object.entries(faultMeanings).map(([name, meaning]) => [code(name), meaning]),
  )
})

t.test('the rights in the documents are those of src/authorise/actions.ts', async (t) => {
  const roles = roleName.enumValues
  const rights = Object.entries<readonly string[]>(actions).map(([action, holders]) => [
    code(action),
    ...roles.map((role) => (holders.includes(role) ? '●' : '')),
  ])
  t.strictSame(tableHead('rights'), ['action', ...roles.map((role) => role.replaceAll('_', ' '))])
  t.strictSame(table('rights'), rights)
})

t.test('the words in the documents are those of src/http/door/glossary.ts', async (t) => {
  t.strictSame(
    table('words'),
    glossary.map(({ dutch, english, meaning }) => [dutch, code(english), meaning]),
  )
})

t.test(
  'the rules in the documents: every file is there and cites its rule, and no cited rule is left out',
  async (t) => {
    const rows = table('rules')
    for (const [rule = '', short, files = ''] of rows) {
      t.ok(short, `${rule} is put in words`)
      const links = [...files.matchAll(/\[`([^`]+)`\]\(([^)]+)\)/g)]
      t.ok(links.length > 0, `${rule} names a file`)
      for (const [, name = '', target] of links) {
        t.equal(target, `../${name}`, `${rule}: the link to ${name} leads to it`)
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

t.test('every rule has a sentence that says what it asks', async (t) => {
  const rows = table('sentences')
  t.strictSame(
    rows.map(([rule]) => rule),
    Array.from({ length: 23 }, (_, at) => `R${at + 1}`),
  )
  for (const [rule = '', sentence] of rows) t.match(sentence, /^[A-Z].+\.$/, rule)
})

t.test('every file that a document links to is there', async (t) => {
  const targets = documents.flatMap((name) =>
    [...(textOf.get(name) ?? '').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = '']) =>
      join(dirname(name), target),
    ),
  )
  t.ok(targets.length > 50)
  t.strictSame(
    targets.filter((target) => !existsSync(join(project, target))),
    [],
  )
})

t.test('a new action touches at most 20 files by hand, and each has something that notices', async (t) => {
  const rows = table('touched')
  t.ok(rows.length > 5 && rows.length <= 20, `${rows.length} files`)
  for (const [file = '', what, notices] of rows) t.ok(file && what && notices, file)
  const added = rows.filter(([file = '']) => file.endsWith('(new)')).length
  t.match(
    textOf.get('docs/adding-an-action.md'),
    `You write ${rows.length} files by hand, ${added} of them new`,
    'and the text says how many',
  )
})

t.test('the README is a front page', async (t) => {
  const readme = textOf.get('README.md') ?? ''
  t.ok(readme.split('\n').length <= 200, 'at most 200 lines')
  t.ok(readme.split(/\s+/).length <= 1800, 'at most 1,800 words')
  for (const name of documents.filter((each) => /^docs\/[^/]+\.md$/.test(each)))
    t.ok(readme.includes(`](${name})`), `it leads to ${name}`)
})

async function filesIn(folder: string): Promise<string[]> {
  const found = await readdir(join(project, folder), { recursive: true, withFileTypes: true })
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(project.length))
}

t.test('a decision has a number, a date, its context, the choice and the consequence', async (t) => {
  const decisions = documents.filter((name) => name.startsWith('docs/decisions/'))
  t.ok(decisions.length >= 25)
  for (const [at, name] of decisions.sort().entries()) {
    t.match(name, new RegExp(`/${String(at + 1).padStart(4, '0')}-[a-z0-9-]+\\.md$`), 'numbered in order')
    t.match(
      textOf.get(name),
      /^# .+\n\nDate: \d{4}-\d\d-\d\d\n\n## Context\n\n[\s\S]+\n\n## Choice\n\n[\s\S]+\n\n## Consequence\n\n/,
      name,
    )
  }
})
