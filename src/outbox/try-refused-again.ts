import { sql } from 'drizzle-orm'
import type { StoryContext } from '../authorise/context.ts'

/**
 * Has mail that was refused for good tried again, for accounts whose details the actor manages (R3, R4): their address was changed, or
 * somebody says that it is right (`db/functions/delivery/refused_mail.sql`).
 */
export async function tryRefusedMailAgain(
  { tx }: StoryContext,
  accountIds: readonly string[],
): Promise<void> {
  if (accountIds.length > 0)
    await tx.execute(sql`select try_refused_mail_again(${sql.param(accountIds)}::uuid[])`)
}
