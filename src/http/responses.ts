import type { z } from 'zod'
import { Problem } from './schemas/problem.ts'

const problems = {
  400: 'The request is not valid; `errors` names every fault.',
  401: 'No valid bearer token.',
  403: 'Not permitted, or the scope is too narrow. The answer is the same whatever the reason.',
  404: 'Does not exist, or is not yours: the same answer.',
  406: 'The answer is available as application/json only.',
  409: 'A request with the same Idempotency-Key is still being worked on.',
  413: 'The body is too large.',
  415: 'The body is not application/json.',
  422: 'The Idempotency-Key was used for another request.',
  429: 'Too many requests, or the registrations of today are used up.',
  500: 'A fault of ours; nothing was confirmed.',
  503: 'Not available for the moment; nothing was confirmed.',
} as const

type ProblemStatus = keyof typeof problems

/** What every operation of the API may answer. */
const always: readonly ProblemStatus[] = [400, 401, 403, 404, 406, 413, 415, 429, 500, 503]

/** The responses of an operation: what it answers when it goes well, and every problem it may answer. */
export function responses<
  Good extends Record<number, { readonly schema: z.ZodType; readonly description: string }>,
>(good: Good, ...more: ProblemStatus[]) {
  const entries = [...always, ...more].map((status) => [
    status,
    { description: problems[status], content: { 'application/problem+json': { schema: Problem } } },
  ])
  const goodEntries = Object.entries(good).map(([status, { schema, description }]) => [
    status,
    { description, content: { 'application/json': { schema } } },
  ])
  return Object.fromEntries([...goodEntries, ...entries]) as Schemas<Good>
}

/** What a handler may send, by status; problems are thrown, never sent. */
type Schemas<Good> = { [Status in keyof Good]: Good[Status] extends { readonly schema: infer S } ? S : never }
