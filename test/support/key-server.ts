import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { createIssuerIn, type Issuer } from './issuer.ts'

/** An issuer whose keys are asked for over the line, where they may be out of order in any way. */
export interface KeyServer extends Issuer {
  /** How often its keys were asked for. */
  asked(): number
  /** The `traceparent` of each time. */
  readonly traces: (string | undefined)[]
  /** Answers like this from now on; `undefined` gives the keys. */
  answer(as: ((response: ServerResponse) => void) | undefined): void
}

export async function startKeyServer(t: Test): Promise<KeyServer> {
  let asked = 0
  const traces: (string | undefined)[] = []
  let answer: ((response: ServerResponse) => void) | undefined
  const server = createServer(({ headers }, response) => {
    asked++
    traces.push(headers.traceparent as string | undefined)
    if (answer) answer(response)
    else void readFile(local.jwks).then((keys) => response.setHeader('connection', 'close').end(keys))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const local = await createIssuerIn(t.testdir(), origin)
  return {
    ...local,
    jwks: new URL('/jwks', origin),
    asked: () => asked,
    traces,
    answer: (as) => {
      answer = as
    },
  }
}
