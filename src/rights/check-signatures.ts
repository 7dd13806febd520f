import type { CalendarDate } from '../ground/calendar.ts'
import type { Reason } from '../ground/errors.ts'
import type { BirthDate } from '../identity/birth-date.ts'
import { ageGroupOn, type Signatory, signatoriesOf } from './signatories.ts'

const refusals: Readonly<Record<Signatory, Reason>> = {
  guardian: { code: 'guardian-has-to-sign', detail: 'Onder de 16 jaar tekent een ouder of voogd.' },
  young_person: { code: 'young-person-has-to-sign', detail: 'Vanaf 12 jaar tekent de jeugdige.' },
}

/** R21 (Jw 7.1.5): the guardian signs under 12, both from 12 to 15, the young person from 16. One reason for each signature that is missing. */
export function findMissingSignatures(
  birthDate: BirthDate,
  signedBy: readonly Signatory[],
  today: CalendarDate,
): Reason[] {
  return signatoriesOf(ageGroupOn(birthDate, today))
    .filter((who) => !signedBy.includes(who))
    .map((who) => refusals[who])
}
