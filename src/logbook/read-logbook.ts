import { drizzle } from 'drizzle-orm/postgres-js'
import type postgres from 'postgres'
import type { KeptCheckpoint } from './kept-checkpoint.ts'
import type { ProofBase } from './prove.ts'
import { readTree } from './tree-store.ts'
import type { KeptLeaf, LogbookSource } from './verify-logbook.ts'

/** Rows read at once. */
const page = 5000

/**
 * A logbook as it stands in a database, for those who may read all of it: the owner, or a role that passes by row-level
 * security. It uses no function of the database, since those may have been changed as well.
 */
export function readLogbook(sql: postgres.Sql): LogbookSource {
  return {
    leaves: () => leaves(sql),
    async *tiles() {
      yield* await sql<{ level: number; index: number; hash: Buffer }[]>`
        select level, index::float8 as index, hash from logbook_tile order by level, index`
    },
    checkpoints: () => checkpoints(sql),
    async *unsealed() {
      const rows = await sql<Row[]>`
        select ${columns(sql)},
               l.transaction_id < coalesce((select c.sealed_before from logbook_checkpoint c order by c.size desc limit 1), '0'::xid8)
                 as due
          from logbook l
         where not exists (select from logbook_leaf f where f.logbook_id = l.id) order by l.id`
      for (const row of rows) yield { line: toLine(row), due: row.due === true }
    },
  }
}

/** Works on the logbook as it stands at one instant, while others write, seal and forget; holds up nobody. */
export async function atOneInstant<T>(
  sql: postgres.Sql,
  work: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const { result } = await sql.begin('isolation level repeatable read read only', async (tx) => ({
    result: await work(tx as unknown as postgres.Sql),
  }))
  return result as T
}

/** Proofs from the tree as the database keeps it, which is read in some hundreds of hashes, however long the logbook is. */
export function provableDatabase(sql: postgres.Sql): ProofBase {
  return {
    read: (level, from, count) => drizzle(sql).transaction((tx) => readTree(tx)(level, from, count)),
    checkpoints: () => checkpoints(sql),
    async leafOf(lineId) {
      const [row] = await sql<LeafRow[]>`${leafRows(sql)} where f.logbook_id = ${lineId}`
      return row && toLeaf(row)
    },
  }
}

async function checkpoints(sql: postgres.Sql): Promise<KeptCheckpoint[]> {
  return [
    ...(await sql<KeptCheckpoint[]>`
      select size::float8 as size, note, signed_at as "signedAt", sealed_before::text as "sealedBefore", cluster
        from logbook_checkpoint order by size`),
  ]
}

async function* leaves(sql: postgres.Sql): AsyncIterable<KeptLeaf> {
  let last = -1
  for (;;) {
    const rows = await sql<LeafRow[]>`
      ${leafRows(sql)} where f.index > ${last} order by f.index limit ${page}`
    for (const row of rows) yield toLeaf(row)
    last = rows.at(-1)?.index ?? last
    if (rows.length < page) return
  }
}

function leafRows(sql: postgres.Sql) {
  return sql`
    select f.index::float8 as index, f.logbook_id::float8 as "logbookId", f.hash, f.subject_commitment as commitment,
           f.subject_salt as salt, l.id is not null as there,
           f.subject_commitment is not null and f.subject_salt is null
             and (exists (select from signal s where s.id = l.signal_id)
                  or exists (select from archived_signal a where a.id = l.signal_id)
                  or exists (select from match m where m.id = l.match_id)) as "tooSoon", ${columns(sql)}
      from logbook_leaf f left join logbook l on l.id = f.logbook_id`
}

function toLeaf(row: LeafRow): KeptLeaf {
  const { index, logbookId, hash, commitment, salt, there, tooSoon, youngPersonId } = row
  const line = there ? { ...toLine(row), youngPersonId } : null
  const forgotten = commitment !== null && salt === null
  return { index, logbookId, hash, commitment, salt, forgotten, tooSoon, line }
}

function columns(sql: postgres.Sql) {
  return sql`
    l.id::float8 as id, l.transaction_id::text as "transactionId", l.occurred_at as "occurredAt", l.event::text as event,
    l.ground, l.actor_id as "actorId", l.organisation_id as "organisationId", l.young_person_id as "youngPersonId",
    l.signal_id as "signalId", l.match_id as "matchId", l.notification_id as "notificationId", l.account_id as "accountId",
    l.convenant_id as "convenantId", l.partner_id as "partnerId", l.municipality_code as "municipalityCode",
    l.count::float8 as count, l.digest, l.reason::text as reason, l.day::text as day, l.request_id as "requestId"`
}

type Row = ReturnType<typeof toLine> & { readonly youngPersonId: string | null; readonly due?: boolean }
type LeafRow = Row & Omit<KeptLeaf, 'line' | 'forgotten'> & { readonly there: boolean }

function toLine(row: NonNullable<KeptLeaf['line']>) {
  const { id, transactionId, occurredAt, event, ground, actorId, organisationId, signalId, matchId } = row
  const { notificationId, accountId, convenantId, partnerId, municipalityCode, count, digest } = row
  const { reason, day, requestId } = row
  return {
    ...{ id, transactionId, occurredAt, event, ground, actorId, organisationId, signalId, matchId },
    ...{
      notificationId,
      accountId,
      convenantId,
      partnerId,
      municipalityCode,
      count,
      digest,
      reason,
      day,
      requestId,
    },
  }
}
