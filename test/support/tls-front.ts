import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { TLSSocket } from 'node:tls'
import tlsOptions from 'smtp-server/lib/tls-options.js'
import type { Test } from 'tap'

/**
 * Stands before a PostgreSQL and speaks TLS for it, with a certificate that nobody trusts: that of `smtp-server`.
 * @returns the same address, by way of it
 */
export async function untrustedTls(t: Test, url: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const front = createServer((socket) => {
    socket.on('error', () => {})
    // The request for TLS is eight bytes, and `S` agrees to it.
    socket.once('data', () => {
      socket.write('S')
      const { key, cert } = tlsOptions()
      const secured = new TLSSocket(socket, { isServer: true, key, cert })
      const server = connect({ host: hostname, port: Number(port) })
      for (const side of [secured, server])
        side.on('error', () => [secured, server].map((each) => each.destroy()))
      secured.pipe(server).pipe(secured)
    })
  })
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  t.teardown(() => front.close())
  const chosen = (front.address() as AddressInfo).port
  return Object.assign(new URL(url), { port: String(chosen) }).href
}
