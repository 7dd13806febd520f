import { isIP, type Socket } from 'node:net'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'

/** What postgres.js makes of `sslmode` in a URL, or of its own `ssl` option. */
export type Ssl = string | boolean | ConnectionOptions | undefined

const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])
const unverified = new Set<Ssl>(['require', 'allow', 'prefer'])
const yes = 'S'.charCodeAt(0)

/**
 * Asks the server for TLS (PostgreSQL protocol, SSLRequest) and answers with the socket to speak over. A
 * server that says no is accepted under `prefer` only. Anything after its one byte would be unprotected
 * text from somebody in between, so that is refused.
 */
export async function upgradeToTls(socket: Socket, ssl: Ssl, host: string): Promise<Socket> {
  socket.write(sslRequest)
  const answer = await firstChunk(socket)
  if (answer.length === 1 && answer[0] === yes) return startTls(socket, ssl, host)
  if (answer.length === 1 && ssl === 'prefer') return socket
  throw Object.assign(new Error('the server did not agree to TLS'), { code: 'TLS_REFUSED' })
}

function firstChunk(socket: Socket): Promise<Buffer> {
  return new Promise((resolve) => {
    socket.once('data', (chunk: Buffer) => {
      socket.pause()
      resolve(chunk)
    })
  })
}

function startTls(socket: Socket, ssl: Ssl, host: string): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secured = connect({
      socket,
      host,
      ...(isIP(host) ? {} : { servername: host }),
      ...verification(ssl),
    })
    secured.once('error', reject)
    secured.once('secureConnect', () => {
      secured.off('error', reject)
      resolve(secured)
    })
  })
}

function verification(ssl: Ssl): ConnectionOptions {
  if (typeof ssl === 'object') return ssl
  return unverified.has(ssl) ? { rejectUnauthorized: false } : {}
}
