import { municipality } from '../../db/tables/convenants.ts'
import { asChangingActor } from '../authorise/as-actor.ts'
import { changeOfTheMap } from '../authorise/changes.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { reasonAgainstDay } from '../ground/check-day.ts'
import { bodyFault, faultsAt, refuseFaults } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { reasonAgainstLongNumberIn } from '../identity/check-text.ts'
import { writeLogbook } from '../logbook/write.ts'
import { type Municipality, readMunicipalities } from './municipalities.ts'

export interface NewMunicipality {
  readonly code: string
  readonly name: string
  readonly validFromDate: CalendarDate
}

/**
 * Records a municipality, so that it can agree to a convenant (R4).
 * @throws DomainError `invalid-request` where the code is known already; `not-permitted`, `service-unavailable`
 */
export async function recordMunicipality(
  service: ServiceContext,
  subject: Subject,
  { code, name, validFromDate }: NewMunicipality,
): Promise<Municipality> {
  const changes = () => changeOfTheMap
  return asChangingActor(service, subject, 'record-municipality', changes, async ({ tx, actor, now }) => {
    const known = await readMunicipalities(tx, { codes: [code] })
    refuseFaults([
      ...known.map(() => bodyFault('/code', 'already-recorded', 'Deze gemeente is er al.')),
      ...faultsAt('/name', reasonAgainstLongNumberIn(name)),
      ...faultsAt('/validFromDate', reasonAgainstDay(validFromDate)),
    ])
    await tx.insert(municipality).values({ code, name, validFrom: validFromDate })
    await writeLogbook(tx, {
      occurredAt: now,
      event: 'municipality_recorded',
      ground: grounds.connection,
      actorId: actor.id,
      municipalityCode: code,
    })
    return { code, name, validFromDate, validUntilDate: null, successor: null }
  })
}
