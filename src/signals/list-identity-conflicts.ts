import { sql } from 'drizzle-orm'
import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import { grounds } from '../ground/law.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import { writeLogbook } from '../logbook/write.ts'

/** Whom to ask about a conflict: the professionals whose signals it concerns, and nothing about the young person. */
export interface IdentityConflict {
  readonly id: string
  readonly detectedAt: Date
  readonly professionals: readonly {
    readonly name: string
    readonly email: string
    readonly phone: string
    readonly organisation: string
    /** Whether this is the professional whose registration disagreed with what was known. */
    readonly disagreed: boolean
  }[]
}

/**
 * The conflicts of identity that wait for the functional administrator (R9): registrations of one number that disagree about
 * the birth date, of which the professionals themselves are not told (R6).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function listIdentityConflicts(
  service: ServiceContext,
  subject: Subject,
  page: PageRequest,
): Promise<Page<IdentityConflict>> {
  return asReader(service, subject, 'list-identity-conflicts', async ({ tx, actor, now, today }) => {
    const rows = await tx.execute<{
      id: string
      detected_at: string
      young_person_id: string
      professionals: IdentityConflict['professionals']
    }>(sql`
      select c.id, c.detected_at, c.young_person_id,
             (select jsonb_agg(jsonb_build_object(
                       'name', a.name, 'email', a.email, 'phone', a.phone, 'organisation', o.name,
                       'disagreed', s.id = c.signal_id) order by s.id)
                from signals_on(${today}) s
                join account a on a.id = s.professional_id
                join organisation o on o.id = s.organisation_id
               where s.young_person_id = c.young_person_id) as professionals
        from identity_conflict c
       where true ${page.after === undefined ? sql`` : sql`and c.id < ${page.after}`}
       order by c.id desc
       limit ${page.limit + 1}`)
    const shown = toPage(rows, page)
    await writeLogbook(
      tx,
      ...shown.items.map((row) => ({
        occurredAt: now,
        event: 'identity_conflicts_viewed' as const,
        ground: grounds.identity,
        actorId: actor.id,
        youngPersonId: row.young_person_id,
      })),
    )
    const items = shown.items.map((row) => ({
      id: row.id,
      detectedAt: new Date(row.detected_at),
      professionals: row.professionals ?? [],
    }))
    return { ...shown, items }
  })
}
