import type { FastifyBaseLogger } from 'fastify'
import type { Test } from 'tap'
import { createLog } from '../../src/http/door/log.ts'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { createService, type Service, type ServiceOptions } from '../../src/service.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { createIssuer, type Issuer, testAudience } from './issuer.ts'

/** A whole service on a database of its own, reached with `inject`; closes itself. */
export interface TestService {
  readonly service: Service
  readonly database: TestDatabase
  readonly issuer: Issuer
  /** Every line that was logged. */
  readonly logged: string[]
  /** Registers as a subject and answers with status and body. */
  register(
    subject: string,
    body: object,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Answer }>
  get(subject: string, path: string): Promise<{ status: number; body: Answer; payload: string }>
}

// biome-ignore lint/suspicious/noExplicitAny: the tests read answers of every shape
type Answer = any

export async function createTestService(
  t: Test,
  options: Partial<ServiceOptions> & {
    /** The database and the issuer of another, where two are to be instances of one service. */
    readonly existing?: TestDatabase
    readonly issuer?: Issuer
  } = {},
): Promise<TestService> {
  const { existing, issuer: known, ...overrides } = options
  const database = existing ?? (await createTestDatabase(t))
  const issuer = known ?? (await createIssuer(t))
  const logged: string[] = []
  const service = await createService({
    databaseUrl: database.serviceUrl,
    poolSize: 4,
    queryDeadline: 10_000,
    keys: parseKeys(generateKeys(false)),
    issuers: [issuer],
    audience: testAudience,
    publicUrl: 'https://verwijsindex.example',
    portalUrl: 'https://portaal.example',
    mail: { url: 'smtp://127.0.0.1:1', from: 'noreply@verwijsindex.example' },
    sealing: false,
    retention: { on: false, longestGapDays: 7 },
    delivery: { on: false, pollSeconds: 1, retrySchedule: [1] },
    budgets: { perProfessional: 100_000, perOrganisation: 1_000_000 },
    requestsPerMinute: 1_000_000,
    corsOrigins: ['https://portaal.example'],
    proxies: [],
    revision: 'unknown',
    log: createLog('debug', { write: (line: string) => logged.push(line) }) as FastifyBaseLogger,
    ...overrides,
  })
  t.teardown(() => service.close())
  const headers = async (subject: string) => ({ authorization: `Bearer ${await issuer.token(subject)}` })
  return {
    service,
    database,
    issuer,
    logged,
    async register(subject, body, more = {}) {
      const answer = await service.app.inject({
        method: 'POST',
        url: '/v1/signals',
        headers: { ...(await headers(subject)), ...more },
        payload: body,
      })
      return { status: answer.statusCode, body: answer.json() }
    },
    async get(subject, path) {
      const answer = await service.app.inject({ url: path, headers: await headers(subject) })
      return { status: answer.statusCode, body: answer.json(), payload: answer.payload }
    },
  }
}
