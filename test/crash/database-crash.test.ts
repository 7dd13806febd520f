import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import t from 'tap'
import { openEmbeddedDatabase } from '../../src/development/open-embedded.ts'
import { crowd } from '../matching/crowd.ts'
import { judge, pairsAndTriples } from '../matching/groups.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createIssuer } from '../support/issuer.ts'
import { inForm } from '../support/long-form.ts'
import { startMailServer } from '../support/mail-server.ts'
import { openSql } from '../support/open-sql.ts'
import { compareMail, faultsInBooks } from './books.ts'
import { type Clients, startClients } from './clients.ts'
import { letLeasesRunOut, outboxEmpty } from './outbox.ts'
import { killServer } from './postgres-process.ts'
import { prepareService } from './service-process.ts'

t.setTimeout(900_000)

const kills = inForm(3, 20)
const groups = inForm(1000, 4000)

t.test(
  'a database that is killed under load: the service lives on, and nothing is lost or half done',
  async (t) => {
    const base = await mkdtemp(join(tmpdir(), 'database-crash-'))
    const open = () => openEmbeddedDatabase(join(base, 'postgres'), { shared_buffers: '32MB' })
    let database = await open()
    t.teardown(async () => {
      await database.server.stop()
      await rm(base, { recursive: true, force: true })
    })
    /** As superuser, and only while nobody kills the server. */
    const look = async <T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> => {
      const sql = openSql(database.server.url('verwijsindex'))
      try {
        return await work(sql)
      } finally {
        await sql.end({ timeout: 5 })
      }
    }
    await look((sql) => crowd(sql, 3 * groups))
    const issuer = await createIssuer(t)
    const mailServer = await startMailServer(t)
    const service = await prepareService(t, {
      databaseUrl: database.serviceUrl,
      issuer,
      mailUrl: mailServer.url,
    })
    await service.start()
    const arrivals = pairsAndTriples(0, groups, madeUpBsns())
    const clients = startClients({ url: service.url, issuer, arrivals })

    const recoveries: number[] = []
    for (let kill = 0; kill < kills; kill++) {
      await acknowledged(clients, 50)
      await sleep(Math.random() * 500)
      await killServer(database.server.pid)
      await sleep(Math.random() * 500)
      await database.server.stop()
      database = await open()
      const began = performance.now()
      await acknowledged(clients, 20)
      recoveries.push(Math.round(performance.now() - began))
      t.equal(service.end, undefined, 'the service runs on')
    }
    await clients.finish()
    service.signal('SIGTERM')
    t.equal(await service.ended(), 0)
    await look(letLeasesRunOut)
    await service.start()
    await look((sql) => outboxEmpty(sql))
    service.signal('SIGTERM')
    t.equal(await service.ended(), 0)

    t.strictSame(clients.wrong, [], 'no wrong answer')
    const { signals, matches, notifications, ...wrong } = await look((sql) =>
      judge(sql, clients.arrivals, clients.answers),
    )
    t.strictSame(wrong, { failed: 0, missed: 0, doubled: 0, wronglyAnswered: 0, wronglyNotified: 0 })
    const stored = await look((sql) => sql`select id from signal`)
    t.strictSame(
      stored.map(({ id }) => id).sort(),
      clients.signalIds.toSorted(),
      'what was acknowledged, and no more',
    )
    t.strictSame(await look(faultsInBooks), {})
    const mail = await look((sql) => compareMail(sql, mailServer))
    t.strictSame({ ...mail, again: 0 }, { owed: notifications, missing: 0, notOwed: 0, again: 0 })
    t.comment(
      `${kills} kills: ${signals} signals, ${matches} matches, ${mail.owed} mails, ${mail.again} of them twice;`,
      `repeated: ${JSON.stringify(clients.repeated)}; back after ${recoveries.join(', ')} ms`,
    )
  },
)

/** Waits until so many more have been acknowledged. */
async function acknowledged({ arrivals }: Clients, more: number): Promise<void> {
  const goal = arrivals.length + more
  for (const deadline = Date.now() + 30_000; arrivals.length < goal; await sleep(20))
    if (Date.now() > deadline) throw new Error('the service did not recover')
}
