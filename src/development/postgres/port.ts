import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** The only address that the server listens on. */
export const host = '127.0.0.1'

/** The file that remembers a port that was chosen, so that a later start has the same address. */
export function portFile(home: string): string {
  return join(home, 'port')
}

/** The port of the last start that chose one itself. */
export async function rememberedPort(home: string): Promise<number | undefined> {
  const port = Number(await readFile(portFile(home), 'utf8').catch(() => ''))
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : undefined
}

/** A port that is free now: the preferred one if it is. */
export async function freePort(preferred: number | undefined): Promise<number> {
  const port = preferred === undefined ? undefined : await tryPort(preferred)
  if (port !== undefined) return port
  const any = await tryPort(0)
  if (any === undefined) throw new Error(`No free port on ${host}.`)
  return any
}

/** Whether nothing listens on this port. */
export async function isFree(port: number): Promise<boolean> {
  return (await tryPort(port)) !== undefined
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address()
      const found = typeof address === 'object' && address !== null ? address.port : undefined
      server.close(() => resolve(found))
    })
  })
}
