import { createHash, type KeyObject, sign, verify } from 'node:crypto'
import { publicBytes, signingKey, verifyingKey } from '../identity/ed25519.ts'

/**
 * Signed notes and checkpoints in the form of C2SP (signed-note, tlog-checkpoint) with Ed25519, as Go's `sumdb/note` reads
 * them. What is signed is the text with its last line end.
 */

/** A name and a key that signs under it. */
export interface Signer {
  readonly name: string
  readonly key: KeyObject
}

/** A name and the key by which its signatures are checked. */
export interface Verifier {
  readonly name: string
  readonly publicKey: Buffer
}

/** The state of the log: how many lines, and the root of the tree over them. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
}

/** The kind of key, as the form numbers it: Ed25519. */
const ed25519 = 1

/** A signer from a name and a seed of 32 bytes. */
export function toSigner(name: string, seed: Buffer): Signer {
  if (!isName(name)) throw new Error('the name of a signer has no spaces and no plus')
  return { name, key: signingKey(seed) }
}

/** The verifier of a signer. */
export function verifierOf({ name, key }: Signer): Verifier {
  return { name, publicKey: publicBytes(key) }
}

/** A verifier as one line, `name+hash+key`, in the form that others read too. */
export function writeVerifier(verifier: Verifier): string {
  const key = Buffer.concat([Buffer.of(ed25519), verifier.publicKey]).toString('base64')
  return `${verifier.name}+${keyHash(verifier).toString('hex')}+${key}`
}

/** Reads a verifier from its line; undefined where it is none. */
export function readVerifier(line: string): Verifier | undefined {
  const [, name = '', hash, key = ''] =
    /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(line.trim()) ?? []
  const bytes = Buffer.from(key, 'base64')
  if (bytes.length !== 33 || bytes[0] !== ed25519) return undefined
  const verifier = { name, publicKey: bytes.subarray(1) }
  return keyHash(verifier).toString('hex') === hash ? verifier : undefined
}

/** Signs a checkpoint: by one key, or by two where one hands over to the other. */
export function signCheckpoint(checkpoint: Checkpoint, ...signers: readonly Signer[]): string {
  const text = textOf(checkpoint)
  const lines = signers.map((signer) => {
    const signature = Buffer.concat([keyHash(verifierOf(signer)), sign(null, Buffer.from(text), signer.key)])
    return `— ${signer.name} ${signature.toString('base64')}\n`
  })
  return `${text}\n${lines.join('')}`
}

/**
 * Reads a checkpoint and checks its signature: undefined where the note has not exactly the form, speaks of another log, or
 * is not signed by the verifier.
 */
export function openCheckpoint(note: string, verifier: Verifier): Checkpoint | undefined {
  const end = note.lastIndexOf('\n\n')
  if (end < 0) return undefined
  const text = note.slice(0, end + 1)
  const lines = note.slice(end + 2).split('\n')
  if (lines.pop() !== '') return undefined
  const signed = lines.some((line) => isSignedBy(line, text, verifier))
  const checkpoint = signed ? parseText(text) : undefined
  return checkpoint && checkpoint.origin === verifier.name ? checkpoint : undefined
}

/** The same by any of the keys that a logbook has gone by. */
export function openedByOne(note: string, verifiers: readonly Verifier[]): Checkpoint | undefined {
  for (const verifier of verifiers) {
    const opened = openCheckpoint(note, verifier)
    if (opened) return opened
  }
  return undefined
}

function isSignedBy(line: string, text: string, verifier: Verifier): boolean {
  const [, name, base64 = ''] = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? []
  const bytes = Buffer.from(base64, 'base64')
  if (name !== verifier.name || bytes.length !== 68 || bytes.toString('base64') !== base64) return false
  if (!bytes.subarray(0, 4).equals(keyHash(verifier))) return false
  return verify(null, Buffer.from(text), verifyingKey(verifier.publicKey), bytes.subarray(4))
}

function textOf({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`
}

function parseText(text: string): Checkpoint | undefined {
  const [origin = '', size = '', root = ''] = text.split('\n')
  const checkpoint = { origin, size: Number(size), root: Buffer.from(root, 'base64') }
  const sound = Number.isSafeInteger(checkpoint.size) && checkpoint.root.length === 32
  return sound && textOf(checkpoint) === text ? checkpoint : undefined
}

function keyHash({ name, publicKey }: Verifier): Buffer {
  const hash = createHash('sha256').update(`${name}\n`).update(Buffer.of(ed25519)).update(publicKey)
  return hash.digest().subarray(0, 4)
}

function isName(name: string): boolean {
  return /^[^+\s]+$/.test(name)
}
