import { z } from 'zod'
import { type CalendarDate, type Clock, dateInAmsterdam } from '../../ground/calendar.ts'
import { type Fault, faultsAt } from '../../ground/errors.ts'
import { reasonAgainstBirthDate } from '../../identity/birth-date.ts'
import { findImplausible, reasonAgainstRegistered } from '../../rights/check-opening.ts'
import { findMissingSignatures } from '../../rights/check-signatures.ts'
import { adviceChoices, requestDecisions, requestKinds } from '../../rights/requests.ts'
import { signatories } from '../../rights/signatories.ts'
import {
  At,
  birthDateForms,
  birthDateText,
  DayOrNone,
  Id,
  MunicipalityCode,
  Next,
} from '../door/schemas/common.ts'
import { followTogether } from '../door/schemas/rules.ts'
import { BsnText } from '../signals/schemas.ts'

/** Requests of data subjects (R21). No field has room for why somebody asks or why a municipality decides (R7). */

const Signed = z.enum(signatories, { error: 'Een verzoek tekent een ouder of voogd, of de jeugdige.' })
const Kind = z.enum(requestKinds, { error: 'Dit is geen soort verzoek.' })
const Decision = z.enum(requestDecisions, { error: 'Een verzoek wordt toegewezen of afgewezen.' })
const Choice = z.enum(adviceChoices, { error: 'Dit is geen advies dat gegeven kan worden.' })

/**
 * The body that opens a request, on the day that the clock says: who has to sign follows from the age on it, and of a rectification the
 * date as it is registered has to be stated as well. Every fault is named at once, a missing signature beside a wrong number too.
 */
export function requestOpening(clock: Clock) {
  const body = z.strictObject({
    kind: Kind,
    bsn: BsnText,
    birthDate: birthDateText(clock, reasonAgainstBirthDate).meta({
      description:
        'Date of birth, from which follows who has to sign; of a rectification, the date as it should be. Not kept. ' +
        `${birthDateForms} Who signs goes by the oldest that the young person may be.`,
    }),
    registeredBirthDate: birthDateText(clock, reasonAgainstBirthDate)
      .optional()
      .meta({
        description:
          'Of a rectification, and of nothing else: the date of birth as it is registered, to check the number by. Not kept. ' +
          birthDateForms,
        example: '2015-01-06',
      }),
    municipalityCode: MunicipalityCode.optional().meta({
      description: 'Needed only where you decide for more than one municipality.',
      example: '0193',
    }),
    signedBy: z
      .array(Signed)
      .max(signatories.length, 'Noem ieder die tekende één keer.')
      .meta({
        description: 'Who signed: the guardian under 12, both from 12 to 15, the young person from 16.',
        example: ['guardian'],
      }),
  })
  // Asked as well where other parts of the request are wrong, which have faults of their own.
  const always = { when: () => true }
  return body
    .superRefine(
      followTogether((request: unknown) => signatureFaults(request, dateInAmsterdam(clock()))),
      always,
    )
    .superRefine(
      followTogether((request: unknown) => registeredFaults(request, dateInAmsterdam(clock()))),
      always,
    )
    .meta({ id: 'SubjectRequestOpening', description: 'Opens a request of a data subject.' })
}

function signatureFaults(request: unknown, today: CalendarDate): Fault[] {
  const { birthDate, signedBy } = Signature.safeParse(request).data ?? {}
  if (birthDate === undefined || signedBy === undefined || reasonAgainstBirthDate(birthDate, today)) return []
  return faultsAt('/signedBy', ...findMissingSignatures(birthDate, signedBy, today))
}

const Signature = z.object({ birthDate: z.string(), signedBy: z.array(Signed) })

