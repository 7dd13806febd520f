import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { crowd } from '../matching/crowd.ts'
import { judge, pairsAndTriples } from '../matching/groups.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createTestDatabase } from '../support/database.ts'
import { createIssuer } from '../support/issuer.ts'
import { startMailServer } from '../support/mail-server.ts'
import { faultsInBooks } from './books.ts'
import { startClients } from './clients.ts'
import { letLeasesRunOut, outboxEmpty } from './outbox.ts'
import { prepareService } from './service-process.ts'

t.setTimeout(600_000)

async function underLoad(t: Test) {
  const { sql, serviceUrl } = await createTestDatabase(t)
  await crowd(sql, 3000)
  const issuer = await createIssuer(t)
  const mailServer = await startMailServer(t)
  const service = await prepareService(t, { databaseUrl: serviceUrl, issuer, mailUrl: mailServer.url })
  await service.start()
  const arrivals = pairsAndTriples(0, 1000, madeUpBsns())
  const clients = startClients({ url: service.url, issuer, arrivals, pause: 0 })
  for (const deadline = Date.now() + 30_000; clients.arrivals.length < 100; await sleep(10))
    if (Date.now() > deadline) throw new Error('there was no load')
  return { sql, service, clients }
}

const ways: Record<string, NodeJS.Signals[]> = {
  SIGTERM: ['SIGTERM'],
  'SIGTERM twice and SIGINT': ['SIGTERM', 'SIGTERM', 'SIGINT'],
}

for (const [how, signals] of Object.entries(ways)) {
  t.test(`${how} under load: what was accepted is answered, and it ends well within seconds`, async (t) => {
    const { sql, service, clients } = await underLoad(t)
    const began = performance.now()
    for (const name of signals) {
      service.signal(name)
      await sleep(5)
    }
    t.equal(await service.ended(), 0)
    const took = Math.round(performance.now() - began)
    t.ok(took < 8000, `ended in ${took} ms`)
    // Before anything is repeated: nothing was stored that was not acknowledged.
    const stored = await sql`select id from signal`
    t.strictSame(
      stored.map(({ id }) => id).sort(),
      clients.signalIds.toSorted(),
      'all that was stored was answered',
    )

    await letLeasesRunOut(sql)
    await service.start()
    await clients.finish()
    await outboxEmpty(sql)
    t.strictSame(clients.wrong, [], 'no wrong answer')
    const {
      signals: _,
      matches,
      notifications,
      ...wrong
    } = await judge(sql, clients.arrivals, clients.answers)
    t.strictSame(wrong, { failed: 0, missed: 0, doubled: 0, wronglyAnswered: 0, wronglyNotified: 0 })
    t.strictSame(await faultsInBooks(sql), {})
  })
}

t.test('clients that hang do not keep the service from ending', async (t) => {
  const { sql, serviceUrl } = await createTestDatabase(t)
  await crowd(sql, 1)
  const issuer = await createIssuer(t)
  const service = await prepareService(t, { databaseUrl: serviceUrl, issuer, mailUrl: 'smtp://127.0.0.1:1' })
  await service.start()
  const { hostname, port } = new URL(service.url)
  const beginnings = [
    '',
    'POST /v1/sig',
    'POST /v1/signals HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"bsn"',
  ]
  for (const beginning of beginnings) {
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {})
    t.teardown(() => socket.destroy())
    await once(socket, 'connect')
    socket.write(beginning)
  }
  await sleep(100)
  const began = performance.now()
  service.signal('SIGTERM')
  t.equal(await service.ended(), 0)
  const took = Math.round(performance.now() - began)
  t.ok(took < 8000, `ended in ${took} ms`)
})
