import t from 'tap'
import { addKeys, destroyKey } from '../../src/identity/change-key-file.ts'
import { invitationCode, invitationOf } from '../../src/identity/invitation-code.ts'
import { generateKeys, type Keys, newKey, oldestSeed, parseKeys } from '../../src/identity/keys.ts'
import { changedKeys, parsed } from '../support/key-files.ts'

const id = '0193a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b'
const versions = (keys: Keys) =>
  (['index', 'seal', 'logbook'] as const).map((kind) => keys[kind].map(({ version }) => version))
const bytes = (key: { export(): Buffer } | undefined) => key?.export().toString('base64')

t.test('R23: a new version comes beside the old ones, of each kind or of some', async (t) => {
  const before = generateKeys(false)
  const [all, some] = [addKeys(before, ['index', 'seal', 'logbook']), addKeys(before, ['seal'])].map(
    parseKeys,
  )
  t.strictSame(versions(all as Keys), [
    [2, 1],
    [2, 1],
    [1, 2],
  ])
  t.strictSame(versions(some as Keys), [[1], [2, 1], [1]])
  const old = parseKeys(before)
  for (const keys of [all, some] as Keys[]) {
    t.equal(bytes(keys.index.at(-1)?.key), bytes(old.index[0]?.key))
    t.equal(bytes(oldestSeed(keys.logbook)), bytes(oldestSeed(old.logbook)))
    t.equal(bytes(keys.exports), bytes(old.exports), 'pseudonyms stay what they were')
  }
  t.strictSame(versions(parseKeys(addKeys(addKeys(before, ['index']), ['index'])))[0], [3, 2, 1])
})

t.test('what was made from the oldest index key is written out, so that the index key can go', async (t) => {
  const old = JSON.stringify({
    index: [{ version: 1, key: newKey() }],
    seal: [{ version: 1, key: newKey() }],
  })
  const gone = parseKeys(destroyKey(addKeys(old, ['index']), 'index', 1, '2026-11-29'))
  t.strictSame(versions(gone), [[2], [1], [1]])
  t.equal(bytes(oldestSeed(gone.logbook)), bytes(oldestSeed(parseKeys(old).logbook)))
  t.equal(bytes(gone.exports), bytes(parseKeys(old).exports))
})

t.test('R20: of a destroyed key its number and day stay, and of the logbook what verifies', async (t) => {
  const files = changedKeys()
  const { both, after } = parsed(files)
  t.strictSame(
    after.destroyed,
    ['index', 'seal', 'logbook'].map((kind) => ({ kind, version: 1, on: '2026-11-29' })),
  )
  t.strictSame(versions(after), [[2], [2], [1, 2]])
  t.equal(after.logbook[0]?.seed, undefined)
  t.equal(bytes(oldestSeed(after.logbook)), bytes(both.logbook[1]?.seed))
  const old = JSON.parse(files.before)
  for (const key of [old.index[0].key, old.seal[0].key, old.logbook])
    t.notOk(files.after.includes(key), 'the key itself is not there any more')
})

t.test('a key that is not there, or without a later one, is not destroyed', async (t) => {
  const before = generateKeys(false)
  t.throws(() => destroyKey(before, 'index', 1, '2026-11-29'), /no index key after version 1/)
  t.throws(() => destroyKey(before, 'index', 2, '2026-11-29'), /no version 2 of the index key/)
  t.throws(() => destroyKey(before, 'logbook', 1, '2026-11-29'), /no version 1 of the logbook key/)
  const { after } = changedKeys(before)
  t.throws(() => destroyKey(after, 'seal', 1, '2026-11-29'), /no version 1 of the seal key/)
  t.throws(() => destroyKey(after, 'seal', 2, '2026-11-29'), /no seal key after version 2/)
})

t.test(
  'a code of an invitation is accepted as long as an instance has the key that it goes by',
  async (t) => {
    const { before, both, after } = parsed(changedKeys())
    const [old, changed] = [invitationCode(id, both), invitationCode(id, both, 2)]
    t.equal(old, invitationCode(id, before), 'before the change is begun it goes by the key that all have')
    t.not(changed, old)
    t.strictSame(
      [before, both, after].map((keys) => [invitationOf(old, keys), invitationOf(changed, keys)]),
      [
        [id, undefined],
        [id, id],
        [undefined, id],
      ],
    )
    t.throws(() => invitationCode(id, before, 2), /no index key of version 2/)
  },
)
