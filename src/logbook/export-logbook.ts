import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { SealedLine } from './entry.ts'
import type { KeptCheckpoint } from './kept-checkpoint.ts'
import { LeafHashes } from './leaf-hashes.ts'
import type { ProofBase } from './prove.ts'
import type { KeptLeaf, LogbookSource } from './verify-logbook.ts'

/**
 * The logbook as a file of lines of JSON, to be verified on another machine (R20). It holds no more than the logbook itself: the
 * pseudonyms of young persons are left out unless they are asked for, and their commitments stay.
 */

/** The first line of an export. */
export const exportFormat = 'verwijsindex-logbook/2'

type Entry =
  | { readonly kind: 'leaf'; readonly leaf: KeptLeaf }
  | { readonly kind: 'tile'; readonly tile: { level: number; index: number; hash: Buffer } }
  | { readonly kind: 'checkpoint'; readonly checkpoint: KeptCheckpoint }
  | { readonly kind: 'unsealed'; readonly unsealed: { line: SealedLine; due: boolean } }

/** The lines of an export, one after another. */
export async function* exportLogbook(source: LogbookSource): AsyncIterable<string> {
  yield written({ format: exportFormat })
  for await (const leaf of source.leaves()) yield written({ kind: 'leaf', leaf: withoutPseudonym(leaf) })
  for await (const tile of source.tiles()) yield written({ kind: 'tile', tile })
  for (const checkpoint of await source.checkpoints()) yield written({ kind: 'checkpoint', checkpoint })
  for await (const unsealed of source.unsealed()) yield written({ kind: 'unsealed', unsealed })
}

/**
 * A logbook as it stands in an export.
 * @throws Error where the file is none, when it is read
 */
export function readExport(file: string): LogbookSource {
  return {
    async *leaves() {
      for await (const entry of entries(file)) if (entry.kind === 'leaf') yield revived(entry.leaf)
    },
    async *tiles() {
      for await (const entry of entries(file)) if (entry.kind === 'tile') yield entry.tile
    },
    async checkpoints() {
      const found: KeptCheckpoint[] = []
      for await (const entry of entries(file))
        if (entry.kind === 'checkpoint')
          found.push({ ...entry.checkpoint, signedAt: new Date(entry.checkpoint.signedAt) })
      return found
    },
    async *unsealed() {
      for await (const entry of entries(file))
        if (entry.kind === 'unsealed') yield { ...entry.unsealed, line: revivedLine(entry.unsealed.line) }
    },
  }
}

/** Proofs from an export, worked out from its leaves alone. */
export async function provableExport(source: LogbookSource): Promise<ProofBase> {
  const hashes = new LeafHashes()
  for await (const { hash } of source.leaves()) hashes.add(hash)
  return {
    read: hashes.read,
    checkpoints: async () => [...(await source.checkpoints())].sort((a, b) => a.size - b.size),
    async leafOf(lineId) {
      for await (const leaf of source.leaves()) if (leaf.logbookId === lineId) return leaf
      return undefined
    },
  }
}

/** Who is left out cannot be checked, and need not be: the leaf is checked by the commitment. */
function withoutPseudonym(leaf: KeptLeaf): KeptLeaf {
  return { ...leaf, salt: null, line: leaf.line && { ...leaf.line, youngPersonId: null } }
}

async function* entries(file: string): AsyncIterable<Entry> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })
  let first = true
  for await (const text of lines) {
    const entry = JSON.parse(text, bytesFromBase64)
    if (first && entry.format !== exportFormat) throw new Error('this is no export of a logbook')
    if (!first) yield entry
    first = false
  }
}

function written(entry: object): string {
  return `${JSON.stringify(entry, bytesToBase64)}\n`
}

function bytesToBase64(this: unknown, key: string, value: unknown): unknown {
  const bytes = (this as Record<string, unknown>)[key]
  return Buffer.isBuffer(bytes) ? { base64: bytes.toString('base64') } : value
}

function bytesFromBase64(_key: string, value: unknown): unknown {
  const { base64 } = (value ?? {}) as { base64?: unknown }
  return typeof base64 === 'string' ? Buffer.from(base64, 'base64') : value
}

function revived(leaf: KeptLeaf): KeptLeaf {
  return { ...leaf, line: leaf.line && { ...revivedLine(leaf.line), youngPersonId: leaf.line.youngPersonId } }
}

/** Exports from before know nothing of the fields that came later. */
function revivedLine<Line extends SealedLine>(line: Line): Line {
  const { reason = null, day = null, requestId = null } = line
  return { ...line, reason, day, requestId, occurredAt: new Date(line.occurredAt) }
}
