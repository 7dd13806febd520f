import { STATUS_CODES } from 'node:http'
import { systemClock } from '../../ground/calendar.ts'
import type { ErrorCode } from '../../ground/errors.ts'
import { problemDocument } from './problems.ts'
import { apiVersion } from './version.ts'

/** A problem as the bytes of an answer, where no route can give one; the connection ends with it. */
export function problemAnswer(code: ErrorCode): string {
  const problem = problemDocument(code)
  const body = JSON.stringify(problem)
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `Date: ${systemClock().toUTCString()}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Content-Language: nl',
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    `API-Version: ${apiVersion}`,
    'Connection: close',
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}
