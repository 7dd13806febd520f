import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import t, { type Test } from 'tap'
import { generateKeys, oldestSeed, parseKeys } from '../../src/identity/keys.ts'
import { refuseForeignKeys } from '../../src/identity/refuse-foreign-keys.ts'
import { rotateKeys } from '../../src/identity/rotate-keys.ts'
import { sealLogbook } from '../../src/logbook/seal-lines.ts'
import { isLogbookSignedBy } from '../../src/logbook/signed-by.ts'
import { logbookVersions } from '../../src/logbook/signer.ts'
import { serviceOf } from '../support/clockwork.ts'
import { command } from '../support/command.ts'
import { createTestDatabase } from '../support/database.ts'
import { sealAtLeast } from '../support/sealing.ts'

const publicUrl = 'https://verwijsindex.example'
const silent = { onLacking() {}, onUnreadable() {}, onBatch() {} }

/** A database, an instance that starts with the keys of a file and works for a while, and the command beside it. */
async function scene(t: Test) {
  const made = await createTestDatabase(t)
  const service = serviceOf(t, made)
  return {
    ...made,
    keys: (file: string, ...words: string[]) =>
      command(['keys', ...words], {
        MODE: 'production',
        DATABASE_OWNER_URL: made.ownerUrl,
        PUBLIC_URL: publicUrl,
        KEYS_FILE: file,
      }),
    async start(file: string) {
      const keys = parseKeys(await readFile(file, 'utf8'))
      await refuseForeignKeys(service, keys, new Date(), () =>
        isLogbookSignedBy(service, oldestSeed(keys.logbook)),
      )
      await rotateKeys(service, keys, silent, () => false)
      await made.sql`insert into logbook (occurred_at, event, count) values (now(), 'retention_refused', 0)`
      const signer = logbookVersions(publicUrl, keys.logbook)
      await sealAtLeast(() => sealLogbook({ database: service, signer, now: new Date() }, () => false), 1)
    },
  }
}

t.test('R23: an operator changes the keys by three commands, and is told how far it is', async (t) => {
  const { keys, start } = await scene(t)
  const at = (name: string) => join(folder, name)
  const folder = t.testdir({ 'one.json': generateKeys(false) })
  await start(at('one.json'))
  t.match(await keys(at('one.json'), 'rotate'), { status: 0, err: /nothing to begin/ })

  t.match(await keys(at('one.json'), 'add', '--to', at('two.json')), { status: 0, out: /keys rotate/ })
  t.equal((await stat(at('two.json'))).mode & 0o777, 0o600)
  t.match(await keys(at('one.json'), 'add', '--to', at('two.json')), {
    status: 2,
    err: /is there already, and is not overwritten/,
  })
  t.match(await keys(at('two.json'), 'rotate'), {
    status: 2,
    err: /No instance has started with version 2 of the index key: restart every instance/,
  })
  await start(at('two.json'))
  t.match(await keys(at('two.json'), 'destroy', '--to', at('three.json')), { status: 1 })
  t.match(await keys(at('two.json'), 'rotate'), {
    status: 1,
    err: /Begun: index, seal, logbook/,
    out: /change of logbook to 2.*waits for the next checkpoint/,
  })
  await start(at('two.json'))
  t.match(await keys(at('two.json'), 'rotate', '--status'), {
    status: 0,
    out: /index 1 +old, and needed by nothing[\s\S]*Nothing needs index 1, seal 1, logbook 1: verwijsindex keys destroy/,
  })
  const told = JSON.parse((await keys(at('two.json'), 'rotate', '--status', '--json')).out)
  t.match(told.mayBeDestroyed, [
    { kind: 'index', version: 1 },
    { kind: 'seal', version: 1 },
    { kind: 'logbook', version: 1 },
  ])
  t.match(await keys(at('two.json'), 'destroy', '--to', at('three.json')), {
    status: 0,
    out: /without index 1, seal 1, logbook 1/,
  })
  await start(at('three.json'))
  t.match(await keys(at('three.json'), 'rotate', '--status'), {
    status: 0,
    out: /index 1 +destroyed on \d{4}-\d\d-\d\d/,
  })
  await t.rejects(start(at('two.json')), { message: /was destroyed on/ })
  for (const name of ['one.json', 'two.json', 'three.json']) {
    const { out, err } = await keys(at(name), 'rotate', '--status', '--json')
    for (const [, key = ''] of (await readFile(at(name), 'utf8')).matchAll(/"([A-Za-z0-9+/]{43}=)"/g))
      t.notOk((out + err).includes(key), 'no key is told')
  }
})

t.test('one kind of key alone may be changed, and no unknown one', async (t) => {
  const { keys } = await scene(t)
  const folder = t.testdir({ 'one.json': generateKeys(false) })
  const [one, two] = [join(folder, 'one.json'), join(folder, 'two.json')]
  t.match(await keys(one, 'add', '--kind', 'ledger', '--to', two), {
    status: 2,
    err: /--kind: is of index, seal, logbook/,
  })
  t.match(await keys(one, 'add', '--kind', 'seal'), { status: 2, err: /--to: needs a new file/ })
  t.match(await keys(one, 'add', '--kind', 'seal', '--to', two), { status: 0 })
  const file = JSON.parse(await readFile(two, 'utf8'))
  t.strictSame([file.index.length, file.seal.length, typeof file.logbook], [1, 2, 'string'])
})

t.test('a change is not begun while another version of the service runs', async (t) => {
  const { keys, start, ownerUrl } = await scene(t)
  const folder = t.testdir({ 'one.json': generateKeys(false) })
  const [one, two] = [join(folder, 'one.json'), join(folder, 'two.json')]
  await start(one)
  await keys(one, 'add', '--to', two)
  await start(two)
  const old = postgres(ownerUrl, { max: 1, connection: { application_name: 'verwijsindex/0123456789ab' } })
  t.teardown(() => old.end({ timeout: 5 }))
  await old`select`
  t.match(await keys(two, 'rotate'), { status: 2, err: /Finish the upgrade first/ })
  t.match(await keys(two, 'rotate', '--status'), { status: 0 }, 'how far it is can be asked')
})
