import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { openDatabase } from '../../db/driver/client.ts'
import { migrateDatabase } from '../../db/migrate/migrate-database.ts'
import { readKeys } from '../../src/identity/read-keys.ts'
import { attempt, connecting, migrating, readingKeys } from '../../src/startup/attempt.ts'
import { checkWritable, openProbing } from '../../src/startup/check-writable.ts'
import { createTestDatabase } from '../support/database.ts'

/** What an operator reads of a step that fails. */
async function told(step: Parameters<typeof attempt>[0], work: () => Promise<unknown>): Promise<string> {
  return attempt(step, work).then(
    () => 'it went well',
    (error: Error) => error.message,
  )
}

async function useDatabase(url: string): Promise<void> {
  const database = openDatabase({
    url,
    role: 'verwijsindex_service',
    poolSize: 1,
    queryDeadline: 5000,
    applicationName: 'test',
  })
  await database.ping().finally(() => database.close())
}

t.test(
  'a database that cannot be used is told of by what was tried, where, why and what to do',
  async (t) => {
    const { serviceUrl, ownerUrl } = await createTestDatabase(t)
    const changed = (change: Partial<URL>, url = serviceUrl) => Object.assign(new URL(url), change).href
    const closed = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => closed.once('listening', resolve))
    const { port } = closed.address() as { port: number }
    await new Promise((resolve) => closed.close(resolve))
    const cases: Record<string, readonly [url: string, why: RegExp]> = {
      'nothing listens': [
        changed({ port: String(port) }),
        /nothing listens there\.\nStart the server there, or correct DATABASE_URL/,
      ],
      'a wrong password': [
        changed({ password: 'secret-x' }),
        /the password is refused\.\nCorrect the password in DATABASE_URL/,
      ],
      'no such database': [changed({ pathname: '/nowhere' }), /no database of that name\.\nMake it/],
      'no TLS': [`${serviceUrl}?sslmode=require`, /offers no TLS\.\nSwitch TLS on/],
      'no such host': [changed({ hostname: 'nowhere.invalid' }), /no host has that name\.\nCorrect the name/],
    }
    for (const [what, [url, why]] of Object.entries(cases)) {
      const message = await told(connecting(url), () => useDatabase(url))
      t.match(message, why, what)
      t.match(message, /^The service could not use the database \(DATABASE_URL: postgres:\/\//, what)
      t.notMatch(message, new RegExp(`secret-x|${new URL(serviceUrl).password}`), `${what}: no password`)
    }
    const wrong = changed({ password: 'secret-x' }, ownerUrl)
    t.match(
      await told(migrating(wrong), () => migrateDatabase(wrong)),
      /could not migrate the database \(DATABASE_OWNER_URL: .*refused/,
    )
  },
)

t.test('keys that cannot be read are told of, and never shown', async (t) => {
  const folder = t.testdir({ empty: '', text: 'no-json-x' })
  const read = (name: string) => {
    const source = { file: join(folder, name) }
    return told(readingKeys(source), () => readKeys(source, true))
  }
  t.match(
    await read('missing'),
    /could not read the keys \(KEYS_FILE: .*missing\): it is not there\.\nPut it there/,
  )
  t.match(await read('empty'), /the keys are not usable: there is nothing in the file/)
  t.match(await read('text'), /the keys are not usable: they are not JSON/)
  t.notMatch(await read('text'), /no-json-x/)
})

t.test('a directory that cannot be written is told of', async (t) => {
  const folder = t.testdir({ file: '' })
  const probing = openProbing()
  t.teardown(() => probing.close())
  const write = (name: string, make = true) =>
    checkWritable(probing, 'DESTRUCTION_LEDGER', join(folder, name), make)
  await t.rejects(write('file'), {
    message:
      /could not write to the directory \(DESTRUCTION_LEDGER: .*file\): it is no directory\.\nChoose a directory/,
    code: 'EEXIST',
  })
  await t.rejects(write('new', false), { message: /it is not there/, code: 'ENOENT' })
  await t.resolves(write('new'))
})
