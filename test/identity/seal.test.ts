import { randomUUID } from 'node:crypto'
import t from 'tap'
import { Bsn } from '../../src/identity/bsn.ts'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { openBsn, sealBsn } from '../../src/identity/seal.ts'
import { testPersons } from '../support/bsn.ts'

const digits = testPersons[0]?.bsn ?? ''
const bsn = Bsn.parse(digits) as Bsn
const keys = parseKeys(generateKeys(false))
const person = randomUUID()

/** Opens and tells what came of it; never with the number in the error. */
function opening(sealed: Buffer, id = person, with_ = keys, keyVersion = 1): string {
  try {
    return openBsn({ sealed, keyVersion }, id, with_).reveal()
  } catch (error) {
    const text = String((error as Error).stack)
    return text.includes(digits) ? 'an error that tells' : 'refused'
  }
}

t.test('R9: what was sealed for a person opens for that person', async (t) => {
  const { sealed, keyVersion } = sealBsn(bsn, person, keys)
  t.equal(keyVersion, 1)
  t.equal(sealed.length, 12 + 16 + 9, 'the same length for everybody')
  t.equal(opening(sealed), digits)
})

t.test('R23: moved, changed, cut or opened with another key, it does not open', async (t) => {
  const { sealed } = sealBsn(bsn, person, keys)
  t.equal(opening(sealed, randomUUID()), 'refused', 'another person')
  t.equal(opening(sealed, person, parseKeys(generateKeys(false))), 'refused', 'another key')
  t.equal(opening(sealed, person, keys, 2), 'refused', 'a version that is not here')
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed)
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
    if (opening(changed) !== 'refused') t.fail(`bit ${bit} may be changed`)
  }
  for (let length = 0; length < sealed.length; length++)
    if (opening(sealed.subarray(0, length)) !== 'refused') t.fail(`cut to ${length} bytes it opens`)
  t.equal(opening(Buffer.concat([sealed, Buffer.from('0')])), 'refused')
})

t.test('R23: the same number is never sealed alike, since the nonce is new each time', async (t) => {
  const seals = Array.from({ length: 20_000 }, () => sealBsn(bsn, person, keys).sealed)
  t.equal(new Set(seals.map((sealed) => sealed.subarray(0, 12).toString('hex'))).size, seals.length)
  t.equal(new Set(seals.map((sealed) => sealed.subarray(28).toString('hex'))).size, seals.length)
})

t.test('R23: the newest key seals, and older ones still open', async (t) => {
  const [older, newer] = [JSON.parse(generateKeys(false)), JSON.parse(generateKeys(false))]
  const before = parseKeys(JSON.stringify(older))
  const both = parseKeys(
    JSON.stringify({ ...older, seal: [...older.seal, { version: 2, key: newer.seal[0].key }] }),
  )
  const old = sealBsn(bsn, person, before)
  t.equal(openBsn(old, person, both).reveal(), digits)
  const fresh = sealBsn(bsn, person, both)
  t.equal(fresh.keyVersion, 2)
  t.equal(openBsn(fresh, person, both).reveal(), digits)
  t.equal(opening(fresh.sealed, person, both, 1), 'refused', 'not under the other version')
})
