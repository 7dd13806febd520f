import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openEmbeddedDatabase } from '../../src/development/open-embedded.ts'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createIssuerIn } from '../support/issuer.ts'
import { openSql } from '../support/open-sql.ts'
import { measureHttp } from './load.ts'
import { findPgbench, type Measured, measureFunction } from './pgbench.ts'
import { type Size, seed } from './seed.ts'
import { startServiceProcess } from './service-process.ts'

const { values } = parseArgs({
  options: {
    persons: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
  },
})
const size: Size = { persons: Number(values.persons), professionals: 10_000, organisations: 500 }
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)]
const clientCounts = [1, 16, 64]
const demanded: Readonly<Record<number, number>> = { 1: 0.5, 16: 0.9, 64: 1.4 }

const say = (line: string) => process.stdout.write(`${line}\n`)

const pgbench = await findPgbench()
const directory = await mkdtemp(join(tmpdir(), 'verwijsindex-bench-'))
const closings: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })]
try {
  const keysJson = generateKeys(false)
  const keys = parseKeys(keysJson)
  const database = await openEmbeddedDatabase(join(directory, 'postgres'), {
    shared_buffers: '2GB',
    max_wal_size: '8GB',
    max_connections: '200',
  })
  closings.push(() => database.server.stop())
  const superuserUrl = database.server.url('verwijsindex')
  const sql = openSql(superuserUrl)
  closings.push(() => sql.end({ timeout: 5 }))

  const began = performance.now()
  await seed(sql, keys, size)
  const [count] =
    await sql`select (select count(*) from young_person) as persons, (select count(*) from signal) as signals, version()`
  say(
    `${count?.persons} persons, ${count?.signals} signals; seeded in ${((performance.now() - began) / 1000).toFixed(0)} s`,
  )
  say(String(count?.version))

  const issuer = await createIssuerIn(directory)
  const keysFile = join(directory, 'keys.json')
  await writeFile(keysFile, keysJson)
  const service = await startServiceProcess({ databaseUrl: database.serviceUrl, keysFile, issuer, directory })
  closings.push(service.stop)
  const nextRequest = await requests(issuer.token, service.port)

  const results = new Map(
    clientCounts.map((clients) => [clients, { limit: [] as Measured[], http: [] as Measured[] }]),
  )
  for (const clients of clientCounts) await measureHttp(service.port, clients, 3, nextRequest)
  for (let round = 1; round <= rounds; round++) {
    for (const clients of clientCounts) {
      const result = results.get(clients)
      result?.limit.push(await measureFunction(pgbench, superuserUrl, directory, size, clients, seconds))
      result?.http.push(await measureHttp(service.port, clients, seconds, nextRequest))
      say(
        `round ${round}, c=${clients}: function ${describe(result?.limit.at(-1))}; HTTP ${describe(result?.http.at(-1))}`,
      )
    }
  }
  say('')
  say(
    'clients | one function call per transaction (pgbench) | whole HTTP path            | ratio (medians) | demanded',
  )
  for (const [clients, { limit, http }] of results) {
    const [l, h] = [median(limit), median(http)]
    const ratio = h.rate / l.rate
    say(
      `${String(clients).padStart(7)} | ${describe(l).padEnd(43)} | ${describe(h).padEnd(26)} | ${ratio.toFixed(2).padStart(15)} | ${demanded[clients]}`,
    )
  }
} finally {
  for (const close of closings.reverse()) await close()
}

function describe(measured: Measured | undefined): string {
  return measured
    ? `${measured.rate.toFixed(0)}/s (${measured.p50.toFixed(2)} / ${measured.p99.toFixed(1)} ms)`
    : '-'
}

function median(all: readonly Measured[]): Measured {
  const sorted = [...all].sort((a, b) => a.rate - b.rate)
  return sorted[Math.floor(sorted.length / 2)] as Measured
}

/** Requests of many professionals, half for a person who is known and half for one who is new. */
async function requests(token: (subject: string) => Promise<string>, port: number): Promise<() => string> {
  const heads: string[] = []
  for (let n = 0; n < 200; n++) {
    const professional = 1 + Math.floor(Math.random() * size.professionals)
    heads.push(
      `POST /v1/signals HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${await token(`p${professional}`)}\r\ncontent-type: application/json\r\n`,
    )
  }
  const numbers = madeUpBsns()
  const known = Array.from({ length: size.persons }, () => numbers.next().value)
  return () => {
    const fresh = Math.random() < 0.5
    const bsn = fresh ? numbers.next().value : known[Math.floor(Math.random() * known.length)]
    const body = `{"bsn":"${bsn}","birthDate":"2017-01-01"}`
    return `${heads[Math.floor(Math.random() * heads.length)]}content-length: ${body.length}\r\n\r\n${body}`
  }
}
