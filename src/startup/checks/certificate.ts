import { once } from 'node:events'
import { connect } from 'node:net'
import { TLSSocket } from 'node:tls'
import { upgradeToTls } from '../../../db/driver/tls-upgrade.ts'

/** ms that it may take. */
const patience = 5000

/**
 * Until when the certificate of a database is valid. Nothing is said over the line, so it is not asked whether it can be trusted.
 * @throws where there is no answer, or no TLS
 */
export async function readCertificate(url: string): Promise<Date | undefined> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port || 5432) })
  const signal = AbortSignal.timeout(patience)
  const end = () => socket.destroy(new Error('no answer'))
  signal.addEventListener('abort', end)
  try {
    await once(socket, 'connect', { signal })
    const secured = await upgradeToTls(socket, { rejectUnauthorized: false }, hostname)
    socket.on('error', () => {})
    const { valid_to: until } = secured instanceof TLSSocket ? secured.getPeerCertificate() : { valid_to: '' }
    secured.destroy()
    return until === '' ? undefined : new Date(until)
  } finally {
    signal.removeEventListener('abort', end)
    socket.destroy()
  }
}
