import type { Database } from '../../db/driver/client.ts'
import type { KeyKind, Keys } from './keys.ts'
import { type KeyRotation, readRotations } from './rotate-keys.ts'

/** What needs a version of a key, in figures (R23). */
export interface KeyVersionStatus {
  readonly kind: KeyKind
  readonly version: number
  /** The version that new rows have: that of the last change, or the first. */
  readonly inUse: boolean
  /** The day on which it was destroyed, as the file of the keys says. */
  readonly destroyedOn: string | null
  /** Whether a service may not start without it. */
  readonly needed: boolean
  /** Rows of the index, or sealed numbers, under it. */
  readonly entries: number
  /** Of the version in use: young persons that do not have it yet. */
  readonly behind: number
  /** Open invitations, and kept answers to an Idempotency-Key, that go by it. */
  readonly invitations: number
  readonly invitationsUntil: Date | null
  readonly answers: number
  readonly answersSince: Date | null
  /** Whether the keys of who asks have it. */
  readonly given: boolean
}

export interface KeyStatus {
  readonly versions: readonly KeyVersionStatus[]
  readonly changes: readonly KeyRotation[]
}

/** Which versions of the keys there are, and what needs them. Asked as the owner of the database. */
export async function readKeyStatus(database: Database, keys: Keys): Promise<KeyStatus> {
  const rows = await database.run(
    async () => database.sql<Omit<KeyVersionStatus, 'given'>[]>`
      select kind, version, in_use as "inUse", destroyed_on::text as "destroyedOn", needed, entries::float8, behind::float8,
             invitations::float8, invitations_until as "invitationsUntil", answers::float8, answers_since as "answersSince"
        from key_status()`,
  )
  const isGiven = ({ kind, version }: Pick<KeyVersionStatus, 'kind' | 'version'>) =>
    kind === 'logbook'
      ? keys.logbook.some((key) => key.version === version && key.seed !== undefined)
      : keys[kind].some((key) => key.version === version)
  return {
    versions: rows.map((row) => ({ ...row, given: isGiven(row) })),
    changes: await readRotations(database),
  }
}

/** The highest version of each kind of key that is held. */
export function newestVersions(keys: Keys): Readonly<Record<KeyKind, number>> {
  const newest = (versions: readonly { version: number }[]) =>
    Math.max(...versions.map(({ version }) => version))
  return {
    index: newest(keys.index),
    seal: newest(keys.seal),
    logbook: newest(keys.logbook.filter(({ seed }) => seed !== undefined)),
  }
}

/**
 * Begins the change of each kind of key to its newest version, where that is not the one in use. From then on no instance without that version
 * registers anybody. Asked as the owner of the database, once every instance has the keys.
 * @returns the kinds whose change was begun
 * @throws Error where no instance has started with that version, or an earlier change goes on
 */
export async function beginKeyRotations(database: Database, keys: Keys, now: Date): Promise<KeyKind[]> {
  const { versions, changes } = await readKeyStatus(database, keys)
  const newest = newestVersions(keys)
  const due = versions.filter(({ kind, inUse, version }) => inUse && version < newest[kind])
  for (const { kind } of due) {
    if (!versions.some((one) => one.kind === kind && one.version === newest[kind]))
      throw new Error(
        `No instance has started with version ${newest[kind]} of the ${kind} key: restart every instance with these keys first.`,
      )
    if (changes.some((one) => one.kind === kind && one.completeAt === null))
      throw new Error(`The change of the ${kind} key that was begun before is not complete: wait for it.`)
  }
  await database.run(() =>
    database.sql.begin(async (sql) => {
      // Registering waits behind this for as long, and no longer.
      await sql`set local lock_timeout = '2s'`
      for (const { kind } of due) await sql`select begin_key_rotation(${kind}, ${newest[kind]}, ${now})`
    }),
  )
  return due.map(({ kind }) => kind)
}
