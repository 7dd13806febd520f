import { sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import type { Actor } from '../authorise/actor.ts'
import { asActor } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { type Office, officesOf } from '../authorise/where.ts'
import { endOfTerm } from '../ground/calendar.ts'
import { DomainError, faultsAt, type Reason, refuseFaults } from '../ground/errors.ts'
import { requestTermMonths } from '../ground/law.ts'
import { asRange, birthdays23 } from '../identity/birth-date.ts'
import { indexValues } from '../identity/blind-index.ts'
import type { Bsn } from '../identity/bsn.ts'
import type { Keys } from '../identity/keys.ts'
import { findOpeningFaults, type OpeningStatement } from './check-opening.ts'
import { findRequest, type SubjectRequest } from './requests.ts'
import { ageGroupOn } from './signatories.ts'

export interface RequestOpening extends OpeningStatement {
  readonly bsn: Bsn
  /** Needed where the officer has more than one municipality. */
  readonly municipalityCode: string | undefined
}

/** So many may an officer open in a day: asking is no way of looking (R6). Municipalities get a few a year. */
const mostRequestsADay = 25

/**
 * Opens a request of a data subject (R21, Jw 7.1.5). Neither number nor birth date is kept: the number finds the young person by its
 * keyed index, as far as they are known under the municipality with that birth date, so that a number that belongs to somebody else
 * finds nobody (R9); for a rectification, with the birth date as it is registered. By the true one follows the age group. Nothing in the
 * answer tells whether the birth date agrees with what is known, or whether the young person is known elsewhere (R6). The professionals
 * concerned are asked for advice, but not on access, which nobody has a say in.
 * @throws DomainError `invalid-request` with every fault at once, a missing signature among them; `too-many-requests`; `not-permitted`,
 *   `service-unavailable`
 */
export async function openRequest(
  service: ServiceContext,
  subject: Subject,
  opening: RequestOpening,
): Promise<SubjectRequest> {
  const opened = await asActor(service, subject, 'open-subject-request', async (context) => {
    const id = uuidv7()
    const { office, reason } = officeFor(context.actor, opening.municipalityCode)
    refuseFaults([...findOpeningFaults(opening, context.today), ...faultsAt('/municipalityCode', reason)])
    if (!office) throw new DomainError('not-permitted')
    if (!(await store(context, service.keys, id, office.municipalityCode, opening)))
      throw new DomainError('too-many-requests', { retryAfterSeconds: 3600 })
    return findRequest(context, id)
  })
  if (opened.advice.length > 0) service.wake()
  return opened
}

async function store(
  { tx, now, today }: StoryContext,
  keys: Keys,
  id: string,
  municipality: string,
  { kind, bsn, birthDate, registeredBirthDate }: RequestOpening,
): Promise<boolean> {
  const index = indexValues(bsn, keys).map(({ version, value }) => ({
    version,
    value: `\\x${value.toString('hex')}`,
  }))
  const registered = asRange(birthdays23(registeredBirthDate ?? birthDate, today))
  const stated = kind === 'rectification' ? asRange(birthdays23(birthDate, today)) : null
  const [row] = await tx.execute<{ opened: boolean }>(sql`
    select open_request(
      ${id}, ${kind}::request_kind, ${municipality}, ${JSON.stringify(index)}::jsonb,
      ${ageGroupOn(birthDate, today)}::age_group, ${registered}::daterange, ${stated}::daterange,
      ${endOfTerm(today, requestTermMonths.usual)}::date, ${mostRequestsADay}, ${now.toISOString()}) as opened`)
  return row?.opened === true
}

/** The municipality of today that is asked; a code of what went on as it is read as the municipality itself (R4). */
function officeFor(
  actor: Actor,
  stated: string | undefined,
): { readonly office?: Office; readonly reason?: Reason } {
  const offices = officesOf(actor, 'privacy_officer')
  const [found, another] =
    stated === undefined ? offices : offices.filter(({ codes }) => codes.includes(stated))
  if (found && (stated !== undefined || !another)) return { office: found }
  return {
    reason:
      stated === undefined
        ? { code: 'municipality-required', detail: 'U beslist voor meer gemeenten: noem de gemeente.' }
        : { code: 'no-such-municipality', detail: 'Voor deze gemeente beslist u niet.' },
  }
}
