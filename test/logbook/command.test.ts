import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { generateKeys, oldestSeed, parseKeys } from '../../src/identity/keys.ts'
import { signCheckpoint } from '../../src/logbook/note.ts'
import { logbookSigner } from '../../src/logbook/signer.ts'
import { keepInDirectory } from '../../src/logbook/witness-directory.ts'
import { command as run } from '../support/command.ts'
import { sealedLogbook } from '../support/sealed-logbook.ts'

const keys = generateKeys(false)
const publicUrl = 'https://verwijsindex.example'
const signer = logbookSigner(publicUrl, oldestSeed(parseKeys(keys).logbook))
const { ownerUrl, sql, seal } = await sealedLogbook(t, [20, 30], signer)
const folder = t.testdir()
const file = (name: string) => join(folder, name)

/** Runs `verwijsindex logbook …` where the service runs, or on a machine that has neither its database nor its keys. */
async function command(where: 'here' | 'elsewhere', ...given: string[]) {
  const here = { DATABASE_OWNER_URL: ownerUrl, KEYS: keys, PUBLIC_URL: publicUrl, DATA_DIRECTORY: folder }
  const { status, out, err } = await run(['logbook', ...given], where === 'here' ? here : {})
  return { status, out: (out + err).trim() }
}

const { out: key } = await command('here', 'key')

t.test('R20: the logbook is verified, proved and exported by command, here and elsewhere', async (t) => {
  t.match(await command('here', 'verify'), {
    status: 0,
    out: /51 lines sealed under 2 .*Nothing was tampered with/s,
  })
  t.match(await command('here', 'export', '--to', file('logbook.jsonl')), { status: 0 })
  const beside = ['--export', file('logbook.jsonl'), '--key', key]
  t.match(await command('elsewhere', 'verify', ...beside), { status: 0, out: /Nothing was tampered with/ })

  const line = await command('elsewhere', 'prove', '--line', '7', ...beside)
  t.equal((await command('here', 'prove', '--line', '7')).out, line.out)
  writeFileSync(file('line.json'), line.out)
  const growth = await command('here', 'consistency', '--from', '20', '--to', '51')
  writeFileSync(file('earlier.note'), JSON.parse(growth.out).earlier)
  t.equal(
    (await command('elsewhere', 'consistency', '--from', file('earlier.note'), '--to', '51', ...beside)).out,
    growth.out,
  )
  writeFileSync(file('growth.json'), growth.out)
  for (const name of ['line.json', 'growth.json']) {
    const check = ['check', '--proof', file(name), '--key', key]
    t.match(await command('elsewhere', ...check), { status: 0, out: 'The proof holds.' })
    writeFileSync(file(name), readFileSync(file(name), 'utf8').replace(/"proof": \[\s*"/, '$&AAAA'))
    t.match(await command('elsewhere', ...check), { status: 1, out: 'The proof does not hold.' })
  }
})

t.test('R20: the logbook is held against the witness of the service, without being asked to', async (t) => {
  const note = signCheckpoint({ origin: signer.name, size: 4711, root: Buffer.alloc(32) }, signer)
  await keepInDirectory(file('witness'), { size: 4711, note })
  t.match(await command('here', 'verify'), { status: 1, out: /1 kept by the witness.*rolled-back at 4711/s })
  t.match(
    await command('here', 'verify', '--witness', folder),
    { status: 0 },
    'another is read where one is given',
  )
  t.match(await command('here', 'verify', '--witness', file('nowhere')), { status: 2 })
  rmSync(file('witness'), { recursive: true })
  t.match(await command('here', 'verify'), { status: 0, out: /0 kept by the witness/ })
})

t.test('R20: it is exported as records of a standard, and the logbook tells of each export', async (t) => {
  for (const form of ['ldv', 'nen7513']) {
    const to = file(`${form}.jsonl`)
    const until = new Date(Date.now() + 60_000).toISOString()
    t.match(await command('here', 'export', '--form', form, '--to', to, '--until', until), { status: 0 })
    const lines = readFileSync(to, 'utf8').trim().split('\n')
    t.ok(lines.length >= 50)
    for (const text of lines) JSON.parse(text)
  }
  const told =
    await sql`select count::int, octet_length(digest) as bytes from logbook where event = 'logbook_exported'`
  t.equal(told.length, 3)
  t.ok(told.every(({ count, bytes }) => count >= 50 && bytes === 32))
  await seal(3)
  t.match(await command('here', 'verify'), { status: 0 })
})

t.test('R20: what was tampered with ends the command with 1, and a wrong use with 2', async (t) => {
  await sql`update logbook set actor_id = gen_random_uuid() where id = 7`
  t.match(await command('here', 'verify'), { status: 1, out: /line-changed at 7.*1 findings/s })
  await sql`update logbook_leaf set hash = sha256(hash) where index = 3`
  t.match(await command('here', 'consistency', '--from', '20', '--to', '51'), { status: 1 })
  const wrong = [
    [],
    ['constructor'],
    ['verify', 'prove'],
    ['verify', '--export', file('logbook.jsonl')],
    ['verify', '--export', file('ldv.jsonl'), '--key', key],
    ['prove'],
    ['prove', '--line', 'x'],
    ['prove', '--line', '4711'],
    ['consistency', '--from', '1'],
    ['consistency', '--from', '51', '--to', '20'],
    ['check'],
    ['export'],
    ['export', '--form', 'xml', '--to', file('x')],
    ['export', '--form', 'ldv', '--from', 'yesterday', '--to', file('x')],
  ]
  for (const given of wrong) t.equal((await command('here', ...given)).status, 2, given.join(' '))
})
