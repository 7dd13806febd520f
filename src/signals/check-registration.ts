import type { CalendarDate } from '../ground/calendar.ts'
import { DomainError, type ErrorCode, type Fault, faultsAt, type Reason } from '../ground/errors.ts'
import { type BirthDate, reasonAgainstBirthDate } from '../identity/birth-date.ts'
import { reasonAgainstAge, tooOld } from './check-age.ts'
import { beyondConvenant, notAhead, reasonAgainstTerm } from './check-term.ts'
import type {
  DifferingField,
  Registration,
  RegistrationOutcome,
  RegistrationRequest,
} from './register-signals.ts'

/**
 * Everything that the law has against a registration, or a renewal, on a day, at once, without what the index knows (R8, R11). Who registers several asks it of
 * each, to name every fault; what is registered all the same is refused in the transaction (`authorise_registrations.sql`).
 */
export function findRegistrationFaults(
  {
    birthDate,
    removalDate,
  }: Pick<RegistrationRequest, 'removalDate'> & { readonly birthDate: BirthDate | null },
  today: CalendarDate,
): Fault[] {
  return [
    ...(birthDate === null
      ? []
      : faultsAt(
          '/birthDate',
          reasonAgainstBirthDate(birthDate, today) ?? reasonAgainstAge(birthDate, today),
        )),
    ...(removalDate === null ? [] : faultsAt('/removalDate', reasonAgainstTerm(removalDate, today))),
  ]
}

/**
 * Refuses what the index refused, in the words of the client.
 * @throws DomainError for every outcome but a signal that was registered, now or before
 */
export function refuseOutcome({
  outcome,
  differing = [],
}: Pick<Registration, 'outcome' | 'differing'>): void {
  if (outcome === 'created' || outcome === 'existing') return
  if (outcome === 'registration-differs')
    throw new DomainError(outcome, {
      faults: differing.flatMap((field) => faultsAt(`/${field}`, differences[field])),
    })
  const { code, ...options } = refusals[outcome]
  throw new DomainError(code, options)
}

/** R9, R12: how the professional puts right what they stated otherwise before. Neither says anything of what others stated (R6). */
const differences: Readonly<Record<DifferingField, Reason>> = {
  birthDate: {
    code: 'differs-from-own-signal',
    detail:
      'In uw eigen signaal staat een andere geboortedatum. Is de datum van nu de juiste, verleng dan uw signaal met deze geboortedatum.',
  },
  removalDate: {
    code: 'differs-from-own-signal',
    detail:
      'Uw eigen signaal heeft een andere verwijderdatum. Wilt u die wijzigen, verleng dan uw signaal tot deze datum.',
  },
}

interface Refusal {
  readonly code: ErrorCode
  readonly faults?: readonly Fault[]
  readonly retryAfterSeconds?: number
}

const refusals: Readonly<
  Record<Exclude<RegistrationOutcome, 'created' | 'existing' | 'registration-differs'>, Refusal>
> = {
  'not-under-23': invalid('/birthDate', tooOld),
  'removal-date-not-ahead': invalid('/removalDate', notAhead),
  'removal-date-beyond-term': invalid('/removalDate', beyondConvenant),
  'municipality-required': invalid('/municipalityCode', {
    code: 'municipality-required',
    detail: 'Uw organisatie is partner in meer gemeenten: noem de gemeente.',
  }),
  'idempotency-key-in-flight': { code: 'idempotency-key-in-flight', retryAfterSeconds: 1 },
  'idempotency-key-reused': { code: 'idempotency-key-reused' },
  'registration-gone': { code: 'registration-gone' },
  'not-permitted': { code: 'not-permitted' },
  'registration-budget-exhausted': { code: 'registration-budget-exhausted' },
}

function invalid(field: string, reason: Reason): Refusal {
  return { code: 'invalid-request', faults: faultsAt(field, reason) }
}
