import type postgres from 'postgres'

/** What every table holds, as one digest per table: equal digests, equal rows. */
export async function tableDigests(
  sql: postgres.Sql,
  { except = [] }: { readonly except?: readonly string[] } = {},
): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`
  const digests = tables
    .filter(({ name }) => !except.includes(name))
    .map(
      ({ name }) => `
      select '${name}' as name, count(*) || ':' || coalesce(md5(string_agg(t::text, E'\n' order by t::text)), '') as digest
        from "${name}" t`,
    )
  const rows = await sql.unsafe<{ name: string; digest: string }[]>(digests.join(' union all '))
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]))
}
