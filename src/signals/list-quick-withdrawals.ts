import { sql } from 'drizzle-orm'
import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { grounds } from '../ground/law.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import { writeLogbook } from '../logbook/write.ts'

/** That somebody met others by registering, and withdrew within a day: who and when, and nothing of the young person (R6). */
export interface QuickWithdrawal {
  readonly id: string
  readonly professional: { readonly id: string; readonly name: string }
  readonly organisation: { readonly id: string; readonly name: string }
  readonly municipalityCode: string
  readonly registeredAt: Date
  readonly endedAt: Date
}

/**
 * Who registered, met others and withdrew within 24 hours, newest first: for the coordinator of the organisation, and for the
 * municipality, to look into (R6, Jw 7.1.2.1 lid 3; `db/functions/ending/report_quick_withdrawals.sql`). Each look is logged (R20).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function listQuickWithdrawals(
  service: ServiceContext,
  subject: Subject,
  page: PageRequest,
): Promise<Page<QuickWithdrawal>> {
  return asReader(service, subject, 'list-quick-withdrawals', async (context) => {
    const rows = await context.tx.execute<Row>(sql`
      select * from quick_withdrawals_in_sight(${page.after ?? null}, ${page.limit + 1})`)
    const shown = toPage(rows.map(toWithdrawal), page)
    await logLooks(context, shown.items)
    return shown
  })
}

type Row = {
  id: string
  professional_id: string
  name: string
  organisation_id: string
  organisation_name: string
  municipality_code: string
  registered_at: string
  ended_at: string
}

function toWithdrawal(row: Row): QuickWithdrawal {
  return {
    id: row.id,
    professional: { id: row.professional_id, name: row.name },
    organisation: { id: row.organisation_id, name: row.organisation_name },
    municipalityCode: row.municipality_code,
    registeredAt: new Date(row.registered_at),
    endedAt: new Date(row.ended_at),
  }
}

async function logLooks({ tx, actor, now }: StoryContext, shown: readonly QuickWithdrawal[]): Promise<void> {
  await writeLogbook(
    tx,
    ...shown.map(({ professional, organisation, municipalityCode }) => ({
      occurredAt: now,
      event: 'quick_withdrawals_viewed' as const,
      ground: grounds.purpose,
      actorId: actor.id,
      organisationId: organisation.id,
      accountId: professional.id,
      municipalityCode,
    })),
  )
}
