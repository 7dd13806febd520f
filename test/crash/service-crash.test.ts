import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { crowd } from '../matching/crowd.ts'
import { judge, pairsAndTriples } from '../matching/groups.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createTestDatabase } from '../support/database.ts'
import { createIssuer } from '../support/issuer.ts'
import { inForm } from '../support/long-form.ts'
import { startMailServer } from '../support/mail-server.ts'
import { until } from '../support/until.ts'
import { compareMail, faultsInBooks } from './books.ts'
import { startClients } from './clients.ts'
import { letLeasesRunOut, outboxEmpty } from './outbox.ts'
import { prepareService } from './service-process.ts'

t.setTimeout(900_000)

const kills = inForm(3, 20)
const groups = inForm(1000, 4000)

t.test(
  'a service that is killed under load loses nothing, does nothing by half, and owes no mail',
  async (t) => {
    const { sql, serviceUrl } = await createTestDatabase(t)
    await crowd(sql, 3 * groups)
    const issuer = await createIssuer(t)
    const mailServer = await startMailServer(t)
    const service = await prepareService(t, { databaseUrl: serviceUrl, issuer, mailUrl: mailServer.url })
    await service.start()
    const arrivals = pairsAndTriples(0, groups, madeUpBsns())
    const clients = startClients({ url: service.url, issuer, arrivals })

    for (let kill = 0; kill < kills; kill++) {
      const before = clients.arrivals.length
      // Somebody is being served, however slow the machine is.
      await until(() => clients.arrivals.length > before)
      await sleep(Math.random() * 700)
      service.signal('SIGKILL')
      t.equal(await service.ended(), 'SIGKILL')
      await service.start()
    }
    await sleep(300)
    await clients.finish()
    service.signal('SIGTERM')
    t.equal(await service.ended(), 0)
    await letLeasesRunOut(sql)
    await service.start()
    await outboxEmpty(sql)
    service.signal('SIGTERM')
    t.equal(await service.ended(), 0)

    t.strictSame(clients.wrong, [], 'no wrong answer')
    const { signals, matches, notifications, ...wrong } = await judge(sql, clients.arrivals, clients.answers)
    t.strictSame(wrong, { failed: 0, missed: 0, doubled: 0, wronglyAnswered: 0, wronglyNotified: 0 })
    const stored = await sql`select id from signal`
    t.strictSame(
      stored.map(({ id }) => id).sort(),
      clients.signalIds.toSorted(),
      'what was acknowledged, and no more',
    )
    t.strictSame(await faultsInBooks(sql), {})
    const mail = await compareMail(sql, mailServer)
    t.strictSame({ ...mail, again: 0 }, { owed: notifications, missing: 0, notOwed: 0, again: 0 })
    t.comment(
      `${kills} kills: ${signals} signals, ${matches} matches, ${mail.owed} mails, ${mail.again} of them twice;`,
      `repeated: ${JSON.stringify(clients.repeated)}`,
    )
  },
)
