import { z } from 'zod'
import { entryText } from './entry.ts'
import {
  checkConsistency,
  checkInclusion,
  leafHash,
  proveConsistency,
  proveInclusion,
  type ReadHashes,
} from './merkle.ts'
import { openedByOne, type Verifier } from './note.ts'
import type { KeptLeaf } from './verify-logbook.ts'

/** What proofs are made from: the logbook in a database, or an export of it. */
export interface ProofBase {
  readonly read: ReadHashes
  /** The leaf of a line; undefined where there is no such line, or it is not sealed yet. */
  leafOf(lineId: number): Promise<KeptLeaf | undefined>
  /** Signed checkpoints, smallest first. */
  checkpoints(): Promise<readonly { readonly size: number; readonly note: string }[]>
}

const Hash = z.base64()

/** That a line stands in the logbook under a signed checkpoint. */
const InclusionProof = z.strictObject({
  kind: z.literal('inclusion'),
  index: z.int().min(0),
  /** The line, word for word as its leaf is the hash of it. */
  entry: z.string(),
  checkpoint: z.string(),
  proof: z.array(Hash),
})

/** That one signed checkpoint is the beginning of another, so that nothing under the first was changed since. */
const ConsistencyProof = z.strictObject({
  kind: z.literal('consistency'),
  earlier: z.string(),
  later: z.string(),
  proof: z.array(Hash),
})

const Proof = z.discriminatedUnion('kind', [InclusionProof, ConsistencyProof])

export type InclusionProof = z.infer<typeof InclusionProof>
export type ConsistencyProof = z.infer<typeof ConsistencyProof>

/**
 * Proves that a line is in the logbook, under the last checkpoint (R20). Somebody who has the key checks it, and needs nothing else.
 * @throws Error where the line is not there, or not sealed yet
 */
export async function proveLine(base: ProofBase, lineId: number): Promise<InclusionProof> {
  const last = (await base.checkpoints()).at(-1)
  const leaf = await base.leafOf(lineId)
  if (!last || !leaf?.line || leaf.index >= last.size)
    throw new Error('there is no such line, or it is not sealed yet')
  const proof = await proveInclusion(base.read, leaf.index, last.size)
  return {
    kind: 'inclusion',
    index: leaf.index,
    entry: entryText(leaf.line, leaf.commitment),
    checkpoint: last.note,
    proof: proof.map(inBase64),
  }
}

/**
 * Proves that the logbook grew from one checkpoint to another, and that nothing before the first was touched (R20).
 * @param from a size under which a checkpoint is kept, or a signed note that was kept elsewhere
 * @throws Error where a checkpoint is not there, or they are in the other order
 */
export async function proveGrowth(
  base: ProofBase,
  from: number | string,
  to: number | string,
  verifiers: Verifier | readonly Verifier[],
): Promise<ConsistencyProof> {
  const kept = new Map((await base.checkpoints()).map(({ size, note }) => [size, note]))
  const [earlier, later] = [from, to].map((wanted) => {
    const note = typeof wanted === 'string' ? wanted : kept.get(wanted)
    const opened = note === undefined ? undefined : openedByOne(note, [verifiers].flat())
    if (!note || !opened)
      throw new Error(`there is no signed checkpoint ${from === wanted ? '--from' : '--to'}`)
    return { note, size: opened.size }
  }) as [{ note: string; size: number }, { note: string; size: number }]
  if (earlier.size > later.size) throw new Error('the checkpoints are in the other order')
  const proof = await proveConsistency(base.read, earlier.size, later.size)
  return { kind: 'consistency', earlier: earlier.note, later: later.note, proof: proof.map(inBase64) }
}

/** Whether a proof holds, by the key alone, or by one of those that it was changed through: it asks neither the service nor its database. */
export function checkProof(document: unknown, verifiers: Verifier | readonly Verifier[]): boolean {
  const { success, data } = Proof.safeParse(document)
  if (!success) return false
  const keys = [verifiers].flat()
  const proof = data.proof.map((hash) => Buffer.from(hash, 'base64'))
  if (data.kind === 'consistency') {
    const [earlier, later] = [data.earlier, data.later].map((note) => openedByOne(note, keys))
    return earlier !== undefined && later !== undefined && checkConsistency(earlier, later, proof)
  }
  const tree = openedByOne(data.checkpoint, keys)
  if (!tree) return false
  return checkInclusion(leafHash(Buffer.from(data.entry)), data.index, tree.size, proof, tree.root)
}

function inBase64(hash: Buffer): string {
  return hash.toString('base64')
}
