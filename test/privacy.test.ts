import { createHash, createHmac } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import t from 'tap'
import { createLog } from '../src/http/door/log.ts'
import { generateKeys, parseKeys } from '../src/identity/keys.ts'
import { madeUpBsns, testPersons } from './support/bsn.ts'
import { dumpDatabase, ownCluster } from './support/cluster.ts'
import { startMailServer } from './support/mail-server.ts'
import { tellStory } from './support/privacy-story.ts'
import { formsOf, Search } from './support/search.ts'
import { createTestService } from './support/service.ts'

t.setTimeout(120_000)

/** The official fictitious persons, and some made up for this run. */
const persons = [
  ...testPersons.slice(0, 25),
  ...[...takeBsns(15)].map((bsn, position) => ({ bsn, birthDate: `2012-01-${10 + (position % 20)}` })),
]
const needles = persons.flatMap(({ bsn }) => formsOf(bsn))
const search = new Search(needles)

function* takeBsns(count: number, skip = 1000): Generator<string> {
  const source = madeUpBsns()
  for (let n = 0; n < skip; n++) source.next()
  for (let n = 0; n < count; n++) yield source.next().value
}

t.test('the search finds every form of every number, so that finding none says something', async (t) => {
  const around = Buffer.from('ab c')
  const missed = needles.filter(({ form, bytes }) => {
    const hay = Buffer.concat([around, bytes, around])
    return !new Search([{ form, bytes }]).formsIn(hay).includes(form) || !search.formsIn(hay).includes(form)
  })
  t.strictSame(missed, [])
  for (const shift of [0, 1, 2, 3, 4]) {
    const hay = Buffer.from(Buffer.from(`${'x'.repeat(shift)}${persons[0]?.bsn}y`).toString('base64'))
    t.match(search.formsIn(hay), [/^base64/], `base64 of a text with ${shift} before the number`)
  }
})

t.test(
  'R7, R23: no number is left anywhere but sealed: not in database, files, logs, mails or metrics',
  async (t) => {
    const cluster = await ownCluster(t)
    const mail = await startMailServer(t)
    const logged: string[] = []
    const keysText = generateKeys(false)
    const tested = await createTestService(t, {
      existing: cluster.database,
      keys: parseKeys(keysText),
      mail: { url: mail.url, from: 'noreply@verwijsindex.example' },
      delivery: { on: true, pollSeconds: 1, retrySchedule: [1] },
      log: createLog('trace', { write: (line: string) => logged.push(line) }) as FastifyBaseLogger,
    })
    const { answers, counts } = await tellStory(t, tested, persons)
    const { sql } = cluster.database
    for (let turn = 0; turn < 300; turn++) {
      const [{ waiting } = { waiting: 0 }] = await sql<{ waiting: number }[]>`
      select count(*)::int as waiting from notification where state = 'waiting'`
      if (waiting === 0) break
      await new Promise((next) => setTimeout(next, 50))
    }
    const metrics = (await tested.service.operations.inject('/metrics')).payload
    const dump = await dumpDatabase(sql)

    t.equal(counts.people, persons.length, 'everybody of the story is in the index')
    t.ok(mail.received.length > persons.length, 'mails were delivered')
    t.ok(logged.length > persons.length, 'lines were logged')
    t.match(metrics, /http_request_duration_seconds/)
    t.match(dump, new RegExp(`young_person(.*\\n){${persons.length}}`))

    const places: Record<string, Buffer> = {
      'a dump of every table': Buffer.from(dump),
      'the log at its most talkative': Buffer.from(logged.join('')),
      'the mails': Buffer.from(mail.received.map(({ raw }) => raw).join('\n')),
      'the metrics': Buffer.from(metrics),
      'every answer but that of an explicit disclosure': Buffer.from(answers.join('\n')),
    }
    for (const [place, bytes] of Object.entries(places)) t.strictSame(search.formsIn(bytes), [], place)

    await sql`checkpoint`
    const files = await filesOf(cluster.home, ['data/base', 'data/global', 'data/pg_wal', 'server.log'])
    t.ok(files.some((file) => file.includes('/pg_wal/')) && files.some((file) => file.endsWith('server.log')))
    for (const file of files) {
      const found = search.formsIn(await readFile(file))
      if (found.length > 0) t.strictSame(found, [], file.slice(cluster.home.length))
    }

    const candidates = [...persons.map(({ bsn }) => bsn), ...takeBsns(5000 - persons.length, 5000)]
    t.equal(new Set(candidates).size, 5000)
    t.strictSame(
      recover(dump, candidates, guesses),
      [],
      'a thief of the dump with 5,000 candidates recovers none',
    )
    const key = Buffer.from(JSON.parse(keysText).index[0].key, 'base64')
    t.strictSame(
      recover(dump, candidates, [(bsn) => createHmac('sha256', key).update(`bsn:${bsn}`).digest()]).sort(),
      persons.map(({ bsn }) => bsn).sort(),
      'with the key, which is not in the dump, the same attack recovers them all',
    )
    t.notOk(dump.includes(key.toString('hex')), 'nor is the key itself')
  },
)

type Guess = (bsn: string) => Buffer

/** What somebody without the keys may try: digests without a key, and with keys that everybody has. */
const guesses: Guess[] = ['', 'bsn:'].flatMap((prefix): Guess[] => [
  ...['md5', 'sha1', 'sha256', 'sha512', 'sha3-256'].map(
    (name): Guess =>
      (bsn) =>
        createHash(name)
          .update(prefix + bsn)
          .digest(),
  ),
  ...['', 'verwijsindex', 'bsn', Buffer.alloc(32)].map(
    (key): Guess =>
      (bsn) =>
        createHmac('sha256', key)
          .update(prefix + bsn)
          .digest(),
  ),
])

/** The candidates of which a guess stands in a dump. */
function recover(dump: string, candidates: readonly string[], attempts: readonly Guess[]): string[] {
  const values = new Set(dump.match(/(?<=\\x)[0-9a-f]{32,}/g))
  return candidates.filter((bsn) => attempts.some((guess) => values.has(guess(bsn).toString('hex'))))
}

async function filesOf(home: string, parts: readonly string[]): Promise<string[]> {
  const found = await readdir(home, { recursive: true, withFileTypes: true })
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => parts.some((part) => file.startsWith(join(home, part))))
}
