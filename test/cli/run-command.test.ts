import { chmodSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { commands } from '../../src/cli/commands.ts'
import { parseKeys } from '../../src/identity/keys.ts'
import { command as run } from '../support/command.ts'
import { createTestDatabase } from '../support/database.ts'

/** The words of a command, and what comes of it. */
const command = (words: string, env: Record<string, string> = {}) =>
  run(words === '' ? [] : words.split(' '), env)

t.test('the command and each of its commands tell what they do, and by which settings', async (t) => {
  for (const words of ['--help', 'help', '-h']) {
    const { status, out } = await command(words)
    t.equal(status, 0)
    for (const { name } of commands) t.match(out, `\n  ${name} `)
  }
  for (const { name, summary, options = {}, needs, reads = [] } of commands) {
    const { status, out } = await command(`${name} --help`)
    t.equal(status, 0, name)
    for (const told of [
      summary,
      ...Object.keys(options).map((option) => `--${option}`),
      ...needs.flat(),
      ...reads,
    ])
      t.match(out, told, `${name}: ${told}`)
  }
  t.match((await command('ledger --help')).out, /ledger verify .*\n {2}ledger replay /)
})

t.test('what is not understood is no command, and says how it is meant', async (t) => {
  t.match(await command(''), { status: 2, out: '', err: /^Use: verwijsindex <command>/ })
  t.match(await command('ledgr'), { status: 2, err: /^Use: verwijsindex <command>/ })
  t.match(await command('ledger'), { status: 2, err: /^Use: verwijsindex ledger <command>/ })
  t.match(await command('ledger verify --jsn'), {
    status: 2,
    err: /--jsn.*\nSee verwijsindex ledger verify --help/s,
  })
  t.match(await command('keys new --to'), { status: 2, err: /--to/ })
  t.match(await command('mail retry now'), { status: 2, err: /now/ })
})

t.test('R23: new keys are made for their owner alone, and never in the place of others', async (t) => {
  const file = join(t.testdir(), 'keys.json')
  t.match(await command(`keys new --to ${file}`), { status: 0, out: /KEYS_FILE/, err: '' })
  t.equal(statSync(file).mode & 0o777, 0o600)
  const made = readFileSync(file, 'utf8')
  t.equal(parseKeys(made).demonstration, false)
  t.hasProps(JSON.parse(made), ['index', 'seal', 'logbook'], 'the logbook has a key of its own')
  t.match(await command(`keys new --to ${file}`), {
    status: 2,
    err: /is there already, and is not overwritten/,
  })
  t.equal(readFileSync(file, 'utf8'), made)
  const { out } = await command('keys new')
  t.doesNotThrow(() => parseKeys(out))
  t.notSame(JSON.parse(out), JSON.parse((await command('keys new --json')).out), 'each time others')
  const folder = t.testdir({ inner: {} })
  chmodSync(folder, 0o500)
  t.match(await command(`keys new --to ${join(folder, 'none', 'keys.json')}`), {
    status: 2,
    err: /it is not there/,
  })
})

t.test('migrating needs the address of the owner, and no other setting is looked at', async (t) => {
  const { ownerUrl } = await createTestDatabase(t)
  const env = { NODE_ENV: 'production', DATABASE_OWNER_URL: ownerUrl, PORT: 'none', KEYS: 'none' }
  t.match(await command('migrate', env), { status: 0, out: 'The database is up to date.\n' })
  t.strictSame(JSON.parse((await command('migrate --json', env)).out), { newer: false, dropped: [] })
  t.match(await command('migrate', { MODE: 'production' }), { status: 2, err: /DATABASE_OWNER_URL: needed/ })
  t.match(await command('ledger verify', env), { status: 2, err: /DESTRUCTION_LEDGER: needed in production/ })
})
