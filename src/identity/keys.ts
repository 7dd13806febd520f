import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { type DestroyedKey, type HeldKey, isHeld, type KeyFile, readKeyFile } from './key-file.ts'

/** What a key is for, as the database calls it. */
export type KeyKind = 'index' | 'seal' | 'logbook'

/** A key with the version under which its products are stored. */
export interface VersionedKey {
  readonly version: number
  readonly key: KeyObject
}

/** A version of the logbook key: a seed of 32 bytes to sign with, or of one that was destroyed the public key. */
export type LogbookKey =
  | { readonly version: number; readonly seed: KeyObject }
  | { readonly version: number; readonly seed?: undefined; readonly publicKey: Buffer }

/** The keys of the index, all of them outside the database. The highest version is the current one. */
export interface Keys {
  /** HMAC keys of the blind index; a number is indexed under every one of them. */
  readonly index: readonly VersionedKey[]
  /** AES-256-GCM keys of the sealed number; sealing uses the current one. */
  readonly seal: readonly VersionedKey[]
  /** HMAC keys of request digests (`Idempotency-Key`), so that no digest of a body can be guessed at: one of each index key, the oldest first. */
  readonly digest: readonly KeyObject[]
  /** HMAC keys of the codes by which invitations are accepted: one of each index key. */
  readonly invitation: readonly VersionedKey[]
  /** By what the state of the logbook is signed (R20), the oldest first; nobody but the service has it, a database administrator least. */
  readonly logbook: readonly LogbookKey[]
  /** HMAC key of the pseudonyms in exports of the logbook. */
  readonly exports: KeyObject
  /** Versions that are gone for good, as the operator says. */
  readonly destroyed: readonly { readonly kind: KeyKind; readonly version: number; readonly on: string }[]
  /** Keys made for a demonstration are refused in production. */
  readonly demonstration: boolean
}

/** Where keys come from: a file or the environment today, a key management service when there is one. */
export type KeyProvider = () => Promise<Keys>

/**
 * Reads keys from their JSON form.
 * @throws Error naming what is wrong, never with a key in it
 */
export function parseKeys(json: string): Keys {
  const file = readKeyFile(json)
  const index = file.index.filter(isHeld).map(toKey).sort(newestFirst)
  const seal = file.seal.filter(isHeld).map(toKey).sort(newestFirst)
  const logbook = logbookKeys(file, index)
  const purpose = (name: string) => index.map(({ version, key }) => ({ version, key: derived(key, name) }))
  return {
    index,
    seal,
    digest: purpose('verwijsindex request digest')
      .map(({ key }) => key)
      .reverse(),
    invitation: purpose('verwijsindex invitation code'),
    logbook,
    exports:
      file.exports === undefined
        ? derived(oldestSeed(logbook), 'verwijsindex export pseudonym')
        : toSecret(file.exports),
    destroyed: destroyedIn(file),
    demonstration: file.demonstration,
  }
}

/** New keys in their JSON form, for the embedded default (`demonstration`) or to start an installation with. */
export function generateKeys(demonstration: boolean): string {
  const fresh = () => [{ version: 1, key: newKey() }]
  return `${JSON.stringify({ demonstration, index: fresh(), seal: fresh(), logbook: newKey() }, null, 2)}\n`
}

/** 32 random bytes, as they stand in the file. */
export function newKey(): string {
  return randomBytes(32).toString('base64')
}

/**
 * The seed of the oldest logbook key that is held.
 * @throws Error where none is
 */
export function oldestSeed(logbook: readonly LogbookKey[]): KeyObject {
  for (const { seed } of logbook) if (seed) return seed
  throw new Error('the keys are not usable: no logbook key')
}

/** The logbook key may stand there alone, and is then the first; where there is none it is made from the oldest index key. */
function logbookKeys({ logbook }: KeyFile, index: readonly VersionedKey[]): LogbookKey[] {
  if (logbook === undefined) return [{ version: 1, seed: derived(oldest(index), 'verwijsindex logbook') }]
  if (typeof logbook === 'string') return [{ version: 1, seed: toSecret(logbook) }]
  return logbook
    .map((key) =>
      isHeld(key)
        ? { version: key.version, seed: toSecret(key.key) }
        : { version: key.version, publicKey: Buffer.from(key.public, 'base64') },
    )
    .sort((a, b) => a.version - b.version)
}

function destroyedIn({ index, seal, logbook }: KeyFile): Keys['destroyed'] {
  const of = (kind: KeyKind, keys: readonly (HeldKey | DestroyedKey)[]) =>
    keys.flatMap((key) => (isHeld(key) ? [] : [{ kind, version: key.version, on: key.destroyed }]))
  return [
    ...of('index', index),
    ...of('seal', seal),
    ...of('logbook', typeof logbook === 'object' ? logbook : []),
  ]
}

function toKey({ version, key }: HeldKey): VersionedKey {
  return { version, key: toSecret(key) }
}

function toSecret(base64: string): KeyObject {
  return createSecretKey(Buffer.from(base64, 'base64'))
}

function newestFirst(a: VersionedKey, b: VersionedKey): number {
  return b.version - a.version
}

function derived(from: KeyObject, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', from, '', purpose, 32)))
}

/** The oldest index key is what the instances share while a newer one is being brought in. */
function oldest(index: readonly VersionedKey[]): KeyObject {
  const last = index.at(-1)
  if (!last) throw new Error('the keys are not usable: no index key')
  return last.key
}
