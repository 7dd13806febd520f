import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { createTestService } from '../support/service.ts'

const health = 'GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n'

t.test('an instance that is about to stop is not ready, and still answers what comes', async (t) => {
  const { service, issuer, logged } = await createTestService(t)
  const headers = { authorization: `Bearer ${await issuer.token('nobody')}` }
  const asked = async () => {
    const answers = await Promise.all([
      service.app.inject('/health/ready'),
      service.operations.inject('/health/ready'),
      service.app.inject('/health/live'),
      service.app.inject({ url: '/v1/matches', headers }),
    ])
    return answers.map(({ statusCode }) => statusCode)
  }
  t.strictSame(await asked(), [200, 200, 200, 403])
  service.stopping.begin()
  t.strictSame(await asked(), [503, 503, 200, 403])
  t.match(logged.join(''), /"why":"stopping"/)
})

t.test('each answer then ends its connection, so that a proxy keeps none', async (t) => {
  const { service } = await createTestService(t)
  const url = await service.listen({ host: '127.0.0.1', port: 0 }, { host: '127.0.0.1', port: 0 })
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  const connection = async (path: string) => {
    const asking = request(`${url}${path}`, { agent }).end()
    const [answer] = await once(asking, 'response')
    answer.resume()
    return answer.headers.connection
  }
  t.equal(await connection('/health/live'), 'keep-alive')
  service.stopping.begin()
  for (const path of ['/health/live', '/v1/matches', '/nowhere'])
    t.equal(await connection(path), 'close', path)
})

t.test('who stood at the socket when it was closed is still answered', async (t) => {
  const { service } = await createTestService(t)
  const url = await service.listen({ host: '127.0.0.1', port: 0 }, { host: '127.0.0.1', port: 0 })
  // A connection is made in the kernel at once, and waits there until the loop takes it.
  const clients = Array.from({ length: 20 }, () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined)
    socket.write(health)
    return text(socket).catch(() => 'reset')
  })
  service.stopping.begin()
  await service.close()
  t.strictSame(
    (await Promise.all(clients)).map((answer) => answer.slice(0, 'HTTP/1.1 200'.length)),
    Array(20).fill('HTTP/1.1 200'),
  )
})
