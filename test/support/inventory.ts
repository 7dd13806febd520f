import type postgres from 'postgres'

/** All there is in a database, by its catalogues, of which two migrations of the same code must agree. */
export async function inventory(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ thing: string }[]>`
    select format('%s %s %s', table_name, column_name, data_type) as thing from information_schema.columns
     where table_schema = 'public'
    union all select indexdef from pg_indexes where schemaname = 'public'
    union all select format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
     where connamespace = 'public'::regnamespace
    union all select format('%s %s', pronamespace::regnamespace, pg_get_functiondef(oid)) from pg_proc
     where pronamespace::regnamespace::text like 'functions%'
    union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
    union all select format('%s %s %s %s', tablename, policyname, qual, with_check) from pg_policies
    union all select format('%s %s %s', grantee, table_name, privilege_type) from information_schema.table_privileges
     where table_schema = 'public' and grantee = 'verwijsindex_service'
    order by 1`
  return rows.map(({ thing }) => thing)
}
