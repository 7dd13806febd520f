import { BackDating } from './back-dating.ts'
import { commitTo, leafOf, type SealedLine } from './entry.ts'
import { checkpointDigest, type KeptCheckpoint } from './kept-checkpoint.ts'
import { type KeysBySize, keysBySize } from './keys-by-size.ts'
import { nodeHash, tileHeight } from './merkle.ts'
import { openedByOne, type Verifier } from './note.ts'

/** A leaf as it is kept, and the line that it speaks of, if that is there. */
export interface KeptLeaf {
  readonly index: number
  readonly logbookId: number
  readonly hash: Buffer
  readonly commitment: Buffer | null
  readonly salt: Buffer | null
  /** Whether the young person of the line was forgotten; without a salt they may only have been left out. */
  readonly forgotten: boolean
  /** Whether it was although what the line is about is still there, as nobody but the destruction of it may. */
  readonly tooSoon: boolean
  readonly line: (SealedLine & { readonly youngPersonId: string | null }) | null
}

/** Where a logbook is read from: a database, or an export of it. */
export interface LogbookSource {
  /** Leaves in the order of their index. */
  leaves(): AsyncIterable<KeptLeaf>
  /** Hashes of complete subtrees; none where they are not kept. */
  tiles(): AsyncIterable<{ readonly level: number; readonly index: number; readonly hash: Buffer }>
  /** Signed checkpoints, with all that is kept of each. */
  checkpoints(): Promise<readonly KeptCheckpoint[]>
  /** Lines without a leaf; `due` where they should have had one by now. */
  unsealed(): AsyncIterable<{ readonly line: SealedLine; readonly due: boolean }>
}

/** Something that is not as it was sealed, and where. */
export interface Finding {
  readonly kind:
    | 'line-changed'
    | 'line-missing'
    | 'line-not-sealed'
    | 'line-back-dated'
    | 'leaf-missing'
    | 'subject-changed'
    | 'subject-hidden'
    | 'tile-changed'
    | 'checkpoint-not-signed'
    | 'checkpoint-differs'
    | 'checkpoint-missing'
    | 'rolled-back'
  /** Where: the line, leaf or size; of ties that were hidden and of tiles, how many there are. */
  readonly at: number
}

export interface Verification {
  readonly size: number
  readonly checkpoints: number
  /** Lines whose young person was forgotten. */
  readonly forgotten: number
  readonly findings: readonly Finding[]
}

/**
 * Checks the whole logbook against its tree and its signed checkpoints, and those against checkpoints that a witness has kept
 * (R20): nothing changed, removed, inserted or put in another order unseen, and no return to an older state. A key that was changed counts as
 * far as the checkpoint that the next one signed as well.
 * @param verifiers the public key; where it was changed each of them, the oldest first
 * @param witnessed signed notes that were kept elsewhere
 */
export async function verifyLogbook(
  source: LogbookSource,
  verifiers: Verifier | readonly Verifier[],
  witnessed: readonly string[] = [],
): Promise<Verification> {
  const findings: Finding[] = []
  const kept = await source.checkpoints()
  const keys = keysBySize(kept, [verifiers].flat())
  const tree = new GrowingTree(
    kept.map(({ size }) => size),
    witnessed.flatMap((note) => openedByOne(note, [verifiers].flat())?.size ?? []),
  )
  const signedSizes = new Map<number, Buffer | null>()
  let [forgotten, told] = [0, 0]
  const checkpointSizes = new Set(kept.map(({ size }) => size))
  const dates = new BackDating()
  const hear = (line: SealedLine) => {
    const { id, event, count, digest } = line
    if (dates.isBackDated(line)) findings.push({ kind: 'line-back-dated', at: id })
    if (event === 'checkpoint_signed' && count !== null) {
      // Of each there is one line; another would stand in for the one that is sealed.
      if (signedSizes.has(count)) findings.push({ kind: 'checkpoint-differs', at: count })
      signedSizes.set(count, digest)
    }
    if (event === 'young_person_destroyed' || event === 'ties_forgotten') told += count ?? 0
  }

  for await (const leaf of source.leaves()) {
    if (leaf.index !== tree.size) findings.push({ kind: 'leaf-missing', at: tree.size })
    findings.push(...checkLeaf(leaf))
    if (leaf.forgotten) forgotten++
    if (leaf.line) hear(leaf.line)
    tree.add(leaf.hash)
    if (checkpointSizes.has(tree.size)) dates.checkpoint()
  }
  for await (const { line, due } of source.unsealed()) {
    if (due) findings.push({ kind: 'line-not-sealed', at: line.id })
    hear(line)
  }
  // Only a destruction forgets whom a line was about, and tells of how many.
  if (forgotten !== told) findings.push({ kind: 'subject-hidden', at: forgotten })
  let tiles = 0
  for await (const { level, index, hash } of source.tiles()) {
    tiles++
    if (!tree.complete(level, index)?.equals(hash)) findings.push({ kind: 'tile-changed', at: index })
  }
  if (tiles !== tree.tiles) findings.push({ kind: 'tile-changed', at: tiles })
  findings.push(...checkCheckpoints(kept, signedSizes, tree, keys), ...checkWitness(witnessed, tree, keys))
  return { size: tree.size, checkpoints: kept.length, forgotten, findings }
}

