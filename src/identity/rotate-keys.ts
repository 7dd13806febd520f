import type postgres from 'postgres'
import type { Database } from '../../db/driver/client.ts'
import { indexValues } from './blind-index.ts'
import type { KeyKind, Keys } from './keys.ts'
import { openBsn, sealBsn } from './seal.ts'

/** A change of a kind of key that an operator began, and how far it is. */
export interface KeyRotation {
  readonly kind: KeyKind
  readonly version: number
  /** The version before it. */
  readonly fromVersion: number
  readonly begunAt: Date
  /** How many young persons this pass looked at, and how many it left behind. */
  readonly lookedAt: number
  readonly leftBehind: number
  readonly completeAt: Date | null
}

/** What hears of the work, by kinds and versions of keys alone. */
export interface RotationEvents {
  /** This instance lacks the version: it was not restarted with the keys of the others. */
  onLacking(rotation: KeyRotation): void
  /** A sealed number does not open by the key of this version. */
  onUnreadable(keyVersion: number): void
  onBatch(kind: KeyKind, lookedAt: number): void
}

/** Young persons that one transaction looks at; registering one of them waits for no more than their rows are written. */
const batch = 200

/** What has been begun, and how far it is. */
export async function readRotations(database: Database): Promise<KeyRotation[]> {
  return database.run(
    async () => database.sql<KeyRotation[]>`
      select kind, version, from_version as "fromVersion", begun_at as "begunAt", looked_at::float8 as "lookedAt",
             left_behind as "leftBehind", complete_at as "completeAt"
        from key_rotations()`,
  )
}

/** By which version of the index key the code of an invitation goes; null where that key was never changed. */
export async function readCodeVersion(database: Database): Promise<number | null> {
  const change = (await readRotations(database)).find(({ kind }) => kind === 'index')
  return change?.version ?? null
}

/**
 * Indexes and seals anew what the changes that were begun have not reached yet (R9, R23), in batches of a transaction each, until nothing is left
 * of the pass or another instance is at it. May be interrupted and repeated, and run by several instances. Registering goes on beside it.
 * @throws DomainError `service-unavailable`
 */
export async function rotateKeys(
  database: Database,
  keys: Keys,
  events: RotationEvents,
  stopped: () => boolean,
): Promise<void> {
  for (const rotation of await readRotations(database)) {
    if (lacks(keys, rotation)) events.onLacking(rotation)
    else if (rotation.completeAt === null && rotation.kind !== 'logbook')
      await makePass(database, keys, rotation, events, stopped)
  }
  await removeRetired(database, stopped)
}

/** Whether the keys of an instance are not those of the others: it registers nobody, and finds nobody who came since. */
export function lacks(keys: Keys, { kind, version }: Pick<KeyRotation, 'kind' | 'version'>): boolean {
  return kind === 'logbook'
    ? !keys.logbook.some((key) => key.version === version && key.seed !== undefined)
    : !keys[kind].some((key) => key.version === version)
}

async function makePass(
  database: Database,
  keys: Keys,
  rotation: KeyRotation,
  events: RotationEvents,
  stopped: () => boolean,
): Promise<void> {
  for (let looked = batch; looked > 0 && !stopped(); ) {
    looked = await database.run(() =>
      database.sql.begin((sql) => rotateSome(sql, keys, rotation, events.onUnreadable)),
    )
    if (looked > 0) events.onBatch(rotation.kind, looked)
  }
}

/** The next young persons, in one transaction; says how many it looked at. Their numbers are here for no longer than that. */
async function rotateSome(
  sql: postgres.TransactionSql,
  keys: Keys,
  rotation: KeyRotation,
  onUnreadable: (keyVersion: number) => void,
): Promise<number> {
  const rows = await sql<
    Row[]
  >`select * from young_persons_behind(${rotation.kind}, ${rotation.version}, ${batch})`
  const last = rows.at(-1)
  if (!last) return 0
  const behind = rows.filter((row): row is BehindRow => row.sealed !== null)
  const items = behind.flatMap((row) => {
    const value = tryAnew(row, keys, rotation)
    if (value) return [{ id: row.id, value: `\\x${value.toString('hex')}` }]
    onUnreadable(row.seal_version)
    return []
  })
  await sql`
    select rotate_young_persons(${rotation.kind}, ${rotation.version}, ${sql.json(items)}, ${last.id}, ${rows.length},
                                ${behind.length})`
  return rows.length
}

interface Row {
  id: string
  /** Null where the young person has the version already. */
  sealed: Buffer | null
  seal_version: number
}

type BehindRow = Row & { sealed: Buffer }

/** The value of the index or the seal under the new version; undefined where the number does not open. */
function tryAnew(row: BehindRow, keys: Keys, { kind, version }: KeyRotation): Buffer | undefined {
  try {
    const bsn = openBsn({ keyVersion: row.seal_version, sealed: row.sealed }, row.id, keys)
    if (kind === 'index') return indexValues(bsn, keys).find((one) => one.version === version)?.value
    return sealBsn(bsn, row.id, keys, version).sealed
  } catch {
    return undefined
  }
}

/** Rows of the index under a version that was destroyed. */
async function removeRetired(database: Database, stopped: () => boolean): Promise<void> {
  for (let removed = 1; removed > 0 && !stopped(); ) {
    const [row] = await database.run(
      () => database.sql<{ removed: number }[]>`select remove_retired_index(${batch}) as removed`,
    )
    removed = row?.removed ?? 0
  }
}
