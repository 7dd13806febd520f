import { connect, type Socket } from 'node:net'
import type { Measured } from './pgbench.ts'

/**
 * A load generator that costs little beside what it measures: each client has a connection of its own, sends a request that was
 * made beforehand, and sends the next when the answer is whole.
 * @param nextRequest the bytes of a request, head and body
 * @throws Error at the first answer that is not 200 or 201
 */
export async function measureHttp(
  port: number,
  clients: number,
  seconds: number,
  nextRequest: () => string,
): Promise<Measured> {
  const latencies: number[] = []
  const until = performance.now() + seconds * 1000
  const began = performance.now()
  await Promise.all(Array.from({ length: clients }, () => oneClient(port, until, nextRequest, latencies)))
  const elapsed = (performance.now() - began) / 1000
  const sorted = Float64Array.from(latencies).sort()
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  return { rate: latencies.length / elapsed, p50: at(0.5), p99: at(0.99) }
}

function oneClient(
  port: number,
  until: number,
  nextRequest: () => string,
  latencies: number[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1')
    let received = ''
    let sent = 0
    const send = () => {
      sent = performance.now()
      socket.write(nextRequest())
    }
    socket.setNoDelay(true).setEncoding('latin1')
    socket.on('connect', send)
    socket.on('error', reject)
    socket.on('data', (chunk: string) => {
      received += chunk
      if (!isWhole(received)) return
      if (!/^HTTP\/1\.1 20[01] /.test(received))
        return reject(new Error(`an answer was not good:\n${received.slice(0, 2000)}`))
      received = ''
      const now = performance.now()
      latencies.push(now - sent)
      if (now < until) return send()
      socket.end()
      resolve()
    })
  })
}

function isWhole(received: string): boolean {
  const head = received.indexOf('\r\n\r\n')
  if (head < 0) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(received)
  return length !== null && received.length >= head + 4 + Number(length[1])
}
