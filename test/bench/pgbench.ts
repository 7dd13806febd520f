import { execFile } from 'node:child_process'
import { access, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { searchPath } from '../../db/function-schema.ts'
import { testIssuer } from '../support/issuer.ts'
import type { Size } from './seed.ts'

const run = promisify(execFile)

/** What was measured: rate per second, and latencies in ms. */
export interface Measured {
  readonly rate: number
  readonly p50: number
  readonly p99: number
}

/**
 * Finds pgbench, which comes with PostgreSQL's own packages.
 * @throws Error that says how to get it
 */
export async function findPgbench(): Promise<string> {
  const versions = await readdir('/usr/lib/postgresql').catch(() => [])
  const places = [
    ...(process.env.PATH ?? '').split(':'),
    ...versions.map((version) => `/usr/lib/postgresql/${version}/bin`),
  ]
  for (const place of places) {
    const path = join(place, 'pgbench')
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path
  }
  throw new Error(
    'pgbench is not here; it comes with PostgreSQL (Debian: apt-get install postgresql-contrib)',
  )
}

/** One call of the function per transaction, prepared, with the items made by the database from a few numbers. */
export async function measureFunction(
  pgbench: string,
  url: string,
  directory: string,
  size: Size,
  clients: number,
  seconds: number,
): Promise<Measured> {
  const script = join(directory, 'register.sql')
  await writeFile(script, scriptFor(size))
  const prefix = join(directory, `pgbench-${clients}`)
  const { stdout } = await run(
    pgbench,
    [
      '-n',
      '-M',
      'prepared',
      '-f',
      script,
      '-c',
      String(clients),
      '-j',
      String(Math.min(2, clients)),
      '-T',
      String(seconds),
      '-l',
      '--log-prefix',
      prefix,
      url,
    ],
    {
      maxBuffer: 1 << 26,
      env: { ...process.env, PGOPTIONS: `-csearch_path=${searchPath.replaceAll(' ', '')}` },
    },
  )
  if (!/number of failed transactions: 0 /.test(stdout)) throw new Error(`pgbench saw failures:\n${stdout}`)
  const rate = Number(/tps = ([\d.]+)/.exec(stdout)?.[1])
  const { stdout: latencies } = await run('sh', [
    '-c',
    `cat ${prefix}.* | awk '{print $3}' | sort -n | awk '{a[NR]=$1} END {print a[int(NR*0.5)+1], a[int(NR*0.99)+1]}'`,
  ])
  const [p50, p99] = latencies
    .trim()
    .split(' ')
    .map((us) => Number(us) / 1000)
  return { rate, p50: p50 ?? Number.NaN, p99: p99 ?? Number.NaN }
}

function scriptFor({ persons, professionals }: Size): string {
  return `
\\set person random(1, ${persons})
\\set professional random(1, ${professionals})
\\set fresh random(0, 1)
\\set chance random(1, 1000000000000)
select outcome, answer, notified from register_signals(jsonb_build_array(jsonb_build_object(
  'ord', 0, 'issuer', '${testIssuer}', 'subject', 'p' || :professional,
  'signal_id', gen_random_uuid(), 'proposed_person_id', gen_random_uuid(),
  'index_values', jsonb_build_array(jsonb_build_object('version', 1, 'value',
     case when :fresh = 1 then '\\x' || encode(sha256((:chance)::text::bytea), 'hex')
          else (select value::text from bench_person where n = :person) end)),
  'bsn_sealed', '\\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0011223344', 'seal_key_version', 1,
  'destruction_date', '2040-01-01')), now(), current_date, 1000000000, 2000000000);
`
}
