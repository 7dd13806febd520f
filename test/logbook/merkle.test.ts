import { createHash } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import {
  checkConsistency,
  checkInclusion,
  fold,
  leafHash,
  nodeHash,
  proveConsistency,
  proveInclusion,
  type ReadHashes,
  tileHeight,
  treeRoot,
} from '../../src/logbook/merkle.ts'

/** The root as RFC 6962 defines it, word for word, to check ours against. */
function definedRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return createHash('sha256').digest()
  const [only] = leaves
  if (leaves.length === 1 && only) return only
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return nodeHash(definedRoot(leaves.slice(0, k)), definedRoot(leaves.slice(k)))
}

/** Reads as the database does: leaves, and hashes of every eighth level; anything that is not complete is an error. */
function reader(leaves: readonly Buffer[]): ReadHashes & { asked: number } {
  const kept = new Map<number, Buffer[]>([[0, [...leaves]]])
  for (let level = tileHeight; 2 ** level <= leaves.length; level += tileHeight) {
    const below = kept.get(level - tileHeight) ?? []
    const width = 2 ** tileHeight
    kept.set(
      level,
      Array.from({ length: Math.floor(below.length / width) }, (_, n) =>
        fold(below.slice(n * width, (n + 1) * width)),
      ),
    )
  }
  const read = async (level: number, from: number, count: number) => {
    const hashes = (kept.get(level) ?? []).slice(from, from + count)
    if (hashes.length !== count) throw new Error(`level ${level} has no ${from}..${from + count}`)
    read.asked += count
    return hashes
  }
  read.asked = 0
  return read
}

const leavesOf = (count: number) => Array.from({ length: count }, (_, n) => leafHash(Buffer.from(String(n))))

t.test('the root is the one that RFC 6962 defines, and the published examples come out', async (t) => {
  const entries = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ]
  const leaves = entries.map((hex) => leafHash(Buffer.from(hex, 'hex')))
  const known = [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ]
  for (const [size, root] of known.entries())
    t.equal((await treeRoot(reader(leaves.slice(0, size)), size)).toString('hex'), root)
  for (const size of [9, 100, 255, 256, 257, 511, 512, 700, 1024, 1300]) {
    const leaves = leavesOf(size)
    t.same(await treeRoot(reader(leaves), size), definedRoot(leaves), `${size} leaves`)
  }
})

t.test('every leaf has a proof, and no proof holds for anything else', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 700 }), fc.nat(), fc.nat(), async (size, any, bit) => {
      const index = any % size
      const leaves = leavesOf(size)
      const read = reader(leaves)
      const [root, leaf] = [await treeRoot(read, size), leaves[index] as Buffer]
      const proof = await proveInclusion(read, index, size)
      t.ok(checkInclusion(leaf, index, size, proof, root))
      t.notOk(checkInclusion(leafHash(leaf), index, size, proof, root), 'another leaf')
      t.notOk(checkInclusion(leaf, index, size, [...proof, root], root), 'a longer proof')
      if (size > 1) {
        t.notOk(checkInclusion(leaf, (index + 1) % size, size, proof, root), 'another place')
        t.notOk(checkInclusion(leaf, index, size, proof.slice(1), root), 'a shorter proof')
        t.notOk(checkInclusion(leaf, index, size, flipped(proof, bit), root), 'another proof')
      }
      t.notOk(checkInclusion(leaf, size, size, proof, root) || checkInclusion(leaf, -1, size, proof, root))
    }),
    { numRuns: 150 },
  )
})

t.test('an earlier tree is proved to be the beginning of a later one, and of no other', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 700 }), fc.nat(), fc.nat(), async (size, any, bit) => {
      const earlier = (any % size) + 1
      const read = reader(leavesOf(size))
      const [old, young] = [await treeRoot(read, earlier), await treeRoot(read, size)]
      const proof = await proveConsistency(read, earlier, size)
      const check = (from: Buffer, to: Buffer, by: readonly Buffer[]) =>
        checkConsistency({ size: earlier, root: from }, { size, root: to }, by)
      t.ok(check(old, young, proof))
      t.notOk(check(leafHash(old), young, proof), 'another beginning')
      t.notOk(check(old, leafHash(young), proof), 'another end')
      t.notOk(check(old, young, [...proof, young]), 'a longer proof')
      if (proof.length > 0) {
        t.notOk(check(old, young, proof.slice(1)), 'a shorter proof')
        t.notOk(check(old, young, flipped(proof, bit)), 'another proof')
      }
    }),
    { numRuns: 150 },
  )
})

t.test('a tree of a hundred thousand is read in some hundreds of hashes', async (t) => {
  const size = 100_003
  const read = reader(leavesOf(size))
  await treeRoot(read, size)
  t.ok(read.asked < 1000, `${read.asked}`)
  read.asked = 0
  await proveInclusion(read, 77_777, size)
  t.ok(read.asked < 1500, `${read.asked}`)
})

function flipped(proof: readonly Buffer[], bit: number): Buffer[] {
  const copy = proof.map((hash) => Buffer.from(hash))
  const hash = copy[bit % copy.length] as Buffer
  hash[bit % 32] = (hash[bit % 32] as number) ^ (1 << (bit % 8))
  return copy
}
