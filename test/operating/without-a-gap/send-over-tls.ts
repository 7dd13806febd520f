import type { ClientRequest, IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { text } from 'node:stream/consumers'
import type { TLSSocket } from 'node:tls'
import type { Reply, Send } from '../../support/paced-load.ts'

/** Clients of a proxy, of both kinds: some make a connection for each request, the others keep theirs. */
export interface Clients {
  readonly send: Send
  /** How often a kept connection was closed just when it was to be used, and the request was sent on a new one. */
  readonly sentAgain: number
  /** The certificate that the proxy last showed, by its fingerprint. */
  readonly certificate: string | undefined
}

/** The certificates of the proxies of the tests are signed by nobody. */
const trusting = { rejectUnauthorized: false }

export function clientsOverTls(): Clients {
  const [kept, each] = [
    new Agent({ ...trusting, keepAlive: true, maxCachedSessions: 0 }),
    new Agent({ ...trusting, maxCachedSessions: 0 }),
  ]
  let sentAgain = 0
  let certificate: string | undefined

  /** A connection that is closed while it is not in use may be used in the same moment (RFC 9112, 9.5): a client then takes another. */
  const send: Send = async (url, headers, body, turn) => {
    const agent = turn % 2 === 0 ? kept : each
    for (;;) {
      const asking = request(url, {
        agent,
        method: 'POST',
        headers: { ...headers, host: 'verwijsindex.example' },
      })
      try {
        return await answerTo(asking, body)
      } catch (error) {
        if (!asking.reusedSocket) throw error
        sentAgain++
      }
    }
  }

  function answerTo(asking: ClientRequest, body: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      asking.once('error', reject)
      asking.once('response', (answer: IncomingMessage) => {
        certificate = (answer.socket as TLSSocket).getPeerCertificate().fingerprint256
        text(answer).then((said) => resolve({ status: answer.statusCode ?? 0, text: said }), reject)
      })
      asking.end(body)
    })
  }

  return {
    send,
    get sentAgain() {
      return sentAgain
    },
    get certificate() {
      return certificate
    },
  }
}
