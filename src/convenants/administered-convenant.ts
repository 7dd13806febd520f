import { sql } from 'drizzle-orm'
import { administeredCodes } from '../authorise/check-municipal-administrator.ts'
import type { StoryContext } from '../authorise/context.ts'
import { DomainError } from '../ground/errors.ts'

/**
 * Lets through to a convenant whoever administers a municipality that has agreed to it, also ahead of its first day, so that its
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
       and cm.municipality_code = any (${sql.param(administeredCodes(actor))}::text[])
       and cm.from_date is not null and (cm.until_date is null or ${today} < cm.until_date)
       and not exists (
             select from municipality_succession s
               join convenant_municipality f on f.convenant_id = cm.convenant_id and f.municipality_code = s.former_code
              where s.successor_code = cm.municipality_code and s.from_date > ${today} and s.from_date <= cm.from_date)
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
