import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = fileURLToPath(new URL('../..', import.meta.url))
const numbered = /create function (\w+_lock)\(\) returns int language sql immutable return (\d+);/g

/** The file in which every advisory lock has its number. */
export const lockFile = 'db/functions/locks.sql'

/** The texts in which advisory locks are taken, by their path. */
export function textsWithLocks(): Map<string, string> {
  return new Map(
    ['src', 'db', 'test'].flatMap((folder) =>
      readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(ts|sql)$/.test(name) && !name.startsWith('migrations'))
        .map((name) => [join(folder, name), readFileSync(join(project, folder, name), 'utf8')] as const),
    ),
  )
}

/** Every advisory lock with its number. */
export function locksIn(texts: ReadonlyMap<string, string>): Map<string, number> {
  const found = (texts.get(lockFile) ?? '').matchAll(numbered)
  return new Map([...found].map(([, name = '', number]) => [name, Number(number)]))
}

/** Locks that are taken and have no number, and those that have one and are not taken. */
export function lockFaults(texts: ReadonlyMap<string, string>): string[] {
  const names = [...locksIn(texts).keys()]
  const taking = /advisory_(?:xact_)?(?:lock|unlock)(?:_shared)?\(\s*(?:functions\.)?\W*(\w+)/g
  const taken = [...texts].flatMap(([file, text]) =>
    [...text.matchAll(taking)].map(([, by = '']) => ({ file, by })),
  )
  const allowed = new Set([
    ...names,
    'hashtextextended', // each key of a client is a lock of its own
    'migrationLock',
  ])
  return [
    ...taken.filter(({ by }) => !allowed.has(by)).map(({ file, by }) => `${file} takes ${by}`),
    ...names
      .filter((name) => name !== 'migration_lock' && !taken.some(({ by }) => by === name))
      .map((name) => `${name} is not taken`),
  ]
}
