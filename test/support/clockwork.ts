import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import type { Test } from 'tap'
import { type Database, openDatabase } from '../../db/driver/client.ts'
import { type RetentionResult, runRetention } from '../../src/retention/run-retention.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { smallRegion } from './region.ts'

/** A database with some professionals, a clock that a test sets, and the daily work by it. */
export interface Clockwork {
  readonly database: TestDatabase
  readonly service: Database
  readonly clock: { now: Date }
  readonly sql: postgres.Sql
  /** Puts a young person with signals there, past the service. */
  person(of: StoredPerson): Promise<StoredIds>
  run(stopped?: () => boolean): Promise<RetentionResult>
}

export interface StoredPerson {
  readonly destructionDate?: string
  /** Removal dates of active signals, each of a professional of its own. */
  readonly active?: readonly string[]
  /** Archived signals: the day on which they ended. */
  readonly archived?: readonly string[]
}

export interface StoredIds {
  readonly person: string
  readonly active: string[]
  readonly archived: string[]
}

export async function clockwork(t: Test, at = '2026-11-22T09:00:00Z'): Promise<Clockwork> {
  const database = await createTestDatabase(t)
  const { sql } = database
  const { professionals, convenant, organisations } = await smallRegion(sql, 4)
  const service = serviceOf(t, database)
  const clock = { now: new Date(at) }
  const under = [organisations[0] ?? '', convenant, '0193'] as const
  return {
    database,
    service,
    clock,
    sql,
    run: (stopped) => runRetention({ database: service, clock: () => clock.now, longestGapDays: 7 }, stopped),
    async person({ destructionDate = '2040-01-01', active = [], archived = [] }) {
      const person = randomUUID()
      await sql`insert into young_person values (${person}, ${Buffer.from(person)}, 1, ${destructionDate})`
      await sql`insert into identity_index values (1, sha256(${Buffer.from(person)}), ${person})`
      const ids: StoredIds = { person, active: [], archived: [] }
      for (const [position, removalDate] of active.entries()) {
        const id = randomUUID()
        await sql`insert into signal values (${id}, ${person}, ${professionals[position]?.id ?? ''}, ${under[0]}, ${under[1]},
          ${under[2]}, '2025-01-01', ${removalDate})`
        await sql`insert into logbook (occurred_at, event, young_person_id, signal_id)
          values (now(), 'signal_registered', ${person}, ${id})`
        ids.active.push(id)
      }
      for (const endedDate of archived) {
        const id = randomUUID()
        await sql`insert into archived_signal (id, young_person_id, professional_id, organisation_id, convenant_id,
            municipality_code, registered_at, ended_date, reason)
          values (${id}, ${person}, ${professionals[0]?.id ?? ''}, ${under[0]}, ${under[1]}, ${under[2]}, '2020-01-01',
            ${endedDate}, 'risk_gone')`
        ids.archived.push(id)
      }
      return ids
    },
  }
}

/** The database as the service reaches it. */
export function serviceOf(t: Test, { serviceUrl }: Pick<TestDatabase, 'serviceUrl'>): Database {
  const service = openDatabase({
    url: serviceUrl,
    role: 'verwijsindex_service',
    poolSize: 2,
    queryDeadline: 10_000,
    applicationName: 'test',
  })
  t.teardown(() => service.close())
  return service
}
