import type { Socket } from 'node:net'
import { problemDocument } from './problems.ts'

/**
 * Answers what is no complete and valid HTTP request, or has too much before its body, with a problem document too. It has
 * not come as far as the routes, so that the answer is written to the connection itself. Nothing of it is logged or sent back:
 * its bytes may hold anything.
 */
export function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const problem = problemDocument('malformed-request')
  const body = JSON.stringify(problem)
  const head = [
    `HTTP/1.1 ${problem.status} Bad Request`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Content-Language: nl',
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ]
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.destroySoon()
}
