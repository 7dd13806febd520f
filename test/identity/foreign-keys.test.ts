import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import { type Database, openDatabase } from '../../db/driver/client.ts'
import { Bsn } from '../../src/identity/bsn.ts'
import { generateKeys, type Keys, oldestSeed, parseKeys } from '../../src/identity/keys.ts'
import { refuseForeignKeys } from '../../src/identity/refuse-foreign-keys.ts'
import { sealLogbook } from '../../src/logbook/seal-lines.ts'
import { isLogbookSignedBy } from '../../src/logbook/signed-by.ts'
import { logbookSigner } from '../../src/logbook/signer.ts'
import { prepareRegistration, registerSignals } from '../../src/signals/register-signals.ts'
import { testPersons } from '../support/bsn.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { testIssuer } from '../support/issuer.ts'
import { smallRegion } from '../support/region.ts'
import { sealAtLeast } from '../support/sealing.ts'

const now = new Date('2026-11-22T09:00:00Z')
const bytes = () => randomBytes(32).toString('base64')

interface KeyFile {
  index: { version: number; key: string }[]
  seal: { version: number; key: string }[]
  logbook?: string | undefined
}

/** Keys as an operator writes them, with some of them changed. */
const first = JSON.parse(generateKeys(false)) as KeyFile
const keysOf = (changed: Partial<KeyFile> = {}): Keys => parseKeys(JSON.stringify({ ...first, ...changed }))
const [indexKey = '', sealKey = ''] = [first.index[0]?.key, first.seal[0]?.key]
const another = { index: bytes(), seal: bytes() }
const rotated = {
  index: [...first.index, { version: 2, key: another.index }],
  seal: [...first.seal, { version: 2, key: another.seal }],
}

interface Scene {
  readonly database: Database
  readonly owner: TestDatabase
  /** Starts with these keys, as far as the keys go. */
  start(keys: Keys): Promise<void>
  /** Registers a signal of the next person. */
  register(keys: Keys): Promise<void>
  known(): Promise<string[]>
}

async function scene(t: Test): Promise<Scene> {
  const owner = await createTestDatabase(t)
  const { professionals } = await smallRegion(owner.sql, 1)
  const database = openDatabase({
    url: owner.serviceUrl,
    role: 'verwijsindex_service',
    poolSize: 2,
    queryDeadline: 20_000,
    applicationName: 'test',
  })
  t.teardown(() => database.close())
  let next = 0
  return {
    database,
    owner,
    start: (keys) =>
      refuseForeignKeys(database, keys, now, () => isLogbookSignedBy(database, oldestSeed(keys.logbook))),
    async register(keys) {
      const { bsn = '', birthDate = '' } = testPersons[next++] ?? {}
      const wanted = {
        issuer: testIssuer,
        subject: professionals[0]?.subject ?? '',
        bsn: Bsn.parse(bsn) as Bsn,
        birthDate,
        municipalityCode: null,
        removalDate: null,
        idempotencyKey: null,
      }
      const budgets = { perProfessional: 100, perOrganisation: 100 }
      await registerSignals(database, [prepareRegistration(wanted, keys, '2026-11-22')], now, budgets)
    },
    async known() {
      const rows = await owner.sql<{ name: string }[]>`
        select kind || ' ' || version as name from key_check order by kind, version`
      return rows.map(({ name }) => name)
    },
  }
}

const foreign: Readonly<Record<string, readonly [changed: Partial<KeyFile>, told: RegExp]>> = {
  'other bytes of the index key': [
    { index: [{ version: 1, key: bytes() }] },
    /version 1 of the index key is not the one that the data was made with/,
  ],
  'other bytes of the seal key': [
    { seal: [{ version: 1, key: bytes() }] },
    /version 1 of the seal key is not the one that the data was made with/,
  ],
  'another logbook key': [
    { logbook: bytes() },
    /the logbook key .* is not the one that the data was made with/,
  ],
  'no logbook key, where there was one of its own': [
    { logbook: undefined },
    /the logbook key .* is not the one/,
  ],
  'another version of the index key only': [
    { index: [{ version: 2, key: bytes() }] },
    /version 1 of the index key is not there, and the data was made with it/,
  ],
  'another version of the seal key only': [
    { seal: [{ version: 2, key: bytes() }] },
    /version 1 of the seal key is not there, and the data was made with it/,
  ],
  'the index key under another version': [
    { index: [{ version: 2, key: indexKey }] },
    /version 2 of the index key is the same key as version 1/,
  ],
  'the index key under another version too': [
    { index: [...first.index, { version: 2, key: indexKey }] },
    /version 2 of the index key is the same key as version 1/,
  ],
  'the seal key under another version too': [
    { seal: [...first.seal, { version: 3, key: sealKey }] },
    /version 3 of the seal key is the same key as version 1/,
  ],
  'the keys exchanged': [
    { index: first.seal, seal: first.index },
    /version 1 of the index key is not the one/,
  ],
}

