import { sql } from 'drizzle-orm'
import type { StoryContext } from '../authorise/context.ts'
import { codesOf } from '../authorise/where.ts'
import { DomainError } from '../ground/errors.ts'

/**
 * Lets through to a convenant the administrator of a municipality that has agreed to it, also ahead of its first day, so that its
 * partners can be ready by then (R4). Any other is not found, like one that does not exist.
 * @throws DomainError `not-found`
 */
export async function checkAdministered(context: StoryContext, convenantId: string): Promise<void> {
  if (!(await isAdministered(context, convenantId))) throw new DomainError('not-found')
}

/**
 * Whether a municipality of the actor's has agreed to a convenant and holds it still. One that is on its way to an existing
 * municipality by a merger is not its to administer before the day (R4).
 */
export async function isAdministered(
  { tx, actor, today }: StoryContext,
  convenantId: string,
): Promise<boolean> {
  const found = await tx.execute(sql`
    select from convenant_municipality cm
     where cm.convenant_id = ${convenantId}
       and cm.municipality_code = any (${sql.param(codesOf(actor, 'municipal_administrator'))}::text[])
       and is_held_or_to_come(cm.from_date, cm.until_date, ${today})
       and not exists (select from brought_by_merger(cm.convenant_id, cm.municipality_code, ${today}) b
                        where b.from_date <= cm.from_date)
     limit 1`)
  return found.length > 0
}

/**
 * The convenant of a partner, where the actor administers it (R4).
 * @throws DomainError `not-found`
 */
export async function convenantOfPartner(context: StoryContext, partnerId: string): Promise<string> {
  const [row] = await context.tx.execute<{ convenant_id: string }>(
    sql`select convenant_id from partner where id = ${partnerId}`,
  )
  if (!row) throw new DomainError('not-found')
  await checkAdministered(context, row.convenant_id)
  return row.convenant_id
}
