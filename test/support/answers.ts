import type { LightMyRequestResponse } from 'fastify'

/** Headers that differ from one answer to the next by their nature. */
const changing = ['x-request-id', 'date', 'x-ratelimit-remaining', 'x-ratelimit-reset']

/** An answer as the client can compare it with another: status, headers and body, byte for byte. */
export function comparable({ statusCode, headers, payload }: LightMyRequestResponse): string {
  const kept = Object.entries(headers).filter(([name]) => !changing.includes(name))
  return JSON.stringify([statusCode, kept, payload])
}

/** The stable name of a problem, without its prefix. */
export function problemCode(answer: LightMyRequestResponse): string {
  return answer.json<{ type: string }>().type.replace('urn:verwijsindex:problem:', '')
}
