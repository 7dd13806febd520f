import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { sentenceOf } from '../config/sentences.ts'

/** A key with the version under which its products are stored. */
export interface VersionedKey {
  readonly version: number
  readonly key: KeyObject
}

/** The keys of the index, all of them outside the database. The highest version is the current one. */
export interface Keys {
  /** HMAC keys of the blind index; a number is indexed under every one of them. */
  readonly index: readonly VersionedKey[]
  /** AES-256-GCM keys of the sealed number; sealing uses the current one. */
  readonly seal: readonly VersionedKey[]
  /** HMAC key of request digests (`Idempotency-Key`), so that no digest of a body can be guessed at. */
  readonly digest: KeyObject
  /** HMAC key of the codes by which invitations are accepted. */
  readonly invitation: KeyObject
  /** Seed of the key that signs the state of the logbook (R20); nobody but the service has it, a database administrator least. */
  readonly logbook: KeyObject
  /** Keys made for a demonstration are refused in production. */
  readonly demonstration: boolean
}

/** Where keys come from: a file or the environment today, a key management service when there is one. */
export type KeyProvider = () => Promise<Keys>

const thirtyTwoBytes = z
  .base64()
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64')

const versionedKey = z.strictObject({ version: z.int().min(1).max(32_767), key: thirtyTwoBytes })

const distinctVersions = (keys: { version: number }[]) =>
  new Set(keys.map((k) => k.version)).size === keys.length

const keyFile = z.strictObject({
  demonstration: z.boolean().default(false),
  index: z.array(versionedKey).min(1).refine(distinctVersions, 'versions must differ'),
  seal: z.array(versionedKey).min(1).refine(distinctVersions, 'versions must differ'),
  logbook: thirtyTwoBytes.optional(),
})

/**
 * Reads keys from their JSON form.
 * @throws Error naming what is wrong, never with a key in it
 */
export function parseKeys(json: string): Keys {
  const text = json.trim()
  if (text === '') throw new Error('the keys are not usable: there is nothing in the file, or in KEYS')
  const parsed = keyFile.safeParse(safeJson(text), { error: sentenceOf })
  if (!parsed.success) {
    const faults = parsed.error.issues.map(faultOf)
    throw new Error(`the keys are not usable: ${faults.join('; ')}`)
  }
  const index = parsed.data.index.map(toKey).sort(newestFirst)
  const seal = parsed.data.seal.map(toKey).sort(newestFirst)
  return {
    index,
    seal,
    digest: derivedKey(index, 'verwijsindex request digest'),
    invitation: derivedKey(index, 'verwijsindex invitation code'),
    logbook:
      parsed.data.logbook === undefined
        ? derivedKey(index, 'verwijsindex logbook')
        : createSecretKey(Buffer.from(parsed.data.logbook, 'base64')),
    demonstration: parsed.data.demonstration,
  }
}

/** New keys in their JSON form, for the embedded default (`demonstration`) or to start an installation with. */
export function generateKeys(demonstration: boolean): string {
  const bytes = () => randomBytes(32).toString('base64')
  const fresh = () => [{ version: 1, key: bytes() }]
  return `${JSON.stringify({ demonstration, index: fresh(), seal: fresh(), logbook: bytes() }, null, 2)}\n`
}

/** The name of a field that is not known might be a key in the wrong place, and is not told. */
function faultOf(issue: z.core.$ZodIssue): string {
  const what = issue.code === 'unrecognized_keys' ? 'has a field that is not known' : issue.message
  return `${issue.path.join('.') || 'keys'}: ${what}`
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('the keys are not usable: they are not JSON')
  }
}

function toKey({ version, key }: { version: number; key: string }): VersionedKey {
  return { version, key: createSecretKey(Buffer.from(key, 'base64')) }
}

function newestFirst(a: VersionedKey, b: VersionedKey): number {
  return b.version - a.version
}

/** Derived from the oldest index key, which the instances share while a newer one is being brought in. */
function derivedKey(index: readonly VersionedKey[], purpose: string): KeyObject {
  const oldest = index.at(-1)
  if (!oldest) throw new Error('the keys are not usable: no index key')
  return createSecretKey(Buffer.from(hkdfSync('sha256', oldest.key, '', purpose, 32)))
}
