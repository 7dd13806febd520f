import { Writable } from 'node:stream'
import Fastify from 'fastify'
import { pino } from 'pino'
import t from 'tap'
import { DomainError } from '../../src/ground/errors.ts'
import { type Health, healthRoutes } from '../../src/http/door/health.ts'
import { createMetrics } from '../../src/http/door/metrics.ts'
import { buildOperations } from '../../src/http/door/operations.ts'

function linesOf() {
  const lines: string[] = []
  const stream = new Writable({
    write(line, _encoding, done) {
      lines.push(String(line))
      done()
    },
  })
  return { stream, lines: (): Record<string, unknown>[] => lines.map((line) => JSON.parse(line)) }
}

/** What stands in the log of an instance that is asked whether it is ready, about that. */
async function logOf(whyNotReady: Health['whyNotReady']): Promise<Record<string, unknown>[]> {
  const { lines, stream } = linesOf()
  const app = Fastify({ logger: { stream } })
  healthRoutes(app, { rehearsal: false, whyNotReady })
  t.not((await app.inject('/health/ready')).statusCode, 200)
  await app.close()
  return lines().filter(({ msg }) => msg === 'not ready')
}

t.test('the log says why an instance is not ready', async (t) => {
  t.match(await logOf(async () => ({ why: 'older' })), [{ why: 'older' }])
  t.match(await logOf(async () => ({ why: 'lacks-keys', lacks: ['version 2 of the seal key'] })), [
    { why: 'lacks-keys', lacks: ['version 2 of the seal key'] },
  ])
  t.match(await logOf(() => Promise.reject(new DomainError('service-unavailable'))), [
    { why: 'database-away' },
  ])
})

t.test('also where it is asked on the port of operations, which logs nothing else', async (t) => {
  const { lines, stream } = linesOf()
  const health: Health = { rehearsal: false, whyNotReady: async () => ({ why: 'read-only' }) }
  const operations = buildOperations(createMetrics(), async () => {}, health, pino(stream))
  for (const path of ['/health/live', '/metrics', '/health/ready']) await operations.inject(path)
  await operations.close()
  t.match(lines(), [{ msg: 'not ready', why: 'read-only' }])
  t.equal(lines().length, 1)
})

t.test('a fault of the service is not taken for a database that is away', async (t) => {
  t.strictSame(await logOf(() => Promise.reject(new Error('a fault'))), [])
})