function registeredFaults(request: unknown, today: CalendarDate): Fault[] {
  const { kind, birthDate, registeredBirthDate } = Registered.safeParse(request).data ?? {}
  if (!kind) return []
  const dates = { birthDate: asText(birthDate), registeredBirthDate: asText(registeredBirthDate) }
  return [
    ...faultsAt('/registeredBirthDate', reasonAgainstRegistered(kind, registeredBirthDate)),
    ...(kind === 'rectification' ? findImplausible(dates, today) : []),
  ]
}

const Registered = z.object({
  kind: Kind,
  birthDate: z.unknown().optional(),
  registeredBirthDate: z.unknown().optional(),
})

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

const Advice = z
  .object({
    professional: z.object({ name: z.string(), jobTitle: z.string(), organisation: z.string() }),
    advice: Choice.nullable(),
    advisedAt: At.nullable(),
  })
  .meta({ id: 'Advice', description: 'Who was asked for advice, and what they advised.' })

export const SubjectRequest = z
  .object({
    id: Id,
    kind: Kind,
    municipalityCode: MunicipalityCode,
    openedAt: At,
    signedBy: z.array(Signed).meta({ description: 'Who had to sign, by the age on the day of opening.' }),
    statedDestructionDate: DayOrNone.meta({
      description:
        'Of a rectification that is not decided yet: the 23rd birthday by the birth date that was stated; the last that it may be, where that is not wholly known.',
    }),
    dueDate: z.iso.date().meta({ description: 'The last day on which a decision is in time.' }),
    extendedAt: At.nullable(),
    overdue: z.boolean(),
    decision: Decision.nullable(),
    decidedAt: At.nullable(),
    destroyed: z
      .object({
        signals: z.int().min(0),
        archivedSignals: z.int().min(0),
        digest: z.string().meta({
          description:
            'SHA-256 over the hashes of what was destroyed, in hexadecimal, as the logbook has it.',
        }),
      })
      .nullable()
      .meta({
        description:
          'What was destroyed under your municipality by a granted erasure or objection, or by a granted rectification by whose date ' +
          'the 23rd birthday has passed.',
      }),
    advice: z.array(Advice).meta({
      description:
        'The professionals with an active signal under your municipality; none of them is asked about access.',
    }),
  })
  .meta({ id: 'SubjectRequest', description: 'A request of a data subject to your municipality.' })

export const SubjectRequestPage = z
  .object({ items: z.array(SubjectRequest), next: Next })
  .meta({ id: 'SubjectRequestPage', description: 'A page of requests, newest first.' })

export const RequestDecision = z
  .strictObject({
    decision: Decision,
    confirmsDestruction: z
      .literal(true, { error: 'Bevestig de vernietiging, of laat dit veld weg.' })
      .optional()
      .meta({
        description:
          'Only where a rectification is granted by whose date the young person is 23, or is so within a month: that you looked once more, and ' +
          'everything about them is to be destroyed, under every municipality.',
      }),
  })
  .meta({ id: 'RequestDecision', description: 'What the municipality decides.' })

export const AdviceRequest = z
  .object({
    id: Id,
    kind: Kind,
    municipalityCode: MunicipalityCode,
    openedAt: At,
    dueDate: z.iso.date().meta({ description: 'The last day on which the municipality decides in time.' }),
    signal: z
      .object({
        id: Id,
        bsnLastDigits: z.string().nullable().meta({
          description: 'The last three digits of the number; null while they cannot be read.',
          example: '653',
        }),
      })
      .meta({ description: 'Your own signal that it concerns.' }),
    advice: Choice.nullable(),
    advisedAt: At.nullable(),
  })
  .meta({ id: 'AdviceRequest', description: 'A request on which you are asked for advice.' })

export const AdviceRequestPage = z
  .object({ items: z.array(AdviceRequest), next: Next })
  .meta({ id: 'AdviceRequestPage', description: 'A page of requests on which nothing is decided yet.' })

export const AdviceAnswer = z
  .strictObject({ advice: Choice })
  .meta({ id: 'AdviceAnswer', description: 'Your advice: a choice, and no text.' })
