import { sql } from 'drizzle-orm'
import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { grounds } from '../ground/law.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import { writeLogbook } from '../logbook/write.ts'

/** A signal that is in the archive: whose it was, and when; never why it ended (R14, R17). */
export interface ArchivedSignal {
  readonly registeredAt: Date
  readonly endedDate: CalendarDate
  readonly name: string
  readonly jobTitle: string
  readonly email: string
  readonly phone: string
  readonly organisation: { readonly id: string; readonly name: string; readonly domain: string }
}

/** What a professional was told of when they registered: the archived signals on the young person of a signal of theirs. */
export interface ArchiveNotice {
  readonly id: string
  readonly madeAt: Date
  /** Their own active signal. */
  readonly signalId: string
  readonly archivedSignals: readonly ArchivedSignal[]
}

/**
 * What the actor was told of the archive, newest first, as far as they have an active signal of their own on the young
 * person (R14, Jw 7.1.4.6 lid 2; `db/functions/registration/tell_of_archive.sql`): nothing else leads to the archive. Each look at each
 * archived signal is logged (R20).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function listArchiveNotices(
  service: ServiceContext,
  subject: Subject,
  page: PageRequest,
): Promise<Page<ArchiveNotice>> {
  return asReader(service, subject, 'list-archive-notices', async (context) => {
    const rows = await context.tx.execute<Row>(sql`
      select id, made_at, signal_id, young_person_id, archived_signal_id, registered_at, ended_date::text, contact
        from archive_notices(${page.after ?? null}, ${page.limit + 1})`)
    const shown = toPage(toNotices(rows), page)
    await logLooks(
      context,
      rows.filter(({ id }) => shown.items.some((notice) => notice.id === id)),
    )
    return shown
  })
}

type Row = {
  id: string
  made_at: string
  signal_id: string
  young_person_id: string
  archived_signal_id: string
  registered_at: string
  ended_date: CalendarDate
  contact: Omit<ArchivedSignal, 'registeredAt' | 'endedDate'>
}

function toNotices(rows: readonly Row[]): ArchiveNotice[] {
  const ids = [...new Set(rows.map(({ id }) => id))]
  return ids.flatMap((id) => {
    const own = rows.filter((row) => row.id === id)
    const [first] = own
    return first
      ? [
          {
            id,
            madeAt: new Date(first.made_at),
            signalId: first.signal_id,
            archivedSignals: own.map(toArchived),
          },
        ]
      : []
  })
}

function toArchived({ registered_at, ended_date, contact }: Row): ArchivedSignal {
  return { registeredAt: new Date(registered_at), endedDate: ended_date, ...contact }
}

async function logLooks({ tx, actor, now }: StoryContext, rows: readonly Row[]): Promise<void> {
  await writeLogbook(
    tx,
    ...rows.map((row) => ({
      occurredAt: now,
      event: 'archived_signals_viewed' as const,
      ground: grounds.archiveNotice,
      actorId: actor.id,
      organisationId: actor.organisationId,
      youngPersonId: row.young_person_id,
      signalId: row.archived_signal_id,
      notificationId: row.id,
    })),
  )
}
