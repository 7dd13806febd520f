import { inspect } from 'node:util'
import t from 'tap'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'

const secret = Buffer.alloc(32, 'material').toString('base64')
const other = Buffer.alloc(32, 'different').toString('base64')
const good = { index: [{ version: 1, key: secret }], seal: [{ version: 1, key: other }] }

t.test('keys that were made can be read, are different each time, and say what they are for', async (t) => {
  const [one, two] = [generateKeys(true), generateKeys(false)]
  t.equal(parseKeys(one).demonstration, true)
  t.equal(parseKeys(two).demonstration, false)
  const material = [one, two].flatMap((text) => [JSON.parse(text).index[0].key, JSON.parse(text).seal[0].key])
  t.equal(new Set(material).size, 4)
  t.equal(
    parseKeys(JSON.stringify(good)).demonstration,
    false,
    'keys that do not say so are not of a demonstration',
  )
})

t.test('the highest version comes first, in each place of the setting', async (t) => {
  const versions = [3, 10, 1].map((version) => ({ version, key: secret }))
  const { index, seal } = parseKeys(JSON.stringify({ index: versions, seal: versions }))
  for (const keys of [index, seal])
    t.strictSame(
      keys.map(({ version }) => version),
      [10, 3, 1],
    )
})

const short = Buffer.alloc(31, 'material').toString('base64')
const bad: Record<string, unknown> = {
  'no JSON': `{"index": "${secret}`,
  nothing: {},
  null: null,
  'no index key': { ...good, index: [] },
  'no seal key': { ...good, seal: undefined },
  'a key that is too short': { ...good, index: [{ version: 1, key: short }] },
  'a key that is too long': {
    ...good,
    seal: [{ version: 1, key: Buffer.alloc(33, 'material').toString('base64') }],
  },
  'a key that is no base64': { ...good, index: [{ version: 1, key: `${secret}!` }] },
  'a key in hex': { ...good, index: [{ version: 1, key: Buffer.from(secret, 'base64').toString('hex') }] },
  'version 0': { ...good, index: [{ version: 0, key: secret }] },
  'half a version': { ...good, index: [{ version: 1.5, key: secret }] },
  'a version too large for the database': { ...good, index: [{ version: 32_768, key: secret }] },
  'two keys of one version': {
    ...good,
    seal: [
      { version: 1, key: secret },
      { version: 1, key: other },
    ],
  },
  'a key as a version': { ...good, index: [{ version: secret, key: 1 }] },
  'a key as the name of a field': { ...good, [secret]: true },
  'a key as the name of a field of a key': { ...good, index: [{ version: 1, key: secret, [secret]: 1 }] },
  'a key where the list should be': { ...good, index: secret },
  'a key as the flag': { ...good, demonstration: secret },
}

t.test('R23: what is wrong with keys is told without a key', async (t) => {
  for (const [what, keys] of Object.entries(bad)) {
    const text = typeof keys === 'string' ? keys : JSON.stringify(keys)
    try {
      parseKeys(text)
      t.fail(`${what} is taken`)
    } catch (error) {
      t.match((error as Error).message, /^the keys are not usable: ./, what)
      const shown = inspect(error, { showHidden: true, depth: null })
      for (const material of [secret, short, 'bWF0ZXJpYWx'])
        t.notOk(shown.includes(material), `${what}: no key in the error`)
    }
  }
})

t.test('R23: keys that were read do not show what they are', async (t) => {
  const shown = inspect(parseKeys(JSON.stringify(good)), { showHidden: true, depth: null })
  t.notMatch(shown + JSON.stringify(parseKeys(JSON.stringify(good))), /bWF0ZXJpYWx|material|6d6174657269616c/)
})
