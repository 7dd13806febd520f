import type postgres from 'postgres'
import { indexValues } from '../../src/identity/blind-index.ts'
import { addKeys, destroyKey } from '../../src/identity/change-key-file.ts'
import { generateKeys, type Keys, parseKeys } from '../../src/identity/keys.ts'
import { openBsn } from '../../src/identity/seal.ts'

/** The keys of an installation on their way from one version to the next, each as the file of an instance. */
export interface KeyFiles {
  /** Version 1 alone, before anything is changed. */
  readonly before: string
  /** Both versions of every key. */
  readonly both: string
  /** Version 2 alone, and that version 1 was destroyed. */
  readonly after: string
}

export function changedKeys(before = generateKeys(false)): KeyFiles {
  const both = addKeys(before, ['index', 'seal', 'logbook'])
  const after = (['index', 'seal', 'logbook'] as const).reduce(
    (json, kind) => destroyKey(json, kind, 1, '2026-11-29'),
    both,
  )
  return { before, both, after }
}

/** The keys of each file. */
export function parsed({ before, both, after }: KeyFiles): Record<keyof KeyFiles, Keys> {
  return { before: parseKeys(before), both: parseKeys(both), after: parseKeys(after) }
}

/**
 * What needs another key than these, found without the code that changes them: every seal is opened, and every index value computed anew.
 */
export async function notUnder(sql: postgres.ISql, keys: Keys): Promise<Record<string, number>> {
  const found = { closed: 0, notFound: 0, twice: 0 }
  const numbers = new Set<string>()
  const rows = await sql<{ id: string; sealed: Buffer; version: number; values: Buffer[] }[]>`
    select y.id, y.bsn_sealed as sealed, y.seal_key_version as version,
           array(select x.value from identity_index x where x.young_person_id = y.id and x.key_version = ${keys.index[0]?.version ?? 0}) as values
      from young_person y`
  for (const { id, sealed, version, values } of rows) {
    const bsn = open(id, sealed, version, keys)
    if (!bsn) {
      found.closed++
      continue
    }
    const [expected] = indexValues(bsn, keys)
    if (values.length !== 1 || !values[0]?.equals(expected?.value ?? Buffer.of())) found.notFound++
    if (numbers.has(bsn.reveal())) found.twice++
    numbers.add(bsn.reveal())
  }
  return found
}

function open(id: string, sealed: Buffer, keyVersion: number, keys: Keys) {
  try {
    return openBsn({ sealed, keyVersion }, id, keys)
  } catch {
    return undefined
  }
}
