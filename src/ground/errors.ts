import type { FaultCode } from './fault-codes.ts'

/**
 * The closed catalogue of errors that the domain may throw. A code is stable and public; what it looks
 * like to a client (status, Dutch title) is decided in one place, `src/http/door/problems.ts`.
 */
export const errorCodes = [
  'invalid-request',
  'malformed-request',
  'malformed-body',
  'request-timeout',
  'address-too-long',
  'headers-too-large',
  'expectation-failed',
  'not-implemented',
  'unauthenticated',
  'not-permitted',
  'insufficient-scope',
  'not-found',
  'invitation-not-valid',
  'identity-in-use',
  'partner-exists',
  'step-not-allowed',
  'request-decided',
  'opened-by-decider',
  'destruction-not-confirmed',
  'extension-not-allowed',
  'not-acceptable',
  'body-too-large',
  'unsupported-media-type',
  'last-coordinator',
  'idempotency-key-reused',
  'idempotency-key-in-flight',
  'registration-gone',
  'registration-differs',
  'registration-budget-exhausted',
  'too-many-requests',
  'service-unavailable',
  'internal-error',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** One thing that is wrong with a request: where it stands, a stable code, and a Dutch sentence. */
export interface Fault {
  readonly in: 'body' | 'query' | 'path' | 'header'
  /** JSON Pointer into the body, or the name of the parameter or header. */
  readonly name: string
  readonly code: FaultCode
  readonly detail: string
}

/** Why a rule refuses a value: a stable code, and a Dutch sentence. Where the value stands is known to the caller of the rule. */
export type Reason = Pick<Fault, 'code' | 'detail'>

interface DomainErrorOptions {
  readonly faults?: readonly Fault[]
  readonly retryAfterSeconds?: number
  readonly cause?: unknown
}

/**
 * The only error that the domain throws on purpose. Its message is the code and nothing else, so that no
 * personal data can travel in it.
 */
export class DomainError extends Error {
  readonly code: ErrorCode
  readonly faults: readonly Fault[]
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, options: DomainErrorOptions = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'DomainError'
    this.code = code
    this.faults = options.faults ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/** A fault of the body, at a JSON Pointer, that only who is connected could tell. */
export function bodyFault(name: string, code: FaultCode, detail: string): Fault {
  return { in: 'body', name, code, detail }
}

/** The faults of what stands at one place of the body, by the rules that were asked about it. */
export function faultsAt(name: string, ...reasons: readonly (Reason | undefined)[]): Fault[] {
  return reasons.flatMap((reason) => (reason ? [{ in: 'body' as const, name, ...reason }] : []))
}

/** @throws DomainError `invalid-request` with every fault at once, where there are any */
export function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new DomainError('invalid-request', { faults })
}
