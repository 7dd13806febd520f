import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { DomainError } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import { writeLogbook } from '../logbook/write.ts'
import { type FoundMatch, readVisibleMatches, type VisibleMatch } from './visible-matches.ts'

/**
 * The matches one takes part in, or follows up for a municipality (R2, R15). The look is logged (R20).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function listMatches(
  service: ServiceContext,
  subject: Subject,
  page: PageRequest,
): Promise<Page<VisibleMatch>> {
  return asReader(service, subject, 'list-matches', async (context) => {
    const shown = toPage(await readVisibleMatches(context, { ...page, limit: page.limit + 1 }), page)
    await logLooks(context, shown.items)
    return { ...shown, items: shown.items.map(withoutPseudonym) }
  })
}

/**
 * One match. One that is not the actor's is not found, like one that does not exist (R6).
 * @throws DomainError `not-found`, `not-permitted`, `service-unavailable`
 */
export async function readMatch(
  service: ServiceContext,
  subject: Subject,
  id: string,
): Promise<VisibleMatch> {
  return asReader(service, subject, 'read-match', async (context) => {
    const [match] = await readVisibleMatches(context, { id, limit: 1 })
    if (!match) throw new DomainError('not-found')
    await logLooks(context, [match])
    return withoutPseudonym(match)
  })
}

async function logLooks({ tx, actor, now }: StoryContext, matches: readonly FoundMatch[]): Promise<void> {
  await writeLogbook(
    tx,
    ...matches.map(({ id, youngPersonId, signalId, onBehalfOf }) => ({
      occurredAt: now,
      event: 'matches_viewed' as const,
      ground: groundOf(signalId, onBehalfOf),
      actorId: actor.id,
      organisationId: actor.organisationId,
      youngPersonId,
      signalId,
      matchId: id,
      accountId: onBehalfOf?.id,
    })),
  )
}

function withoutPseudonym({ youngPersonId: _, ...match }: FoundMatch): VisibleMatch {
  return match
}

function groundOf(signalId: string | null, onBehalfOf: VisibleMatch['onBehalfOf']): string {
  if (onBehalfOf) return grounds.coordination
  return signalId === null ? grounds.followUp : grounds.notification
}
