import { inArray } from 'drizzle-orm'
import type { Transaction } from '../../db/driver/client.ts'
import { account } from '../../db/tables/accounts.ts'

/**
 * The names of people, as far as the actor may know of them, by id. A list looks names up so, and joins no accounts: the policies on
 * people would be asked of everybody in the country before the list takes its page (R2, R3).
 */
export async function namesInSight(tx: Transaction, ids: readonly string[]): Promise<Map<string, string>> {
  const asked = [...new Set(ids)]
  if (asked.length === 0) return new Map()
  const rows = await tx
    .select({ id: account.id, name: account.name })
    .from(account)
    .where(inArray(account.id, asked))
  return new Map(rows.map(({ id, name }) => [id, name]))
}