function checkLeaf({ index, logbookId, hash, commitment, salt, tooSoon, line }: KeptLeaf): Finding[] {
  if (!line) return [{ kind: 'line-missing', at: logbookId }]
  if (!leafOf(line, commitment).equals(hash)) return [{ kind: 'line-changed', at: logbookId }]
  const known = line.youngPersonId
  if (tooSoon || (known === null) !== (salt === null)) return [{ kind: 'subject-changed', at: index }]
  if (known === null || salt === null) return []
  return commitment && commitTo(known, salt).commitment.equals(commitment)
    ? []
    : [{ kind: 'subject-changed', at: index }]
}

function checkCheckpoints(
  kept: readonly KeptCheckpoint[],
  signedSizes: ReadonlyMap<number, Buffer | null>,
  tree: GrowingTree,
  keys: KeysBySize,
): Finding[] {
  const findings: Finding[] = []
  const sizes = new Set(kept.map(({ size }) => size))
  for (const checkpoint of kept) {
    const { size, note } = checkpoint
    const opened = keys.open(note)
    const told = signedSizes.get(size)
    if (!opened || opened.size !== size) findings.push({ kind: 'checkpoint-not-signed', at: size })
    else if (!tree.root(size)?.equals(opened.root) || !told?.equals(checkpointDigest(checkpoint)))
      findings.push({ kind: 'checkpoint-differs', at: size })
  }
  for (const size of signedSizes.keys())
    if (!sizes.has(size)) findings.push({ kind: 'checkpoint-missing', at: size })
  // Under the last checkpoint lies the whole tree.
  if (tree.size > 0 && !sizes.has(tree.size)) findings.push({ kind: 'checkpoint-missing', at: tree.size })
  return findings
}

function checkWitness(witnessed: readonly string[], tree: GrowingTree, keys: KeysBySize): Finding[] {
  return witnessed.flatMap((note, place): Finding[] => {
    const opened = keys.open(note)
    if (!opened) return [{ kind: 'checkpoint-not-signed', at: place }]
    if (opened.size > tree.size) return [{ kind: 'rolled-back', at: opened.size }]
    return tree.root(opened.size)?.equals(opened.root) ? [] : [{ kind: 'rolled-back', at: opened.size }]
  })
}

/** A tree that leaves are added to: keeps its right edge, the roots of the sizes that are asked for, and its tiles. */
class GrowingTree {
  size = 0
  readonly #edge: { readonly height: number; readonly hash: Buffer }[] = []
  readonly #wanted: ReadonlySet<number>
  readonly #roots = new Map<number, Buffer>()
  readonly #complete = new Map<string, Buffer>()

  constructor(...sizes: readonly (readonly number[])[]) {
    this.#wanted = new Set(sizes.flat())
  }

  add(leaf: Buffer): void {
    let node = { height: 0, hash: leaf }
    this.size++
    for (let left = this.#edge.at(-1); left?.height === node.height; left = this.#edge.at(-1)) {
      this.#edge.pop()
      node = { height: node.height + 1, hash: nodeHash(left.hash, node.hash) }
      if (node.height % tileHeight === 0)
        this.#complete.set(`${node.height}/${this.size / 2 ** node.height - 1}`, node.hash)
    }
    this.#edge.push(node)
    if (this.#wanted.has(this.size)) this.#roots.set(this.size, this.#rootNow())
  }

  /** The root that the tree had at one of the sizes asked for. */
  root(size: number): Buffer | undefined {
    return this.#roots.get(size)
  }

  /** How many hashes of complete subtrees there are to keep. */
  get tiles(): number {
    return this.#complete.size
  }

  complete(level: number, index: number): Buffer | undefined {
    return this.#complete.get(`${level}/${index}`)
  }

  #rootNow(): Buffer {
    const [last, ...before] = this.#edge.map(({ hash }) => hash).reverse()
    if (!last) throw new RangeError('an empty tree has no edge')
    return before.reduce((right, left) => nodeHash(left, right), last)
  }
}
