import { z } from 'zod'
import type { MediaType } from './api.ts'
import { fileSchemas } from './schemas/files.ts'
import { Problem } from './schemas/problem.ts'

const problems = {
  400: 'The request is not valid; `errors` names every fault.',
  401: 'No valid bearer token.',
  403: 'Not permitted, or the scope is too narrow. The answer is the same for each reason.',
  404: 'Does not exist, or is not yours: the same answer.',
  406: 'The answer is not available in the form that is asked for.',
  409: 'Does not go with how things stand, or with what you stated before; or a request with the same Idempotency-Key is still being worked on.',
  410: 'What was registered under the Idempotency-Key is there no more.',
  413: 'The body is too large.',
  415: 'The body is not in the form that the operation takes.',
  422: 'The Idempotency-Key was used for another request.',
  429: 'Too many requests, or the registrations of today are used up.',
  500: 'A fault of ours; nothing was confirmed.',
  503: 'Not available for the moment; nothing was confirmed.',
} as const

type ProblemStatus = keyof typeof problems

/** What every operation of the API may answer. */
const always: readonly ProblemStatus[] = [400, 401, 403, 404, 406, 413, 415, 429, 500, 503]

/** The responses of an operation: what it answers when it goes well, and every problem it may answer. */
export function responses<Good extends Record<number, GoodAnswer>>(good: Good, ...more: ProblemStatus[]) {
  const entries = [...always, ...more].map((status) => [
    status,
    { description: problems[status], content: { 'application/problem+json': { schema: Problem } } },
  ])
  const goodEntries = Object.entries(good).map(([status, answer]) => [status, goodAnswer(answer)])
  return Object.fromEntries([...goodEntries, ...entries]) as Schemas<Good>
}

function goodAnswer({ schema, description, files = [] }: GoodAnswer) {
  if (!schema && files.length === 0) return z.null().meta({ description })
  return {
    description,
    content: {
      ...(schema ? { 'application/json': { schema } } : {}),
      ...Object.fromEntries(files.map((type) => [type, { schema: fileSchemas[type] }])),
    },
  }
}

interface GoodAnswer {
  /** The answer as JSON; absent where it is a file only, or nothing at all. */
  readonly schema?: z.ZodType
  readonly description: string
  /** The files as which it can be had: see `produces` in the configuration of the route. */
  readonly files?: readonly Exclude<MediaType, 'application/json'>[]
}

/** What a handler may send, by status; problems are thrown, never sent, and a file is a text or bytes. */
type Schemas<Good> = {
  [Status in keyof Good]:
    | (Good[Status] extends { readonly schema: infer S } ? S : never)
    | (Good[Status] extends { readonly files: readonly unknown[] } ? z.ZodType<string | Buffer> : never)
}
