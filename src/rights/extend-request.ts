import { and, eq, gte, inArray, isNull } from 'drizzle-orm'
import { subjectRequest } from '../../db/tables/rights.ts'
import { asActor } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { codesOf } from '../authorise/where.ts'
import { type CalendarDate, dateInAmsterdam, endOfTerm } from '../ground/calendar.ts'
import { DomainError } from '../ground/errors.ts'
import { requestTermMonths } from '../ground/law.ts'
import { findRequest, logRequestLooks, type SubjectRequest } from './requests.ts'

/**
 * Extends the term of a request, once, while it has not passed: to three months from the day of opening (R21, GDPR 12.3).
 * @throws DomainError `not-found`; `extension-not-allowed`; `not-permitted`, `service-unavailable`
 */
export async function extendRequest(
  service: ServiceContext,
  subject: Subject,
  id: string,
): Promise<SubjectRequest> {
  return asActor(service, subject, 'extend-subject-request', async (context) => {
    const { openedAt } = await findRequest(context, id)
    if (!(await extend(context, id, extendedTerm(openedAt)))) throw new DomainError('extension-not-allowed')
    const extended = await findRequest(context, id)
    await logRequestLooks(context, 'request_extended', [extended])
    return extended
  })
}

/** The last day to decide on after extension, counted from the day of opening: so no shorter months take from it. */
export function extendedTerm(openedAt: Date): CalendarDate {
  return endOfTerm(dateInAmsterdam(openedAt), requestTermMonths.usual + requestTermMonths.extension)
}

async function extend(
  { tx, actor, now, today }: StoryContext,
  id: string,
  dueDate: CalendarDate,
): Promise<boolean> {
  const changed = await tx
    .update(subjectRequest)
    .set({ dueDate, extendedAt: now })
    .where(
      and(
        eq(subjectRequest.id, id),
        inArray(subjectRequest.municipalityCode, codesOf(actor, 'privacy_officer')),
        isNull(subjectRequest.decision),
        isNull(subjectRequest.extendedAt),
        gte(subjectRequest.dueDate, today),
      ),
    )
    .returning({ id: subjectRequest.id })
  return changed.length > 0
}
