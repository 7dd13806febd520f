import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const project = fileURLToPath(new URL('..', import.meta.url))

/**
 * The floors, top to bottom. A file imports only from floors below its own, or from its own folder; two on one floor do not
 * import each other. The most specific path counts.
 */
const floors: readonly (readonly string[])[] = [
  ['src/main.ts', 'src/cli'], // what is started by hand
  ['src/development'], // makes what is not configured, and starts the service with it
  ['src/start.ts'], // by a complete configuration
  ['src/startup', 'src/service.ts'], // what it says of a start that fails
  ['src/background'], // what it does besides answering requests
  ['src/app.ts', 'src/deliver', 'src/retention', 'src/background/worker.ts', 'db/migrate'],
  ['src/http'], // a folder for each resource
  ['src/http/door'], // the parts of the door that all resources share
  ['src/signals', 'src/people', 'src/overview', 'src/supervision', 'src/rights'], // the stories
  ['src/matches', 'src/partners', 'src/officers'],
  ['src/invitations', 'src/reports'],
  ['src/convenants'],
  ['src/municipalities'],
  ['src/outbox'],
  ['src/documents'], // letters and certificates for people, without a database
  ['src/contact'], // names, addresses and telephone numbers, each in one form
  ['src/authorise', 'src/logbook', 'db/checks.ts', 'db/readiness.ts'],
  ['src/identity'],
  ['src/outbox/kinds.ts'], // what people are told of, for who tells, writes and logs it
  ['src/outbox/kinds'],
  ['db/driver'],
  ['db/tables', 'db/function-schema.ts'],
  ['db/function-files.ts', 'db/migration-files.ts'],
  ['src/config/complete-config.ts'],
  ['src/config.ts'],
  ['src/config'],
  ['src/ground'],
]

/** Downward, but not to be: what works in the background and what people do meet in the database only. */
const apart: readonly (readonly [from: string, to: string])[] = [
  ['src/deliver', 'src/signals'],
  ['src/deliver', 'src/matches'],
  ['src/deliver', 'src/http'],
  ['src/retention', 'src/signals'],
  ['src/http', 'src/outbox'],
  ['src/http', 'src/logbook'],
  ['src/http', 'src/authorise'],
  ['src/http', 'db/tables'],
]

/** The parts of the service that a story works with: types alone, which the door hands on. */
const storyContext = 'src/authorise/context.ts'

/** What is not there in production. Nothing else knows of it, but for the choice that the service and the command make once. */
const development = 'src/development'
const choices = [
  'src/cli/verwijsindex.ts -> src/development/settings-of-tools.ts (dynamic)',
  'src/main.ts -> src/development/run.ts (dynamic)',
]

interface Import {
  readonly from: string
  readonly to: string
  readonly kind: 'type' | 'static' | 'dynamic'
}

const sources = ['src', 'db'].flatMap((folder) =>
  readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
)
const textOf = new Map(sources.map((file) => [file, readFileSync(join(project, file), 'utf8')]))

const imports: Import[] = sources.flatMap((from) => {
  const text = textOf.get(from) ?? ''
  const statics = [...text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?'([^']+)'/gm)].map(
    ([, type, to = '']) => ({ to, kind: type ? ('type' as const) : ('static' as const) }),
  )
  const dynamics = [...text.matchAll(/\bimport\('([^']+)'\)/g)].map(([, to = '']) => ({
    to,
    kind: 'dynamic' as const,
  }))
  return [...statics, ...dynamics].map(({ to, kind }) => ({
    from,
    kind,
    to: to.startsWith('.') ? relative(project, join(project, dirname(from), to)) : to,
  }))
})
const inside = imports.filter(({ to }) => textOf.has(to))

/** The unit that a file belongs to, and its floor: 0 is the ground. */
function unitOf(file: string): { name: string; floor: number } {
  const units = floors.flatMap((names, depth) =>
    names.map((name) => ({ name, floor: floors.length - 1 - depth })),
  )
  const found = units.filter(({ name }) => isIn(file, name)).sort((a, b) => b.name.length - a.name.length)[0]
  if (!found) throw new Error(`${file} has no floor`)
  return found
}

t.test('the imports were found', async (t) => {
  t.ok(inside.length > sources.length, 'more than one a file')
  t.strictSame(
    imports
      .filter(
        ({ to, kind }) => to.startsWith('src') && to.endsWith('.ts') && !textOf.has(to) && kind !== 'type',
      )
      .map(({ to }) => to),
    [],
    'each leads to a file',
  )
})

t.test('imports go downward only', async (t) => {
  const upward = inside.filter(({ from, to }) => {
    const [above, below] = [unitOf(from), unitOf(to)]
    return above.name !== below.name && above.floor <= below.floor
  })
  t.strictSame(upward.map(shown), [])
})

