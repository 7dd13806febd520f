import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import type { Test } from 'tap'

/** Listens in on what a client and PostgreSQL say to each other, as kinds of messages in order. */
export interface Conversation {
  /** The same URL, by way of the listener. */
  url(url: string): string
  /** What was said since it was last asked: one letter per message, the client's as `>B`, the server's as `<D`. */
  take(): string
}

export async function listenIn(t: Test, target: string): Promise<Conversation> {
  const { hostname, port } = new URL(target)
  const said: string[] = []
  const relay = createServer((client) => {
    const server = connect({ host: hostname, port: Number(port) })
    const ends = () => [client, server].map((side) => side.destroy())
    for (const side of [client, server]) side.on('error', ends).on('close', ends)
    const fromClient = kinds((kind) => said.push(`>${kind}`), true)
    const fromServer = kinds((kind) => said.push(`<${kind}`), false)
    client.on('data', (part: Buffer) => {
      fromClient(part)
      server.write(part)
    })
    server.on('data', (part: Buffer) => {
      fromServer(part)
      client.write(part)
    })
  })
  relay.listen(0, '127.0.0.1')
  await once(relay, 'listening')
  t.teardown(() => relay.close())
  const { port: chosen } = relay.address() as AddressInfo
  return {
    url: (url) => Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(chosen) }).href,
    take: () => said.splice(0).join(' '),
  }
}

/** Takes bytes as they come, and tells the kind of each whole message. The first of a client has no kind. */
function kinds(tell: (kind: string) => void, hasGreeting: boolean): (part: Buffer) => void {
  let greeted = !hasGreeting
  let held: Buffer = Buffer.alloc(0)
  return (part) => {
    held = Buffer.concat([held, part])
    for (;;) {
      const at = greeted ? 1 : 0
      if (held.length < at + 4) return
      const length = held.readInt32BE(at) + at
      if (held.length < length) return
      tell(greeted ? String.fromCharCode(held[0] ?? 0) : 'greeting')
      greeted = true
      held = held.subarray(length)
    }
  }
}
