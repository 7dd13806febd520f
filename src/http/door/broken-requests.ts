import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ErrorCode } from '../../ground/errors.ts'
import { problemAnswer } from './raw-answer.ts'

/** What is on its way on a connection: requests whose answer was not written yet. */
const underWay = new WeakMap<Socket, Map<IncomingMessage, ServerResponse>>()

/** Connections on which nothing more is read, since something on them could not be. */
const broken = new WeakSet<Socket>()

/** Keeps which requests of a connection still wait for their answer, so that none is answered out of its turn (RFC 9112, 9.3.2). */
export function keepOrder(server: Server): void {
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    const others = underWay.get(socket) ?? new Map<IncomingMessage, ServerResponse>()
    underWay.set(socket, others.set(request, response))
    response.once('close', () => others.delete(request))
  })
}

/** What is wrong, by the code of the parser of HTTP. */
const codes: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
}

/** A request line of a method that the parser does not know, and one that goes on for longer than is read. */
const unknownMethod = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+ \S+ HTTP\/1\.[01]\r?\n/
const endlessAddress = /^[A-Z]+ [^\r\n ]{8000,}/

/** An error of the parser: what it was given last, and how far it came in that. */
interface ParserError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer
  readonly bytesParsed?: number
}

function codeOf({ code = '', rawPacket, bytesParsed = 0 }: ParserError): ErrorCode {
  const text = rawPacket?.toString('latin1') ?? ''
  // The line in which it stopped: requests before that may stand in front of it.
  const start = text.slice(text.lastIndexOf('\n', Math.max(0, bytesParsed - 1)) + 1)
  if (code === 'HPE_INVALID_METHOD' && unknownMethod.test(start)) return 'not-implemented'
  if (code === 'HPE_HEADER_OVERFLOW' && endlessAddress.test(start)) return 'address-too-long'
  return codes[code] ?? 'malformed-request'
}

/**
 * Answers what is no complete and valid HTTP request, or has too much before its body, with a problem document too. It has
 * not come as far as the routes, so that the answer is written to the connection itself, after those of the requests before it. Nothing
 * of it is logged or sent back: its bytes may hold anything.
 */
export function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || broken.has(socket)) return
  broken.add(socket)
  answerLast(socket, codeOf(error))
}

/** Answers with a problem after everything before it on the connection was answered, and ends the connection. */
export function answerLast(socket: Socket, code: ErrorCode): void {
  const others = [...(underWay.get(socket) ?? [])]
  // What was broken off in its body is the last one, and this is its answer, unless it has one already.
  const cutOff = others.find(([request]) => !request.complete)
  const before = others.filter((other) => other !== cutOff).map(([, response]) => response)
  const answer = () => {
    if (socket.writable && !cutOff?.[1].headersSent) socket.write(problemAnswer(code))
    socket.destroySoon()
  }
  let left = before.length
  if (left === 0) answer()
  for (const response of before)
    response.once('close', () => {
      left -= 1
      if (left === 0) answer()
    })
}
