import { sql } from 'drizzle-orm'
import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { grounds } from '../ground/law.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import { writeLogbook } from '../logbook/write.ts'
import { findProfessional } from './professionals.ts'

/** A signal of one of the organisation's people, as its coordinator sees it: nothing of the young person (R3, R6). */
export interface SignalOfColleague {
  readonly id: string
  readonly registeredAt: Date
  readonly removalDate: CalendarDate
  readonly municipalityCode: string
  readonly matchId: string | null
}

/**
 * The active signals of one of the people of the coordinator's organisation, newest first, to hand over or end (R3). Every
 * look at each is logged (R20).
 * @throws DomainError `not-found`, `not-permitted`, `service-unavailable`
 */
export async function listSignalsOfColleague(
  service: ServiceContext,
  subject: Subject,
  professionalId: string,
  page: PageRequest,
): Promise<Page<SignalOfColleague>> {
  return asReader(service, subject, 'list-signals-of-colleague', async (context) => {
    await findProfessional(context, professionalId)
    const shown = toPage(await readSignals(context, professionalId, page), page)
    await logLooks(context, professionalId, shown.items)
    return { ...shown, items: shown.items.map(({ youngPersonId: _, ...signal }) => signal) }
  })
}

type Found = SignalOfColleague & { readonly youngPersonId: string }

async function readSignals(
  { tx }: StoryContext,
  professionalId: string,
  { after, limit }: PageRequest,
): Promise<Found[]> {
  const rows = await tx.execute<{
    id: string
    registered_at: string
    removal_date: string
    municipality_code: string
    match_id: string | null
    young_person_id: string
  }>(sql`select id, registered_at, removal_date::text, municipality_code, match_id, young_person_id
           from signals_of_colleague(${professionalId}, ${after ?? null}, ${limit + 1})`)
  return rows.map((row) => ({
    id: row.id,
    registeredAt: new Date(row.registered_at),
    removalDate: row.removal_date,
    municipalityCode: row.municipality_code,
    matchId: row.match_id,
    youngPersonId: row.young_person_id,
  }))
}

async function logLooks(
  { tx, actor, now }: StoryContext,
  accountId: string,
  signals: readonly Found[],
): Promise<void> {
  await writeLogbook(
    tx,
    ...signals.map(({ id, matchId, youngPersonId }) => ({
      occurredAt: now,
      event: 'signals_of_colleague_viewed' as const,
      ground: grounds.coordination,
      actorId: actor.id,
      organisationId: actor.organisationId,
      youngPersonId,
      signalId: id,
      matchId,
      accountId,
    })),
  )
}
