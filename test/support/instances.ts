import type { Test } from 'tap'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import type { ServiceOptions } from '../../src/service.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { createIssuer } from './issuer.ts'
import { createTestService, type TestService } from './service.ts'

// biome-ignore lint/suspicious/noExplicitAny: the tests read answers of every shape
type Answer = { readonly status: number; readonly body: any }

/** Several instances of the service on one database, which answer by turns. */
export interface Instances {
  readonly database: TestDatabase
  readonly clock: { now: Date }
  ask(subject: string, method: 'GET' | 'POST', path: string, payload?: object): Promise<Answer>
  /** Finishes what was accepted, so that the database counts what went wrong. */
  close(): Promise<void>
}

export async function startInstances(
  t: Test,
  howMany: number,
  options: Partial<ServiceOptions> = {},
): Promise<Instances> {
  const database = await createTestDatabase(t)
  const issuer = await createIssuer(t)
  const clock = { now: new Date('2026-11-22T09:00:00Z') }
  const keys = parseKeys(generateKeys(false))
  const running: TestService[] = []
  for (let n = 0; n < howMany; n++)
    running.push(
      await createTestService(t, { existing: database, issuer, keys, clock: () => clock.now, ...options }),
    )
  const tokens = new Map<string, Promise<string>>()
  const tokenOf = (subject: string) => {
    const token = tokens.get(subject) ?? issuer.token(subject)
    tokens.set(subject, token)
    return token
  }
  let turn = 0
  return {
    database,
    clock,
    async ask(subject, method, path, payload) {
      const authorization = `Bearer ${await tokenOf(subject)}`
      const instance = running[turn++ % running.length]
      if (!instance) throw new Error('no instance is running')
      const answer = await instance.service.app.inject({
        method,
        url: `/v1${path}`,
        headers: { authorization },
        ...(payload === undefined ? {} : { payload }),
      })
      return { status: answer.statusCode, body: answer.payload === '' ? null : answer.json() }
    },
    async close() {
      for (const { service } of running) await service.close()
    },
  }
}
