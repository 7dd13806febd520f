import { randomBytes } from 'node:crypto'
import type postgres from 'postgres'
import type { Test } from 'tap'
import { type Signer, toSigner, verifierOf } from '../../src/logbook/note.ts'
import { sealLogbook } from '../../src/logbook/seal-lines.ts'
import { serviceOf } from './clockwork.ts'
import { createTestDatabase } from './database.ts'
import { sealAtLeast } from './sealing.ts'

/** Lines of many kinds, two in three about a young person of their own; what holds lines to the catalogue is to be gone. */
export async function writeLines(sql: postgres.Sql, lines: number): Promise<void> {
  await sql`
    with person as (
      insert into young_person (id, bsn_sealed, seal_key_version, destruction_date)
      select gen_random_uuid(), 'x', 1, '2040-01-01' from generate_series(1, ${lines}::int) returning id)
    insert into logbook (occurred_at, event, ground, actor_id, organisation_id, young_person_id, signal_id, municipality_code, count, digest,
                         reason, day, request_id)
    select now() - make_interval(secs => n), (enum_range(null::logbook_event))[1 + n % 12], 'Jw 7.1.4.1', gen_random_uuid(),
           gen_random_uuid(), case when n % 3 > 0 then p.id end, gen_random_uuid(), '0193',
           case when n % 50 = 0 then n end, case when n % 50 = 0 then sha256(n::text::bytea) end,
           case when n % 5 = 0 then 'lapsed'::end_reason end, case when n % 7 = 0 then date '2026-11-27' - n::int end,
           case when n % 11 = 0 then gen_random_uuid() end
      from (select id, row_number() over () as n from person) p`
}

/** A logbook in a database of a test's own, sealed in batches of so many lines, with the signed checkpoint of each. */
export async function sealedLogbook(t: Test, batches: readonly number[], signer: Signer = newSigner()) {
  const { sql, serviceUrl, superuserUrl, ownerUrl } = await createTestDatabase(t)
  // Who may do anything to the database takes away what holds lines to the catalogue first.
  await sql`drop trigger hold_to_catalogue on logbook`
  const seal = sealerOf(t, serviceUrl, signer)
  const witnessed: string[] = []
  for (const lines of batches) {
    await writeLines(sql, lines)
    await seal(lines)
    const [last] = await sql<
      { note: string }[]
    >`select note from logbook_checkpoint order by size desc limit 1`
    witnessed.push(last?.note ?? '')
  }
  return { sql, serviceUrl, superuserUrl, ownerUrl, seal, signer, verifier: verifierOf(signer), witnessed }
}

/** Seals the logbook of a database, until so many lines are sealed. */
export function sealerOf(t: Test, url: string, signer: Signer): (lines: number) => Promise<number> {
  const database = serviceOf(t, { serviceUrl: url })
  return (lines) => sealAtLeast(() => sealLogbook({ database, signer, now: new Date() }, () => false), lines)
}

export function newSigner(): Signer {
  return toSigner('verwijsindex.example/logbook', randomBytes(32))
}

const sealedTables = ['logbook', 'logbook_leaf', 'logbook_tile', 'logbook_checkpoint']

/** Keeps the logbook as it is, until it is put back. */
export async function keepAside(sql: postgres.Sql): Promise<void> {
  for (const name of sealedTables) await sql.unsafe(`create table aside_${name} as table ${name}`)
}

export async function putBack(sql: postgres.Sql): Promise<void> {
  for (const name of sealedTables) {
    await sql.unsafe(`delete from ${name}`)
    await sql.unsafe(`insert into ${name} overriding system value table aside_${name}`)
    await sql.unsafe(`drop table aside_${name}`)
  }
}
