import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { t } from 'tap'
import { compileProject } from './compile.ts'

/**
 * Runs test files, or all of them, as tap does: one process for each, some side by side, as one stream of TAP. All of them are compiled
 * first; those that are named are run as they are, so that what fails is told by its line in the source.
 *
 * tap's own command sends every module of every process, also of a service that a test starts, through loaders that measure coverage.
 * Nobody asks for coverage here, and they cost a quarter of the time. `npx tap FILE` runs the same file with them.
 */
const root = join(import.meta.dirname, '..')
const node = [process.execPath, '--import=tsx']
const secondsForAFile = 300

/** Those that take longest: they begin first, so that none is left alone at the end. */
const longest = [
  'test/http/authorisation.test.ts',
  'test/matching/concurrency.test.ts',
  'test/matching/endings.test.ts',
  'test/retention/restore.test.ts',
  'test/crash/key-rotation.test.ts',
  'test/development/postgres/embedded-postgres.test.ts',
  'test/background/hanging-disk.test.ts',
  'test/crash/service-crash.test.ts',
  'test/start.test.ts',
  'test/matching/interleaving.test.ts',
  'test/db/side-by-side.test.ts',
  'test/cli/check.test.ts',
  'test/retention/sequences.test.ts',
]

/** They write modules of TypeScript and load them, which takes tsx. */
const writeModules = 'test/leave-one-out/'

for (const file of longest) statSync(join(root, file))

const asked = process.argv.slice(2)
const compiled = asked.length === 0 ? compileProject(root) : undefined
const files = (asked.length === 0 ? ['test'] : asked).flatMap(filesIn).sort(byLength)
if (files.length === 0) t.fail('no test file there')

prepare('before')
process.once('exit', () => prepare('after'))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => t.bailout(signal))

t.setTimeout(0)
// One more than there are processors: some tests wait, for a disk that hangs or a term that ends.
t.jobs = Number(process.env.TAP_JOBS ?? availableParallelism() + 1)
for (const file of files) run(file)

function filesIn(path: string): string[] {
  const absolute = join(root, relative(root, path))
  if (statSync(absolute).isFile()) return [relative(root, absolute)]
  return readdirSync(absolute, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => relative(root, join(absolute, name)))
}

function byLength(one: string, other: string): number {
  const [first, second] = [longest.indexOf(one), longest.indexOf(other)].map((at) =>
    at < 0 ? longest.length : at,
  )
  return (first ?? 0) - (second ?? 0) || one.localeCompare(other)
}

/** `env -u` takes away NODE_OPTIONS, in which tap would name its loader. */
function run(file: string): void {
  const seconds = String(secondsForAFile)
  const command =
    compiled && !file.startsWith(writeModules)
      ? [process.execPath, join(compiled, file.replace(/\.ts$/, '.js'))]
      : [...node, file]
  t.spawn('env', ['-u', 'NODE_OPTIONS', ...command], {
    name: file,
    at: null,
    stack: '',
    buffered: t.jobs > 1,
    cwd: root,
    timeout: secondsForAFile * 1000,
    env: { ...process.env, TAP_TIMEOUT: seconds, FORCE_COLOR: '0' },
  })
}

/** The shared PostgreSQL of the tests is started before all, and stopped after them. */
function prepare(when: 'before' | 'after'): void {
  const { status } = spawnSync(node[0] ?? '', [...node.slice(1), `test/support/${when}.ts`], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) process.exitCode = 1
  if (status !== 0 && when === 'before') process.exit()
}
