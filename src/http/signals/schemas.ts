import { z } from 'zod'
import { type CalendarDate, type Clock, dateInAmsterdam } from '../../ground/calendar.ts'
import type { Reason } from '../../ground/errors.ts'
import { type BirthDate, reasonAgainstBirthDate } from '../../identity/birth-date.ts'
import { Bsn } from '../../identity/bsn.ts'
import { reasonAgainstAge } from '../../signals/check-age.ts'
import { reasonAgainstTerm } from '../../signals/check-term.ts'
import {
  At,
  birthDateForms,
  birthDateText,
  Contact,
  Id,
  MunicipalityCode,
  Next,
} from '../door/schemas/common.ts'
import { follows, refuse } from '../door/schemas/rules.ts'

/** The number of a young person, opaque from here on (R9). */
export const BsnText = z
  .string()
  .transform((text, context) => {
    const bsn = Bsn.parse(text)
    if (bsn) return bsn
    refuse(context, { code: 'bsn', detail: 'Dit is geen geldig burgerservicenummer.' })
    return z.NEVER
  })
  .meta({
    description: 'Citizen service number (BSN): nine digits that pass the eleven-test.',
    pattern: '^[0-9]{9}$',
    example: '999993653',
  })

/**
 * The body of a registration, on the day that the clock says: content-free by construction, since every other field is
 * refused (R7). Age and term are asked of the rules here as well, so that every fault is named at once (R8, R11).
 */
export function signalRegistration(clock: Clock) {
  return z
    .strictObject({
      bsn: BsnText,
      birthDate: birthDateText(clock, reasonAgainst).meta({
        description: `Date of birth, to check the number by; not kept (R8, R9). ${birthDateForms}`,
      }),
      municipalityCode: MunicipalityCode.optional().meta({
        description: 'Needed only where the organisation is a partner in more than one municipality.',
        example: '0193',
      }),
      removalDate: removalDate(clock),
    })
    .meta({ id: 'SignalRegistration', description: 'Registers a content-free signal: who, never why.' })
}

/** The body of a renewal, on the day that the clock says (R12). */
export function signalRenewal(clock: Clock) {
  return z
    .strictObject({
      removalDate: removalDate(clock),
      birthDate: birthDateText(clock, reasonAgainst)
        .optional()
        .meta({
          description:
            'Date of birth, only where your signal states another and that is wrong, or you know more of it. It counts from now on; not kept ' +
            `(R8, R9). ${birthDateForms}`,
        }),
    })
    .meta({ id: 'SignalRenewal', description: 'That you are still involved: the term starts again.' })
}

export const SignalEnding = z
  .strictObject({
    reason: z
      .enum(['unfounded', 'risk_gone'], {
        error: 'Dit is geen reden waarom een professional een signaal beëindigt.',
      })
      .meta({
        description:
          'Not rightly registered: it is destroyed. Or the risk is gone: it goes to the archive (Jw 7.1.4.5 lid 1, 7.1.4.6).',
        example: 'risk_gone',
      }),
  })
  .meta({
    id: 'SignalEnding',
    description: 'Why a signal of your own ends; one of the two of the law, and no text.',
  })

function removalDate(clock: Clock) {
  return z.iso
    .date({ error: 'Dit is geen datum (JJJJ-MM-DD).', abort: true })
    .superRefine(follows((date: CalendarDate) => reasonAgainstTerm(date, dateInAmsterdam(clock()))))
    .optional()
    .meta({
      description: 'When the signal is to be removed: at most two years ahead, or what the convenant sets.',
      example: '2027-11-22',
    })
}

const signalFields = {
  id: Id,
  bsnLastDigits: z.string().nullable().meta({
    description:
      'The last three digits of the number, to recognise it by; null while they cannot be read, for instance during a change of keys.',
    example: '653',
  }),
  registeredAt: At,
  removalDate: z.iso
    .date()
    .meta({ description: 'On this date the signal is removed.', example: '2028-11-22' }),
  municipalityCode: MunicipalityCode,
}

export const RegisteredSignal = z
  .object({
    ...signalFields,
    match: z
      .object({ id: Id, createdAt: At, participants: z.array(Contact) })
      .nullable()
      .meta({ description: 'The others who registered the same young person, if there are any.' }),
  })
  .meta({ id: 'RegisteredSignal', description: 'The signal as registered, and the match it makes, if any.' })

export const Signal = z
  .object({ ...signalFields, matchId: Id.nullable() })
  .meta({ id: 'Signal', description: 'An active signal of your own.' })

export const SignalPage = z
  .object({ items: z.array(Signal), next: Next })
  .meta({ id: 'SignalPage', description: 'A page of your own active signals, newest first.' })

export const BsnDisclosure = z.object({ bsn: z.string() }).meta({
  id: 'BsnDisclosure',
  description: 'The whole number of your own signal. The logbook records that it was shown.',
})

function reasonAgainst(birthDate: BirthDate, today: CalendarDate): Reason | undefined {
  return reasonAgainstBirthDate(birthDate, today) ?? reasonAgainstAge(birthDate, today)
}
