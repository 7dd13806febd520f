import type postgres from 'postgres'
import { v7 as uuidv7 } from 'uuid'
import type { Database } from '../../db/driver/client.ts'
import { type CalendarDate, dateInAmsterdam } from '../ground/calendar.ts'
import { type BirthDate, birthdays23, writtenInFull } from '../identity/birth-date.ts'
import { indexValues, requestDigests } from '../identity/blind-index.ts'
import type { Bsn } from '../identity/bsn.ts'
import type { Keys } from '../identity/keys.ts'
import { sealBsn } from '../identity/seal.ts'

/** What a professional asks: register this young person in my name. */
export interface RegistrationRequest {
  /** Who asks, by the verified token; what they may do is read in the database. */
  readonly issuer: string
  readonly subject: string
  readonly bsn: Bsn
  readonly birthDate: BirthDate
  readonly municipalityCode: string | null
  readonly removalDate: CalendarDate | null
  readonly idempotencyKey: string | null
}

export type RegistrationOutcome =
  | 'created'
  | 'existing'
  | 'not-permitted'
  | 'municipality-required'
  | 'not-under-23'
  | 'removal-date-not-ahead'
  | 'removal-date-beyond-term'
  | 'registration-budget-exhausted'
  | 'idempotency-key-in-flight'
  | 'idempotency-key-reused'
  | 'registration-gone'
  | 'registration-differs'

/** What a registration may state otherwise than the signal that its professional has already (R9, R12). */
export type DifferingField = 'birthDate' | 'removalDate'

/** One participant of a match as the others see them: identity and contact details, and no more (R17). */
export interface Contact {
  readonly joinedAt: string
  readonly name: string
  readonly jobTitle: string
  readonly email: string
  readonly phone: string
  /** Whom to reach while they are away (R3). */
  readonly deputy: Pick<Contact, 'name' | 'jobTitle' | 'email' | 'phone'> | null
  readonly organisation: { readonly id: string; readonly name: string; readonly domain: string }
}

/** The signal as stored and, where there is one, the match with the others. */
export interface RegisteredSignal {
  readonly id: string
  readonly registeredAt: string
  readonly removalDate: CalendarDate
  readonly municipalityCode: string
  readonly match: { readonly id: string; readonly createdAt: string; readonly participants: Contact[] } | null
}

export interface Registration {
  readonly outcome: RegistrationOutcome
  /** Null where the registration was refused. */
  readonly signal: RegisteredSignal | null
  /** Of `registration-differs`, and of nothing else: in which fields it differs from the professional's own signal. */
  readonly differing?: readonly DifferingField[]
}

/** What the database answers: that of a registration whose right is being changed at this moment, that it is to be offered again. */
export interface RegistrationAnswer extends Omit<Registration, 'outcome'> {
  readonly outcome: RegistrationOutcome | 'right-in-change'
}

/** How many signals may be registered a day, so that nobody looks by registering (R6). */
export interface RegistrationBudgets {
  readonly perProfessional: number
  readonly perOrganisation: number
}

/** A request made ready for the index: indexed, sealed, and with the ids under which it will be stored. */
export type PreparedRegistration = postgres.JSONValue & { readonly __prepared?: never }

/**
 * Makes a request ready. Its ids are chosen here, so that repeating an attempt whose answer was lost finds what
 * the first one stored (R8: the birth date goes no further than the date of destruction).
 */
export function prepareRegistration(
  request: RegistrationRequest,
  keys: Keys,
  today: CalendarDate,
): PreparedRegistration {
  const { earliest, latest } = birthdays23(request.birthDate, today)
  const youngPersonId = uuidv7()
  const { sealed, keyVersion } = sealBsn(request.bsn, youngPersonId, keys)
  return {
    issuer: request.issuer,
    subject: request.subject,
    municipality_code: request.municipalityCode,
    signal_id: uuidv7(),
    proposed_person_id: youngPersonId,
    index_values: indexValues(request.bsn, keys).map(({ version, value }) => ({
      version,
      value: hex(value),
    })),
    bsn_sealed: hex(sealed),
    seal_key_version: keyVersion,
    destruction_date: latest,
    earliest_date: earliest === latest ? null : earliest,
    removal_date: request.removalDate,
    ...digestsOf(request, keys),
  }
}

/**
 * Registers signals, one or a thousand, in one durable transaction: who asks and may they, find or create the
 * young person under a lock, store, match, enqueue, log (R1, R7, R9, R15, R20; the steps are
 * `db/functions/registration/register_signals.sql`). Answers in the order of the requests; a refusal of one is its own outcome
 * and leaves the others as they are.
 * @throws DomainError `service-unavailable` where the database is away or too slow; then nothing is known to be
 *   stored, and the same prepared registrations may be offered again
 */
export async function registerSignals(
  database: Database,
  prepared: readonly PreparedRegistration[],
  now: Date,
  budgets: RegistrationBudgets,
): Promise<{ registrations: RegistrationAnswer[]; notified: number }> {
  const items = prepared.map((item, ord) => Object.assign({ ord }, item))
  const rows = await database.run(
    () => database.sql<Row[]>`
      select outcome, answer, notified
        from register_signals(${database.sql.json(items)}, ${now}, ${dateInAmsterdam(now)},
                              ${budgets.perProfessional}, ${budgets.perOrganisation})
       order by ord`,
  )
  return {
    registrations: rows.map(({ outcome, answer }) =>
      answer && 'differing' in answer
        ? { outcome, signal: null, differing: answer.differing }
        : { outcome, signal: answer },
    ),
    notified: rows[0]?.notified ?? 0,
  }
}

interface Row {
  outcome: RegistrationAnswer['outcome']
  answer: RegisteredSignal | { readonly differing: DifferingField[] } | null
  notified: number
}

/** What a client chose for a key, a number among it, is not kept, nor is the body: both by their digests. */
function digestsOf(request: RegistrationRequest, keys: Keys) {
  if (request.idempotencyKey === null) return { idempotency_key: null, body_digest: null }
  const bodies = requestDigests(
    [request.bsn.reveal(), writtenInFull(request.birthDate), request.municipalityCode, request.removalDate],
    keys,
  )
  const [first, ...more] = requestDigests([request.idempotencyKey], keys).map((key, n) => ({
    key: key.toString('base64url'),
    body: hex(bodies[n] as Buffer),
  }))
  return {
    idempotency_key: first?.key ?? null,
    body_digest: first?.body ?? null,
    more_digests: more.length > 0 ? more : null,
  }
}

function hex(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`
}
