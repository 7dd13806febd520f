import { createHmac } from 'node:crypto'
import t from 'tap'
import { indexValues, requestDigests } from '../../src/identity/blind-index.ts'
import { Bsn } from '../../src/identity/bsn.ts'
import { generateKeys, type Keys, parseKeys } from '../../src/identity/keys.ts'
import { testPersons } from '../support/bsn.ts'

const [one, other] = testPersons.map(({ bsn }) => Bsn.parse(bsn)) as [Bsn, Bsn]
const key = (fill: number) => Buffer.alloc(32, fill)
const keysOf = (...fills: number[]) =>
  parseKeys(
    JSON.stringify({
      index: fills.map((fill) => ({ version: fill, key: key(fill).toString('base64') })),
      seal: [{ version: 1, key: key(99).toString('base64') }],
    }),
  )

const digestOf = (parts: readonly (string | null)[], keys: Keys) => requestDigests(parts, keys)[0] as Buffer

t.test('R9: the same number has the same value, another number or key another', async (t) => {
  const [value] = indexValues(one, keysOf(1))
  t.strictSame(indexValues(one, keysOf(1)), [value])
  t.equal(value?.value.length, 32)
  const others = [
    indexValues(other, keysOf(1)),
    indexValues(one, keysOf(2)),
    indexValues(one, parseKeys(generateKeys(false))),
  ]
  for (const [each] of others) t.notOk(each?.value.equals(value?.value ?? Buffer.alloc(0)))
})

t.test(
  'R9: the value is HMAC-SHA256 with a prefix of its domain, so that other numbers cannot meet it',
  async (t) => {
    const digits = one.reveal()
    const [value] = indexValues(one, keysOf(1))
    t.strictSame(value, { version: 1, value: createHmac('sha256', key(1)).update(`bsn:${digits}`).digest() })
    for (const text of [digits, `vsn:${digits}`, `bsn${digits}`])
      t.notOk(
        value?.value.equals(createHmac('sha256', key(1)).update(text).digest()),
        text.replace(digits, '…'),
      )
  },
)

t.test('R9: a number is indexed under every version in use, the newest first', async (t) => {
  const values = indexValues(one, keysOf(1, 3, 2))
  t.strictSame(
    values.map(({ version }) => version),
    [3, 2, 1],
  )
  t.strictSame(
    values.map(({ value }) => value),
    [3, 2, 1].flatMap((version) => indexValues(one, keysOf(version)).map(({ value }) => value)),
  )
})

t.test('a digest of a request is keyed, apart from the index, and tells requests apart', async (t) => {
  const keys = keysOf(1)
  const digest = digestOf(['a', null, 'b'], keys)
  t.ok(digest.equals(digestOf(['a', null, 'b'], keysOf(1))))
  for (const parts of [
    ['a', 'b', null],
    ['a', 'null', 'b'],
    ['a', '', 'b'],
    ['ab'],
    ['a","b'],
    ['a', null, 'b', null],
  ])
    t.notOk(digest.equals(digestOf(parts, keys)), JSON.stringify(parts))
  t.notOk(digest.equals(digestOf(['a', null, 'b'], keysOf(2))))
  t.notOk(
    digest.equals(createHmac('sha256', key(1)).update('["a",null,"b"]').digest()),
    'not with the key of the index',
  )
  t.ok(digest.equals(digestOf(['a', null, 'b'], keysOf(1, 2))), 'the same while a newer key is brought in')
  t.strictSame(
    requestDigests(['a', null, 'b'], keysOf(1, 2)),
    [1, 2].map((version) => digestOf(['a', null, 'b'], keysOf(version))),
    'and one that an instance with the newer alone has too',
  )
})
