import { randomBytes } from 'node:crypto'
import t from 'tap'
import { fold, leafHash, proveConsistency, proveInclusion, treeRoot } from '../../src/logbook/merkle.ts'
import {
  openCheckpoint,
  readVerifier,
  signCheckpoint,
  toSigner,
  verifierOf,
  writeVerifier,
} from '../../src/logbook/note.ts'
import { buildGoVerifier, type Claims, hasGo } from '../support/go-verifier.ts'

const origin = 'verwijsindex.example/logbook'
const signer = toSigner(origin, randomBytes(32))
const verifier = verifierOf(signer)
const checkpoint = { origin, size: 12, root: leafHash(Buffer.from('a')) }
const signed = signCheckpoint(checkpoint, signer)

t.test('a checkpoint that was signed is read back, and a verifier from its line', async (t) => {
  t.same(openCheckpoint(signed, verifier), checkpoint)
  t.same(readVerifier(writeVerifier(verifier)), verifier)
  t.equal(readVerifier(writeVerifier(verifier).replace(/[0-9a-f]{8}/, '00000000')), undefined)
  t.equal(readVerifier('x'), undefined)
  t.throws(() => toSigner('two words', randomBytes(32)))
})

t.test('every change of a note is seen, bit by bit', async (t) => {
  const bytes = Buffer.from(signed)
  let unseen = 0
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes)
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
    if (openCheckpoint(changed.toString(), verifier)) unseen++
  }
  t.equal(unseen, 0)
  const others = [
    signCheckpoint(checkpoint, toSigner(origin, randomBytes(32))),
    signCheckpoint(checkpoint, toSigner('other.example', randomBytes(32))),
    signCheckpoint({ ...checkpoint, origin: 'other.example' }, signer),
    signed.trimEnd(),
    signed.replace('\n\n', '\n'),
    signed.split('\n\n')[0] ?? '',
    '',
  ]
  for (const note of others) t.equal(openCheckpoint(note, verifier), undefined)
})

t.test(
  'R20: a verifier that we did not write accepts our checkpoints and proofs',
  { skip: !hasGo() && 'no Go here' },
  async (t) => {
    const verify = buildGoVerifier(t)
    const leaves = Array.from({ length: 300 }, (_, n) => leafHash(Buffer.from(String(n))))
    const read = async (level: number, from: number, count: number) =>
      level === 0 ? leaves.slice(from, from + count) : [fold(leaves.slice(0, 256))]
    const sizes = [1, 2, 7, 255, 256, 257, 300]
    const checkpoints = await Promise.all(
      sizes.map(async (size) => signCheckpoint({ origin, size, root: await treeRoot(read, size) }, signer)),
    )
    const inclusions: Claims['inclusions'][number][] = []
    const consistencies: Claims['consistencies'][number][] = []
    for (const [later, size] of sizes.entries()) {
      for (let index = 0; index < size; index += 5)
        inclusions.push({
          checkpoint: later,
          index,
          leaf: leaves[index] as Buffer,
          proof: await proveInclusion(read, index, size),
        })
      for (let earlier = 0; earlier < later; earlier++)
        consistencies.push({
          earlier,
          later,
          proof: await proveConsistency(read, sizes[earlier] as number, size),
        })
    }
    const claims = { verifier: writeVerifier(verifier), checkpoints, inclusions, consistencies }
    t.match(verify(claims), `7 checkpoints, 7 signatures, ${inclusions.length} inclusions, 21 consistencies`)

    const [first] = inclusions as [Claims['inclusions'][number]]
    const forged = [
      { ...claims, checkpoints: [signCheckpoint(checkpoint, toSigner(origin, randomBytes(32)))] },
      { ...claims, inclusions: [{ ...first, leaf: leafHash(first.leaf) }] },
      { ...claims, consistencies: [{ earlier: 2, later: 4, proof: [] }] },
    ]
    for (const each of forged) t.throws(() => verify(each), 'and it objects to what is wrong')
  },
)
