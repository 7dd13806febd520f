import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

/** Every rule about periods stands once, in `db/functions/periods.sql`; docs/rules.md lists them, each with a command that finds it. */

const project = fileURLToPath(new URL('..', import.meta.url))
const home = 'db/functions/periods.sql'
const sources = ['src', 'db/functions'].flatMap((folder) =>
  readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|sql)$/.test(name))
    .map((name) => join(folder, name)),
)
const textOf = (file: string) => readFileSync(join(project, file), 'utf8')

/** The columns, and their names in TypeScript, by which a rule about a period decides. */
const dates =
  '(?:from_date|until_date|valid_from|valid_until|in_force_from|in_force_until|state_since|removal_date|destruction_date' +
  '|stated_date|stated_destruction_date' +
  '|fromDate|untilDate|validFromDate|validUntilDate|inForceFromDate|inForceUntilDate|stateSinceDate|removalDate|destructionDate)'
const comparison = '(?:<=?|>=?)(?![=>])'

/** How such a rule looks where it is written out. */
const writtenOut = [
  new RegExp(`\\b${dates}\\b\\)?\\s*${comparison}\\s`),
  new RegExp(`\\s${comparison}\\s*(?:all \\(|any \\(|\\()?(?:\\w+\\.)*${dates}\\b`),
  new RegExp(`\\b${dates}\\b.*\\bis null or\\b`),
  new RegExp(`\\b(?:lte?|gte?|between)\\(\\w+\\.${dates}`),
  new RegExp(`\\b${dates}\\b.*\\bbetween\\b`),
  /\bstate = 'connected'/,
  /\bdaterange\(/,
  /at time zone 'Europe\/Amsterdam'\)::date/,
]

/** Two dates compared with each other, or one that somebody asks for: no rule about what holds on a day. */
const allowed: Record<string, readonly string[]> = {
  'db/functions/connections/hold_rights.sql': ['daterange(functions.acting_day()'],
  'src/convenants/administered-convenant.ts': ['b.from_date <= cm.from_date'],
  'src/convenants/agree-to-convenant.ts': ['inForceFromDate > today ? inForceFromDate : today'],
  'src/convenants/check-convenant.ts': ['inForceFromDate < signedDate', 'inForceUntilDate < inForceFromDate'],
  'src/municipalities/carry-over.ts': [
    'own.until_date <= greatest(own.from_date, excluded.from_date), false) as is_over',
    'own.from_date is null or excluded.from_date < own.from_date',
    'or own.until_date <= greatest(own.from_date, excluded.from_date)',
  ],
  'src/officers/end-officer.ts': [
    'untilDate > found.fromDate ? untilDate : found.fromDate',
    'if (untilDate < context.today)',
    'officer.untilDate <= untilDate',
  ],
  'src/signals/check-term.ts': ['removalDate <= today', 'removalDate > endOfTerm('],
  'db/functions/ending/destroy.sql': ['s.removal_date > s.stated_destruction_date'],
  'db/functions/registration/authorise_registrations.sql': ['i.removal_date > t.last_date'],
  'db/functions/registration/stated_days.sql': ['daterange(least(p_earliest', 'daterange(last.begins'],
  'db/functions/registration/store_signals.sql': [
    's.stated_earliest_date <= (r.asked).destruction_date',
    's.stated_destruction_date >= coalesce(',
  ],
  'db/functions/retention/remind_of_lapse.sql': [
    's.removal_date <= farthest',
    's.removal_date < coalesce(s.stated_destruction_date',
    's.removal_date - d.days <= p_today',
  ],
  'db/functions/retention/begin_wind_down.sql': ['b.from_date <= cm.from_date'],
}

function linesThatWriteOneOut(file: string): string[] {
  return textOf(file)
    .split('\n')
    .filter((line) => !/^\s*(?:--|\*|\/\*|\/\/)/.test(line) && writtenOut.some((rule) => rule.test(line)))
    .map((line) => line.trim())
}

t.test('a rule about a period is written out in one file, and nowhere else', async (t) => {
  t.ok(linesThatWriteOneOut(home).length > 1, 'it is found where it is')
  const elsewhere = sources
    .filter((file) => file !== home)
    .flatMap((file) =>
      linesThatWriteOneOut(file)
        .filter((line) => !(allowed[file] ?? []).some((part) => line.includes(part)))
        .map((line) => `${file}: ${line}`),
    )
  t.strictSame(elsewhere, [])
  const stale = Object.entries(allowed).flatMap(([file, parts]) =>
    parts.filter((part) => !textOf(file).includes(part)).map((part) => `${file}: ${part}`),
  )
  t.strictSame(stale, [], 'what is allowed is there')
})

t.test('each has one definition, and is asked elsewhere', async (t) => {
  const all = sources.map((file) => ({ file, text: textOf(file) }))
  const names = [...textOf(home).matchAll(/^create function (\w+)\(/gm)].map(([, name]) => name ?? '')
  t.ok(names.length > 15)
  for (const name of names) {
    const definitions = all.filter(({ text }) => new RegExp(`create function ${name}\\(`).test(text))
    t.strictSame(
      definitions.map(({ file }) => file),
      [home],
      name,
    )
    const asking = all.filter(({ text }) => new RegExp(`(?<!create function )\\b${name}\\(`).test(text))
    t.ok(asking.length > 0, `${name} is asked`)
  }
})

/** The commands of docs/rules.md, and what each prints here. */
function commandsOf(text: string): string[] {
  return [...text.matchAll(/`?(grep -rn[^`\n]*)/g)].map(([, command]) => command ?? '')
}

function run(command: string): string[] {
  try {
    return execFileSync('sh', ['-c', command], { cwd: project, encoding: 'utf8' }).trim().split('\n')
  } catch (error) {
    // grep found nothing.
    if ((error as { status?: number }).status === 1) return []
    throw error
  }
}

t.test(
  'docs/rules.md lists every rule about periods, each with a command that finds one definition',
  async (t) => {
    const [, table = '', after = ''] =
      /<!-- table: periods -->\n([\s\S]*?)\n<!-- \/table -->([\s\S]*)/.exec(textOf('docs/rules.md')) ?? []
    const rows = table.split('\n').slice(2)
    const names = [...textOf(home).matchAll(/^create function (\w+)\(/gm)].map(([, name]) => name ?? '')
    t.strictSame(
      rows.map((row) => /^\| `(\w+)` \|/.exec(row)?.[1]),
      names,
      'in the order of the file',
    )
    for (const [n, row] of rows.entries()) {
      const [command = '', ...more] = commandsOf(row.replaceAll('\\|', '|'))
      t.strictSame(more, [])
      const found = run(command)
      t.equal(found.length, 1, command)
      t.ok(found[0]?.startsWith(`${home}:`) && found[0].includes(`function ${names[n]}(`), command)
    }
    const elsewhere = commandsOf(after)
    t.equal(elsewhere.length, 1)
    for (const command of elsewhere) {
      t.strictSame(run(command), [], 'no condition is written out elsewhere')
      t.ok(run(command.replace(' --exclude=periods.sql', '')).length > 5, 'and where they are it finds them')
    }
  },
)
