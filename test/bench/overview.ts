import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createIssuerIn } from '../support/issuer.ts'
import { openCountry } from './country/open.ts'
import { startServiceProcess } from './service-process.ts'

/**
 * `npm run bench:overview`: asks for the view of municipalities over HTTP with the whole country loaded, and beside it for
 * what costs no more than one round to the database, in the same run.
 */

const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    directory: { type: 'string', default: '.data/country' },
    asks: { type: 'string', default: '200' },
    clients: { type: 'string', default: '1,4,20' },
  },
})
const say = (line: string) => process.stdout.write(`${line}\n`)
const country = await openCountry(values.directory, Number(values.scale), say)
const directory = await mkdtemp(join(tmpdir(), 'verwijsindex-bench-'))
const issuer = await createIssuerIn(directory)
const service = await startServiceProcess({ ...country, issuer, directory })
try {
  await untilPublished()
  const codes = await municipalities(Number(values.asks))
  const tokens = new Map<string, string>()
  for (const code of new Set(codes)) tokens.set(code, await issuer.token(`administrator-${code}`))
  const overview = (code: string) => ask(`/v1/municipalities/${code}/overview`, tokens.get(code))
  const bare = () => ask('/health/ready')

  const [largest] = [...(await Promise.all([...new Set(codes)].slice(0, 20).map(overview)))].sort(
    (a, b) => b.bytes - a.bytes,
  )
  for (let turn = 0; turn < 40; turn++) await bare()
  say(
    `${codes.length} views of ${tokens.size} municipalities; the largest of twenty is ${((largest?.bytes ?? 0) / 1024).toFixed(0)} KB`,
  )
  say('')
  say(
    'clients | view of a municipality: p50 / p95 / p99 | bare round (select 1): p50 / p95 / p99 | ratio of p50',
  )
  for (const clients of values.clients.split(',').map(Number)) {
    const [views, rounds] = [await measure(codes, clients, overview), await measure(codes, clients, bare)]
    say(
      `${String(clients).padStart(7)} | ${shown(views).padEnd(38)} | ${shown(rounds).padEnd(38)} | ${(views.at(0.5) / rounds.at(0.5)).toFixed(1)}`,
    )
  }
} finally {
  await service.stop()
  await country.close()
  await rm(directory, { recursive: true, force: true })
}

/** The service publishes the quarters that are over when it starts for the first time; that is not what is measured. */
async function untilPublished(): Promise<void> {
  for (let turn = 0; turn < 600; turn++) {
    const [left] = await country.sql`
      select from activity where quarter < date_trunc('quarter', now() - interval '1 hour') and quarter not in (select quarter from report_period) limit 1`
    if (!left) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error('the quarters were not published within five minutes')
}

/** So many municipalities by chance, the largest and the one with the most partners among them. */
async function municipalities(count: number): Promise<string[]> {
  const rows = await country.sql<{ code: string }[]>`
    select cm.municipality_code as code from convenant_municipality cm join partner p using (convenant_id)
     group by 1 order by count(*) desc`
  const large = ['0363', ...rows.slice(0, 9).map(({ code }) => code)]
  const others = Array.from(
    { length: count - large.length },
    () => rows[Math.floor(Math.random() * rows.length)]?.code ?? '0193',
  )
  return [...large.filter((code) => rows.some((row) => row.code === code)), ...others]
}

async function ask(path: string, token?: string): Promise<{ ms: number; bytes: number }> {
  const began = performance.now()
  const answer = await fetch(`http://127.0.0.1:${service.port}${path}`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  })
  const bytes = (await answer.arrayBuffer()).byteLength
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`)
  return { ms: performance.now() - began, bytes }
}

/** Asks once for each, with so many at a time. */
async function measure(
  codes: readonly string[],
  clients: number,
  one: (code: string) => Promise<{ ms: number }>,
): Promise<{ at(share: number): number }> {
  const waiting = [...codes]
  const taken: number[] = []
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let code = waiting.shift(); code !== undefined; code = waiting.shift())
        taken.push((await one(code)).ms)
    }),
  )
  taken.sort((a, b) => a - b)
  return { at: (share) => taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? Number.NaN }
}

function shown({ at }: { at(share: number): number }): string {
  return `${[0.5, 0.95, 0.99].map((share) => at(share).toFixed(1)).join(' / ')} ms`
}