t.test('the floors of CONTRIBUTING.md are these', async (t) => {
  t.strictSame(
    drawing('CONTRIBUTING.md', '   src/main.ts').map((line) =>
      line.filter((name) => /^(src|db)\//.test(name)),
    ),
    floors,
  )
})

t.test('the sketch of the README has every part of src, and no floor above a higher one', async (t) => {
  const names = floors.flat()
  const lines = drawing('README.md', 'src/main.ts').map((line) =>
    line
      .map((name) => (name.includes('/') ? name.replace(/\/<.*>$/, '') : `src/${name}`))
      .filter((name) => names.includes(name)),
  )
  const drawn = lines.map((line) => line.map((name) => unitOf(name).floor)).filter((line) => line.length > 0)
  t.ok(drawn.length > 8, `${drawn.length} lines`)
  for (const [at, below] of drawn.slice(1).entries())
    t.ok(Math.min(...(drawn[at] ?? [])) >= Math.max(...below), `${lines[at]} is not below ${lines[at + 1]}`)
  t.strictSame(
    names.filter(
      (name) => /^src\/[^/]+$/.test(name) && !lines.flat().includes(name) && name !== 'src/config',
    ),
    [],
  )
})

/** The lines of a drawing in a document, from one that starts so to the end of its block: the single words of each. */
function drawing(document: string, start: string): string[][] {
  const [, drawn] = readFileSync(join(project, document), 'utf8').split(`\n${start}`)
  if (drawn === undefined) throw new Error(`${document} has no drawing from ${start} on`)
  const lines = `${start}${drawn}`.split('```')[0]?.trimEnd().split('\n') ?? []
  return lines.map((line) =>
    line
      .trim()
      .split(/ {2,}/)
      .filter((cell) => !cell.includes(' ')),
  )
}

t.test('what is to stay apart stays apart', async (t) => {
  for (const [from, to] of apart)
    t.strictSame(
      inside
        .filter((each) => isIn(each.from, from) && isIn(each.to, to) && each.to !== storyContext)
        .map(shown),
      [],
      `${from}, ${to}`,
    )
})

t.test('there are no cycles, of types neither', async (t) => {
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '))
    if (path.includes(file) || done.has(file)) return
    for (const { from, to } of inside) if (from === file) visit(to, [...path, file])
    done.add(file)
  }
  for (const file of sources) visit(file, [])
  t.strictSame(cycles, [])
})

t.test('there are no barrels', async (t) => {
  t.strictSame(
    sources.filter((file) => /(^|\/)index\.ts$/.test(file)),
    [],
  )
  const onlyPassOn = [...textOf].filter(([, text]) => {
    const statements = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').trim()
    return (
      statements !== '' && statements.split(/\n(?=\S)/).every((line) => /^(export .*from|import )/.test(line))
    )
  })
  t.strictSame(
    onlyPassOn.map(([file]) => file),
    [],
  )
})

const habits: Record<string, { readonly pattern: RegExp; readonly allowed: readonly string[] }> = {
  'src/config.ts alone reads the environment': {
    pattern: /process\.env\b/,
    allowed: ['src/config.ts'],
  },
  'nothing is written by console': { pattern: /\bconsole\./, allowed: [] },
  'no cast to any': {
    pattern: /\bas any\b(?! \w)|: any\b(?! \w)/,
    allowed: ['src/development/stories'],
  },
  'no check is silenced': {
    pattern: /@ts-(ignore|expect-error|nocheck)|biome-ignore/,
    allowed: ['src/development/stories'],
  },
  'the clock is read in few places, and handed in elsewhere': {
    pattern: /\bnew Date\(\)|\bDate\.now\(\)/,
    allowed: [
      'src/ground/calendar.ts',
      'src/main.ts',
      'src/cli',
      'src/http/door/log.ts',
      'src/http/door/tokens',
      'db/driver/connection-pool.ts',
      'src/development',
    ],
  },
  'what a schema checks has a code of the closed list: by follows, followTogether or refuse': {
    pattern: /\.refine\(|\.superRefine\((?!\s*follow)|addIssue\(/,
    allowed: ['src/http/door/schemas/rules.ts', 'src/config', 'src/identity/key-file.ts'],
  },
  'the number is revealed in few places': {
    pattern: /\.reveal\(\)/,
    allowed: ['src/identity', 'src/signals/register-signals.ts', 'src/http/signals/routes.ts'],
  },
}

t.test('habits that hold everywhere but where it is said', async (t) => {
  for (const [habit, { pattern, allowed }] of Object.entries(habits)) {
    const breaches = [...textOf].filter(
      ([file, text]) => pattern.test(text) && !allowed.some((place) => isIn(file, place)),
    )
    t.strictSame(
      breaches.map(([file]) => file),
      [],
      habit,
    )
  }
})

t.test('files are short enough to read at once', async (t) => {
  const long = [...textOf].filter(([, text]) => text.split('\n').length > 250)
  t.strictSame(
    long.map(([file]) => file),
    [],
  )
})

t.test(
  'production code knows nothing of development: the service and the command choose once, by a dynamic import',
  async (t) => {
    const known = inside.filter(({ from, to }) => isIn(to, development) && !isIn(from, development))
    t.strictSame(known.map((each) => `${shown(each)} (${each.kind})`).sort(), choices)
  },
)

t.test('the service needs no development dependency to start in production', async (t) => {
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
  const [mine, others] = [Object.keys(manifest.dependencies), Object.keys(manifest.devDependencies)]
  const reached = new Set(['src/main.ts', 'src/cli/verwijsindex.ts'])
  for (const file of reached)
    for (const { from, to, kind } of inside) if (from === file && kind === 'static') reached.add(to)
  t.ok(reached.size > 40)
  const needed = imports.filter(
    ({ from, to, kind }) => reached.has(from) && kind === 'static' && !to.startsWith('node:'),
  )
  const packages = new Set(needed.map(({ to }) => to).filter((to) => !textOf.has(to)))
  const undeclared = [...packages].filter(
    (to) => !mine.some((name) => to === name || to.startsWith(`${name}/`)),
  )
  t.strictSame(undeclared, [])
  const dynamic = imports.filter(({ to }) => others.some((name) => to === name || to.startsWith(`${name}/`)))
  t.strictSame(
    dynamic.filter(({ from, kind }) => kind === 'static' && !isIn(from, development)).map(shown),
    [],
    'and what is imported of them is for development',
  )
})

function isIn(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`)
}

function shown({ from, to }: Import): string {
  return `${from} -> ${to}`
}
