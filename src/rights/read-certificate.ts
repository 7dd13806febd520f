import { sql } from 'drizzle-orm'
import { asActor, type Reading } from '../authorise/as-actor.ts'
import type { Connecting, Subject } from '../authorise/story.ts'
import type { Composition } from '../documents/composition.ts'
import { composeDestructionCertificate } from '../documents/destruction-certificate.ts'
import type { Municipality } from '../documents/people.ts'
import { dateInAmsterdam } from '../ground/calendar.ts'
import { DomainError } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { findRequest, type SubjectRequest } from './requests.ts'

/** What certifies: who decides, and the logbook that it can be held beside. */
export interface Certifying extends Connecting {
  readonly logbookOrigin: string
}

/**
 * The certificate of what a granted erasure or objection destroyed, or a rectification by which somebody is 23 (R8, R11, R21), with the
 * line of the logbook by which anybody can check it. It tells nothing of whom it was about, nor whether anything is left under another municipality (R6).
 * @throws DomainError `not-found` where nothing was destroyed; `not-permitted`, `service-unavailable`
 */
export async function readCertificate(
  service: Certifying,
  subject: Subject,
  id: string,
): Promise<Composition> {
  return asActor(service, subject, 'read-certificate', async (reading) => {
    const request = await findRequest(reading, id)
    const composition = await compose(reading, request, service.logbookOrigin)
    await writeLogbook(reading.tx, {
      occurredAt: reading.now,
      event: 'certificate_viewed',
      ground: grounds.rights,
      actorId: reading.actor.id,
      municipalityCode: request.municipalityCode,
      requestId: id,
    })
    return composition
  })
}

async function compose(
  { tx }: Reading,
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
