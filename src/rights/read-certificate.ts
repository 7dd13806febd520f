import { sql } from 'drizzle-orm'
import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import type { Composition } from '../documents/composition.ts'
import { composeDestructionCertificate } from '../documents/destruction-certificate.ts'
import type { Municipality } from '../documents/people.ts'
import { dateInAmsterdam } from '../ground/calendar.ts'
import { DomainError } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { findRequest, type SubjectRequest } from './requests.ts'

/**
 * The certificate of what a granted erasure or objection destroyed, or a rectification by which somebody is 23 (R8, R11, R21), with the
 * line of the logbook by which anybody can check it. It tells nothing of whom it was about, nor whether anything is left under another municipality (R6).
 * @throws DomainError `not-found` where nothing was destroyed; `not-permitted`, `service-unavailable`
 */
export async function readCertificate(
  service: ServiceContext,
  subject: Subject,
  id: string,
): Promise<Composition> {
  return asReader(service, subject, 'read-certificate', async (context) => {
    const request = await findRequest(context, id)
    const composition = await compose(context, request, service.logbookOrigin)
    await writeLogbook(context.tx, {
      occurredAt: context.now,
      event: 'certificate_viewed',
      ground: grounds.rights,
      actorId: context.actor.id,
      municipalityCode: request.municipalityCode,
      requestId: id,
    })
    return composition
  })
}

async function compose(
  { tx }: StoryContext,
  { id, kind, municipalityCode, decidedAt, destroyed }: SubjectRequest,
  origin: string,
): Promise<Composition> {
  if (!destroyed || !decidedAt || kind === 'access') throw new DomainError('not-found')
  const [row] = await tx.execute<{ municipality: Municipality; line: string }>(sql`
    select municipality_shown(${municipalityCode}) as municipality, certified_line(${id}) as line`)
  if (!row) throw new DomainError('internal-error')
  return composeDestructionCertificate({
    reference: `${municipalityCode}-L${row.line}`,
    municipality: row.municipality.name,
    cause: { kind, requestReference: id },
    ground: grounds.rights,
    decidedDate: dateInAmsterdam(decidedAt),
    carriedOutAt: decidedAt,
    destroyed: {
      activeSignals: destroyed.signals,
      archivedSignals: destroyed.archivedSignals,
      youngPersons: null,
    },
    digest: destroyed.digest,
    logbook: { origin, line: Number(row.line), event: 'destruction_certified' },
  })
}
