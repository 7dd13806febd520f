import type postgres from 'postgres'

/** Breaks registering on purpose: young persons who are known are found, and not locked. */
export async function leaveOutTheLock(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
    create or replace function find_young_persons(
        p_registrations registration[], out registrations registration[], out known uuid[])
      language sql stable
    as $$
      select array_agg(row(
               r.ord, r.professional_id, r.organisation_id, r.convenant_id, r.municipality_code, r.removal_date,
               x.young_person_id, r.signal_id, r.outcome, r.answer, r.asked)::registration order by r.ord),
             array_agg(distinct x.young_person_id)
        from unnest(p_registrations) r
        left join identity_index x on x.value = ((r.asked).index_values -> 0 ->> 'value')::bytea
    $$`)
}

/** Breaks ending on purpose: young persons are not locked. */
export async function endWithoutTheLock(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
    create or replace function hold_young_persons(p_young_person_ids uuid[]) returns void
      language sql as 'select'`)
}
