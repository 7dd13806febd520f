import { execFile } from 'node:child_process'
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { nodeArguments } from './program.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const runFile = promisify(execFile)

/** What a process that migrates says: what it did, or why it did not. */
export interface MigrationReport {
  readonly schema: string
  readonly newer?: boolean
  readonly dropped?: readonly string[]
  readonly refused?: string
  readonly waited: readonly string[]
}

/** Another version of the service: a copy of this tree in which something may be changed. */
export interface OtherVersion {
  readonly root: string
  /** Adds to a file of `db/functions`. */
  addFunction(text: string, file?: string): Promise<void>
  /** Adds a migration after the last one. */
  addMigration(tag: string, text: string): Promise<void>
  migrate(url: string, options?: { patience?: number; mayReturn?: boolean }): Promise<MigrationReport>
}

/** This tree itself, which migrates in a process of its own. */
export const thisVersion = versionAt(project)

export async function otherVersion(t: Test): Promise<OtherVersion> {
  const root = await placeInside(t)
  for (const part of ['db', 'src', 'test/support', 'test/crash', 'package.json', 'tsconfig.json'])
    await cp(join(project, part), join(root, part), { recursive: true })
  return versionAt(root)
}

/** A directory in this tree, where a copy finds the packages of this tree. */
export async function placeInside(t: Test): Promise<string> {
  await mkdir(join(project, '.data'), { recursive: true })
  const root = await mkdtemp(join(project, '.data/version-'))
  t.teardown(() => rm(root, { recursive: true, force: true }))
  return root
}

function versionAt(root: string): OtherVersion {
  return {
    root,
    async addFunction(text, file = 'new_id.sql') {
      await appendFile(join(root, 'db/functions', file), `\n${text}\n`)
    },
    async addMigration(tag, text) {
      const journal = join(root, 'db/migrations/meta/_journal.json')
      const known = JSON.parse(await readFile(journal, 'utf8'))
      const { idx, when } = known.entries.at(-1)
      known.entries.push({ idx: idx + 1, version: '7', when: when + 1000, tag, breakpoints: true })
      await writeFile(journal, JSON.stringify(known))
      await writeFile(join(root, `db/migrations/${tag}.sql`), text)
    },
    migrate: (url, options = {}) => migrateInProcess(root, url, options),
  }
}

async function migrateInProcess(root: string, url: string, options: object): Promise<MigrationReport> {
  const script = nodeArguments('test/support/migrate-process.ts', root)
  const { stdout } = await runFile(process.execPath, [...script, url, JSON.stringify(options)], {
    cwd: project,
  })
  return JSON.parse(stdout)
}
