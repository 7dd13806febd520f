import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A link that can be made to fail in the ways that links do. */
export interface TcpProxy {
  readonly port: number
  /** The same URL, by way of this proxy. */
  url(url: string): string
  /** Lets nothing through any more, in either direction, and tells nobody: a cable that was pulled. */
  stall(): void
  /** Lets everything through again, what was held first. */
  resume(): void
  /** Breaks every link with an RST. */
  reset(): void
  /** Breaks every link once so many more bytes have come from the server, on all links together. */
  cutAfter(bytes: number): void
  /** How many links there are. */
  links(): number
  close(): Promise<void>
}

/** Starts a proxy in front of a server on this machine. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<readonly [client: Socket, server: Socket]>()
  let stalled = false
  let allowance = Number.POSITIVE_INFINITY

  const listener = createServer({ noDelay: true }, (client) => {
    const server = connect({ ...target, noDelay: true })
    const pair = [client, server] as const
    pairs.add(pair)
    forward(client, server)
    forward(server, client)
    if (stalled) hold(pair)
    server.on('data', (chunk) => {
      allowance -= chunk.length
      if (allowance <= 0) cut()
    })
    for (const side of pair) {
      side.on('error', () => undefined)
      side.on('close', () => {
        pairs.delete(pair)
        if (!stalled) for (const other of pair) other.destroy()
      })
    }
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo

  function cut(): void {
    allowance = Number.POSITIVE_INFINITY
    for (const pair of pairs) for (const side of pair) side.resetAndDestroy()
  }

  return {
    port,
    url: (url) => Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href,
    stall() {
      stalled = true
      for (const pair of pairs) hold(pair)
    },
    resume() {
      stalled = false
      for (const pair of pairs) for (const side of pair) side.resume()
    },
    reset: cut,
    cutAfter(bytes) {
      allowance = bytes
    },
    links: () => pairs.size,
    async close() {
      stalled = false
      for (const pair of pairs) for (const side of pair) side.destroy()
      listener.close()
      await once(listener, 'close')
    },
  }
}

function forward(from: Socket, to: Socket): void {
  from.on('data', (chunk) => to.write(chunk))
  from.on('end', () => to.end())
}

function hold(pair: readonly [Socket, Socket]): void {
  for (const side of pair) side.pause()
}
