import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const project = fileURLToPath(new URL('../..', import.meta.url))
const read = (name: string) => readFileSync(join(project, name), 'utf8')

interface Annotation {
  readonly path: string
  readonly copyright: readonly string[]
  readonly licence: string
}

/** The entries of REUSE.toml, in which each key stands on a line of its own. */
const annotations: Annotation[] = read('REUSE.toml')
  .split('[[annotations]]')
  .slice(1)
  .map((entry) => {
    const value = (key: string) => new RegExp(`^${key} = (.+)$`, 'm').exec(entry)?.[1] ?? '""'
    const copyright = JSON.parse(value('SPDX-FileCopyrightText')) as string | string[]
    return {
      path: JSON.parse(value('path')) as string,
      copyright: [copyright].flat(),
      licence: JSON.parse(value('SPDX-License-Identifier')) as string,
    }
  })

/** Every file that is published. A clone has them in git; a copy without history has nothing to ask. */
const listed = spawnSync('git', ['ls-files', '-z'], { cwd: project, encoding: 'utf8' })
const skip = listed.status !== 0 && 'not a clone: git does not know which files are published'
/** By REUSE itself: texts of licences and the file with the entries need none of their own. */
const files = (listed.stdout ?? '')
  .split('\0')
  .filter(
    (name) =>
      name !== '' && !/^(LICENSES\/.*|LICENSE|REUSE\.toml)$/.test(name) && existsSync(join(project, name)),
  )

const entryOf = (file: string) => annotations.filter(({ path }) => path === '**' || path === file).at(-1)

t.test('REUSE: every file has a copyright and a licence', { skip }, async (t) => {
  t.ok(files.length > 900)
  t.strictSame(
    files.filter((file) => {
      const entry = entryOf(file)
      return !entry?.licence || entry.copyright.length === 0 || entry.copyright.some((owner) => owner === '')
    }),
    [],
  )
  const specific = annotations.filter(({ path }) => path !== '**')
  t.strictSame(
    specific.filter(({ path }) => !files.includes(path)).map(({ path }) => path),
    [],
    'an entry for one file is about one that is there',
  )
})

t.test('REUSE: the text of each licence that is used is there, and of no other', async (t) => {
  const used = new Set(annotations.flatMap(({ licence }) => licence.split(/ (?:AND|OR) /)))
  t.strictSame(readdirSync(join(project, 'LICENSES')).sort(), [...used].map((name) => `${name}.txt`).sort())
  t.equal(read('LICENSES/EUPL-1.2.txt'), read('LICENSE'), 'and that of the project is the one at its top')
  t.match(JSON.parse(read('package.json')), { license: 'EUPL-1.2' })
})

const version = /(\d+)\.\d+/.exec(spawnSync('reuse', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1]
const noReuse = version === undefined && 'reuse is not here (Debian: reuse)'

t.test('reuse lint finds nothing', { skip: skip || noReuse }, async (t) => {
  const copy = t.testdir({})
  for (const name of [
    ...files,
    'LICENSE',
    ...readdirSync(join(project, 'LICENSES')).map((each) => `LICENSES/${each}`),
  ]) {
    mkdirSync(dirname(join(copy, name)), { recursive: true })
    cpSync(join(project, name), join(copy, name))
  }
  // Before version 4 the tool knew the same entries in another form only.
  if (Number(version) < 4) {
    mkdirSync(join(copy, '.reuse'))
    writeFileSync(join(copy, '.reuse', 'dep5'), inOldForm())
  } else cpSync(join(project, 'REUSE.toml'), join(copy, 'REUSE.toml'))
  execFileSync('git', ['init', '-q'], { cwd: copy })
  const { status, stdout, stderr } = spawnSync('reuse', ['--root', copy, 'lint'], { encoding: 'utf8' })
  t.equal(status, 0, `${stdout}${stderr}`)
})

/** The entries as a copyright file of Debian (DEP-5). */
function inOldForm(): string {
  const head =
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: Verwijsindex\n'
  const entries = annotations.map(
    ({ path, copyright, licence }) =>
      `\nFiles: ${path === '**' ? '*' : path}\nCopyright: ${copyright.join('\n ')}\nLicense: ${licence}\n`,
  )
  return head + entries.join('')
}
