import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { commands } from '../../src/cli/commands.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const names = commands.map(({ name }) => name)

/** What an operator reads or copies, by its path in the repository. */
const files = [
  'docs/platforms.md',
  ...['docs/operating', 'docs/nl'].flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(project.length)),
  ),
]

/** The words after the name of the command: between backquotes, in a list of words, or after the file that it is compiled to. */
const uses = /`verwijsindex ([a-z][a-z -]*)|\[verwijsindex, ([a-z, ]+)\]|cli\/verwijsindex\.js ([a-z ]+)/g

t.test('every command that a document or a manifest names is one', async (t) => {
  let found = 0
  for (const file of files)
    for (const [, ...parts] of readFileSync(join(project, file), 'utf8').matchAll(uses)) {
      const words = parts.find((part) => part !== undefined)?.replaceAll(',', '') ?? ''
      t.ok(
        names.some((name) => words === name || words.startsWith(`${name} `)),
        `${file}: verwijsindex ${words}`,
      )
      found += 1
    }
  t.ok(found > 8, `${found} uses`)
})

t.test('what systemd starts is what the build makes, or a command that comes with the units', async (t) => {
  const folder = join(project, 'docs', 'operating', 'systemd')
  const units = readdirSync(folder)
  for (const unit of units) {
    const text = readFileSync(join(folder, unit), 'utf8')
    if (unit.endsWith('.timer')) {
      const [, started = unit.replace(/timer$/, 'service')] = /^Unit=(.+)$/m.exec(text) ?? []
      t.ok(units.includes(started), `${unit}: ${started}`)
    } else {
      const starts = [...text.matchAll(/^ExecStart=(.+)$/gm)].map(([, command = '']) => command)
      t.equal(starts.length, 1, unit)
      for (const command of starts) t.ok(existsSync(sourceOf(command)), `${unit}: ${command}`)
    }
  }
  t.throws(() => sourceOf('/usr/bin/true'), 'a program that is neither')
})

/** The file in the repository from which the program comes that a unit starts. */
function sourceOf(command: string): string {
  const [, program] = /^\/usr\/bin\/node dist\/(\S+)\.js\b/.exec(command) ?? []
  if (program !== undefined) return join(project, `${program}.ts`)
  const [, script] = /^\/usr\/local\/bin\/(\S+)$/.exec(command) ?? []
  if (script !== undefined) return join(project, 'docs', 'operating', 'debian', script)
  throw new Error(`what does it start? ${command}`)
}
