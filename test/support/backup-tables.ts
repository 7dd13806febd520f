import type postgres from 'postgres'

const tables = [
  'young_person',
  'identity_index',
  'signal',
  'archived_signal',
  'match',
  'match_participant',
  'logbook',
  'destruction',
]

/** Takes a copy of what is in the index, and answers with what puts it back, in one commit: a backup, and restoring it. */
export async function backupTables(sql: postgres.Sql): Promise<() => Promise<void>> {
  for (const table of tables) await sql.unsafe(`create table backup_${table} as table ${table}`)
  return async () => {
    await sql.begin(async (tx) => {
      await tx.unsafe(`truncate ${tables.join(', ')} cascade`)
      await tx`set local session_replication_role = replica`
      for (const table of tables) {
        const columns = await tx<{ name: string }[]>`
          select quote_ident(column_name) as name from information_schema.columns
           where table_name = ${table} and table_schema = 'public' and is_generated = 'NEVER'`
        const list = columns.map(({ name }) => name).join(', ')
        await tx.unsafe(
          `insert into ${table} (${list}) overriding system value select ${list} from backup_${table}`,
        )
      }
    })
  }
}
