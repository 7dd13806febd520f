import type postgres from 'postgres'
import type { NamedLine } from './line-record.ts'

/** Rows read at once. */
const page = 5000

/** From when until when; without an end where it is open. */
export interface Period {
  readonly from?: Date | undefined
  readonly until?: Date | undefined
}

/**
 * Lines of a period in the order of their ids, with the names of who did what; for the owner of the database. A role counts on
 * its last day too: it ends in the midst of it, after what was done by it.
 */
export async function* readNamedLines(sql: postgres.Sql, { from, until }: Period): AsyncIterable<NamedLine> {
  let last = 0
  for (;;) {
    const rows = await sql<NamedLine[]>`
      select l.id::float8 as id, l.transaction_id::text as "transactionId", l.occurred_at as "occurredAt",
             l.event::text as event, l.ground, l.actor_id as "actorId", a.name as "actorName",
             array(select distinct r.role::text from role_assignment r
                    where r.account_id = l.actor_id and is_held_during(r.from_date, r.until_date, d.day) order by 1) as "actorRoles",
             o.id as "organisationId", o.name as "organisationName", l.municipality_code as "municipalityCode",
             l.young_person_id as "youngPersonId", f.subject_commitment as commitment, l.signal_id as "signalId",
             l.match_id as "matchId", l.account_id as "accountId"
        from logbook l
       cross join lateral (select day_of(l.occurred_at) as day) d
        left join logbook_leaf f on f.logbook_id = l.id
        left join account a on a.id = l.actor_id
        left join organisation o on o.id = coalesce(l.organisation_id, a.organisation_id)
       where l.id > ${last} and l.occurred_at >= coalesce(${from ?? null}::timestamptz, '-infinity') and l.occurred_at < coalesce(${until ?? null}::timestamptz, 'infinity')
       order by l.id limit ${page}`
    yield* rows
    last = rows.at(-1)?.id ?? last
    if (rows.length < page) return
  }
}
