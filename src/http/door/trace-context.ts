import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyServerOptions } from 'fastify'
import { withoutBsn } from '../../identity/without-bsn.ts'

/** What ties the lines of a request together with those of the systems that it passed through (W3C Trace Context). */
export interface Trace {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** Whether the caller keeps what it records of this trace. */
  readonly sampled: boolean
}

/**
 * Version, trace, parent and flags. Of a version that is not known yet only the first four parts are read; it may have more. A version
 * `ff` and identifiers of zeros alone are not valid.
 */
const traceparent =
  /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-[\x20-\x7e]*)?$/

/**
 * The trace of a caller, or a new one where the header is absent, not well formed, or may hold a BSN. `tracestate` is free text and is
 * not taken over.
 */
export function continueTrace(header: unknown): Trace {
  const [, version, traceId = '', flags = '', more] = traceparent.exec(String(header ?? '')) ?? []
  const isLonger = version === '00' && more !== undefined
  if (traceId === '' || isLonger || mayHoldBsn(traceId)) return startTrace()
  return { traceId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

/** The header of a request that goes out within a trace, with an identifier of its own for that request. */
export function traceparentOf({ traceId, sampled }: Trace): string {
  return `00-${traceId}-${randomIdentifier(8)}-${sampled ? '01' : '00'}`
}

const traces = new WeakMap<IncomingMessage, Trace>()

/** The trace of a request: the same one each time. */
export function traceOf(request: IncomingMessage): Trace {
  const trace = traces.get(request) ?? continueTrace(request.headers.traceparent)
  traces.set(request, trace)
  return trace
}

/** Gives every line of a request the identifier of its trace: in the one logger that the framework makes for it anyhow. */
export const logTraces: NonNullable<FastifyServerOptions['childLoggerFactory']> = (
  logger,
  bindings,
  options,
  request,
) => logger.child({ ...bindings, trace_id: traceOf(request).traceId }, options)

function startTrace(): Trace {
  return { traceId: randomIdentifier(16), sampled: false }
}

/**
 * Whether an identifier that anybody may make up could bring a BSN into the log (R7, R23): nine digits that pass the eleven-test, or a
 * row of digits so long that chance does not make it.
 */
function mayHoldBsn(identifier: string): boolean {
  return withoutBsn(identifier) !== identifier || /\d{16}/.test(identifier)
}

/** Random, never zeros alone, and never such that the filter of the log takes digits out of it. */
function randomIdentifier(bytes: number): string {
  for (;;) {
    const identifier = randomBytes(bytes).toString('hex')
    if (!mayHoldBsn(identifier) && !/^0+$/.test(identifier)) return identifier
  }
}
