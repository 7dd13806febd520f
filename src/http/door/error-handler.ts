import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { describeDatabaseError } from '../../../db/driver/client.ts'
import { DomainError, type ErrorCode } from '../../ground/errors.ts'
import { problemDocument, problemTypes } from './problems.ts'

/** What the framework itself may refuse, by its code; anything else is ours to mend and answers 500. */
const frameworkCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-body',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-body',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-body',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
}

/** Makes every error, and every address that does not exist, a problem document. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => sendProblem(error, request, reply))
  app.setNotFoundHandler((request, reply) => sendProblem(new DomainError('not-found'), request, reply))
}

/** Sends an error as a problem document; also where the framework errs before any route is found. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = toDomainError(error)
  if (known.code === 'internal-error' || known.code === 'service-unavailable') {
    request.log.error({ error: describe(known.cause ?? error) }, known.code)
  }
  if (known.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer')
  if (known.code === 'insufficient-scope')
    reply.header('www-authenticate', 'Bearer error="insufficient_scope"')
  if (known.retryAfterSeconds !== undefined) reply.header('retry-after', String(known.retryAfterSeconds))
  return reply
    .code(problemTypes[known.code].status)
    .header('content-language', 'nl')
    .type('application/problem+json')
    .serializer((document: unknown) => JSON.stringify(document))
    .send(problemDocument(known.code, known.faults))
}

function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error
  const { code, statusCode } = error as FastifyError
  const mapped = typeof code === 'string' ? frameworkCodes[code] : undefined
  if (mapped) return new DomainError(mapped)
  // What secure-json-parse and the HTTP parser throw carries a status of 400 and no code of its own.
  if (statusCode === 400) return new DomainError('malformed-body')
  return new DomainError('internal-error', { cause: error })
}

/** Name, code and place of an error: never its message, which may quote what somebody sent. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error }
  const place = error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim())
  return { ...describeDatabaseError(error), name: error.name, place }
}
