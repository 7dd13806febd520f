import postgres from 'postgres'
import { searchPath } from '../../db/function-schema.ts'

/** A plain client of a test's own, past the pool of the service, that finds the functions as the service does. */
export function openSql(url: string, max = 1): postgres.Sql {
  return postgres(url, { max, onnotice: () => {}, connection: { search_path: searchPath } })
}
