import { z } from 'zod'
import { type Clock, dateInAmsterdam } from '../../ground/calendar.ts'
import { adviceChoices, requestDecisions, requestKinds } from '../../rights/requests.ts'
import { ageGroupOn, type Signatory, signatories, signatoriesOf } from '../../rights/signatories.ts'
import { At, Day, DayOrNone, Id, MunicipalityCode, Next } from '../door/schemas/common.ts'
import { BsnText } from '../signals/schemas.ts'

/** Requests of data subjects (R21). No field has room for why somebody asks or why a municipality decides (R7). */

const Signed = z.enum(signatories, { error: 'Een verzoek tekent een ouder of voogd, of de jeugdige.' })
const Kind = z.enum(requestKinds, { error: 'Dit is geen soort verzoek.' })
const Decision = z.enum(requestDecisions, { error: 'Een verzoek wordt toegewezen of afgewezen.' })
const Choice = z.enum(adviceChoices, { error: 'Dit is geen advies dat gegeven kan worden.' })

const refusals: Readonly<Record<Signatory, { readonly code: string; readonly message: string }>> = {
  guardian: {
    code: 'guardian-has-to-sign',
    message: 'Onder de 16 jaar tekent een ouder of voogd.',
  },
  young_person: {
    code: 'young-person-has-to-sign',
    message: 'Vanaf 12 jaar tekent de jeugdige.',
  },
}

/**
 * The body that opens a request, on the day that the clock says: who has to sign follows from the age on it, and of a rectification the
 * date as it is registered has to be stated as well. Every fault is named at once, a missing signature beside a wrong number too.
 */
export function requestOpening(clock: Clock) {
  const body = z.strictObject({
    kind: Kind,
    bsn: BsnText,
    birthDate: birthDay(clock).meta({
      description:
        'Date of birth, from which follows who has to sign; of a rectification, the date as it should be. Not kept.',
      example: '2015-06-01',
    }),
    registeredBirthDate: birthDay(clock).optional().meta({
      description:
        'Of a rectification, and of nothing else: the date of birth as it is registered, to check the number by. Not kept.',
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
  return signatories
    .reduce(
      (schema, who) =>
        schema.refine((request) => !isMissing(who, request, dateInAmsterdam(clock())), {
          path: ['signedBy'],
          params: { code: refusals[who].code },
          error: refusals[who].message,
          when: () => true,
        }),
      body,
    )
    .refine((request) => !(isRectification(request) && !statesRegistered(request)), {
      path: ['registeredBirthDate'],
      params: { code: 'registered-birth-date-required' },
      error: 'Noem bij een rectificatie ook de geboortedatum die nu geregistreerd is.',
      when: () => true,
    })
    .refine((request) => !(isRectification(request) === false && statesRegistered(request)), {
      path: ['registeredBirthDate'],
      params: { code: 'registered-birth-date-not-asked' },
      error: 'De geregistreerde geboortedatum hoort alleen bij een rectificatie.',
      when: () => true,
    })
    .meta({ id: 'SubjectRequestOpening', description: 'Opens a request of a data subject.' })
}

function birthDay(clock: Clock) {
  return Day.refine((date) => date <= dateInAmsterdam(clock()), {
    params: { code: 'birth-date-in-future' },
    error: 'Deze datum ligt in de toekomst.',
  })
}

/** Undefined where it is no kind of request, which has a fault of its own. */
function isRectification(request: unknown): boolean | undefined {
  const { kind } = z.object({ kind: Kind }).safeParse(request).data ?? {}
  return kind && kind === 'rectification'
}

function statesRegistered(request: unknown): boolean {
  return (request as { registeredBirthDate?: unknown } | null)?.registeredBirthDate !== undefined
}

/** Asked as well where other parts of the request are wrong; what is no date or no list of signatures has a fault of its own. */
function isMissing(who: Signatory, request: unknown, today: string): boolean {
  const { birthDate, signedBy } = Signature.safeParse(request).data ?? {}
  if (birthDate === undefined || signedBy === undefined || birthDate > today) return false
  return signatoriesOf(ageGroupOn(birthDate, today)).includes(who) && !signedBy.includes(who)
}

const Signature = z.object({ birthDate: Day, signedBy: z.array(Signed) })

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
        'Of a rectification that is not decided yet: the 23rd birthday by the birth date that was stated.',
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
  .strictObject({ decision: Decision })
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
        bsnLastDigits: z
          .string()
          .meta({ description: 'The last three digits of the number.', example: '653' }),
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