t.test('R23: keys that the data was not made with are refused, and named', async (t) => {
  const { start, register, known } = await scene(t)
  await start(keysOf())
  await register(keysOf())
  const before = await known()
  t.strictSame(before, ['index 1', 'seal 1', 'logbook 1'])
  for (const [what, [changed, told]] of Object.entries(foreign)) {
    const error = await start(keysOf(changed)).then(
      () => new Error('not refused'),
      (reason: Error) => reason,
    )
    t.match(error.message, told, what)
    t.match(error.message, /Put back the keys of before \(KEYS_FILE/, `${what}: and what to do`)
    t.notMatch(error.message, /[A-Za-z0-9+/]{20}=/, `${what}: no key in it`)
    t.strictSame(await known(), before, `${what}: nothing is registered`)
  }
  await start(keysOf())
})

t.test('R23: also where there is no data yet, since two instances may begin it', async (t) => {
  const { start } = await scene(t)
  await start(keysOf())
  for (const [what, [changed, told]] of Object.entries(foreign))
    await t.rejects(start(keysOf(changed)), { message: told }, what)
})

t.test('every fault is named at once', async (t) => {
  const { start } = await scene(t)
  await start(keysOf())
  await t.rejects(start(parseKeys(generateKeys(false))), {
    message: /index key[\s\S]*seal key[\s\S]*logbook key/,
  })
})

t.test('R9: a new version is brought in beside the old one, and is known from then on', async (t) => {
  const { start, register, known } = await scene(t)
  await start(keysOf())
  await register(keysOf())
  await start(keysOf(rotated))
  t.strictSame(await known(), ['index 1', 'index 2', 'seal 1', 'seal 2', 'logbook 1'])
  await start(keysOf())
  t.pass('an instance without it may start while nothing is made with it')
  await register(keysOf(rotated))
  await t.rejects(start(keysOf()), {
    message: /version 2 of the index key is not there[\s\S]*version 2 of the seal key/,
  })
  await t.rejects(start(keysOf({ ...rotated, seal: [...first.seal, { version: 2, key: bytes() }] })), {
    message: /version 2 of the seal key is not the one/,
  })
  await start(keysOf(rotated))
})

t.test('a version may go once nothing needs it any more, and its number is never used again', async (t) => {
  const { start, register, owner } = await scene(t)
  await start(keysOf())
  await register(keysOf())
  await start(keysOf(rotated))
  await register(keysOf(rotated))
  const second = { index: rotated.index.slice(1), seal: rotated.seal.slice(1) }
  await t.rejects(start(keysOf(second)), { message: /version 1 of the index key is not there/ })
  await owner.sql`delete from young_person where seal_key_version = 1`
  await owner.sql`delete from identity_index where key_version = 1`
  await start(keysOf(second))
  const [invitation] = await owner.sql`
    insert into invitation (id, purpose, account_id, created_at, expires_at)
    select gen_random_uuid(), 'professional', id, now(), now() + interval '1 day' from account limit 1 returning id`
  await t.rejects(
    start(keysOf(second)),
    { message: /version 1 of the index key is not there/ },
    'a code goes by it',
  )
  await owner.sql`update invitation set withdrawn_at = now() where id = ${invitation?.id}`
  await start(keysOf(second))
  await t.rejects(
    start(keysOf({ index: [{ version: 1, key: bytes() }, ...second.index], seal: second.seal })),
    {
      message: /version 1 of the index key is not the one/,
    },
  )
})

t.test('a key that is lower than one that is known is not new', async (t) => {
  const { start } = await scene(t)
  const index = [{ version: 2, key: another.index }]
  const seal = [{ version: 2, key: another.seal }]
  await start(keysOf({ index, seal }))
  await t.rejects(start(keysOf({ index: [...first.index, ...index], seal })), {
    message: /version 1 of the index key is new, and below version 2/,
  })
})

t.test('the logbook key may be made from the oldest index key, and may be written out later', async (t) => {
  const { start } = await scene(t)
  const derived = keysOf({ logbook: undefined })
  await start(derived)
  await start(derived)
  await t.rejects(start(keysOf()), { message: /the logbook key .* is not the one/ })
  await start(keysOf({ logbook: oldestSeed(derived.logbook).export().toString('base64') }))
})

t.test('instances that start at once agree on the keys', async (t) => {
  const { start, known } = await scene(t)
  await Promise.all(Array.from({ length: 5 }, () => start(keysOf())))
  t.strictSame(await known(), ['index 1', 'seal 1', 'logbook 1'])

  const other = await scene(t)
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => other.start(parseKeys(generateKeys(false)))))
  t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1, 'the first to come')
})

t.test('a database of before its keys were known is held against its own data', async (t) => {
  const { start, register, owner, database, known } = await scene(t)
  await register(keysOf())
  await register(keysOf(rotated))
  const signer = logbookSigner('https://verwijsindex.example', oldestSeed(keysOf().logbook))
  await sealAtLeast(() => sealLogbook({ database, signer, now: new Date() }, () => false), 2)

  const wrong: Readonly<Record<string, readonly [changed: Partial<KeyFile>, told: RegExp]>> = {
    'other index keys': [
      { ...rotated, index: [1, 2].map((version) => ({ version, key: bytes() })) },
      /version 1 of the index key is not there[\s\S]*version 2 of the index key is not there/,
    ],
    'one other index key': [
      { ...rotated, index: [...first.index, { version: 2, key: bytes() }] },
      /version 2 of the index key is not there, or not the one/,
    ],
    'other seal keys': [
      { ...rotated, seal: [1, 2].map((version) => ({ version, key: bytes() })) },
      /version 1 of the seal key is not there[\s\S]*version 2 of the seal key/,
    ],
    'one seal key less': [{ ...rotated, seal: first.seal }, /version 2 of the seal key is not there/],
    'another logbook key': [{ ...rotated, logbook: bytes() }, /the logbook key .* is not the one/],
  }
  for (const [what, [changed, told]] of Object.entries(wrong)) {
    await t.rejects(start(keysOf(changed)), { message: told }, what)
    t.strictSame(await known(), [], `${what}: nothing is registered`)
  }
  await owner.sql`update young_person set bsn_sealed = 'damaged'
                   where id = (select id from young_person where seal_key_version = 1 limit 1)`
  await register(keysOf())
  await start(keysOf(rotated))
  t.strictSame(await known(), ['index 1', 'index 2', 'seal 1', 'seal 2', 'logbook 1'])
  const samples = await database.sql`select * from key_samples()`
  t.equal(samples.length, 0, 'and no number is shown for it from then on')
})
