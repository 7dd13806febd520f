import { join } from 'node:path'
import t from 'tap'
import { openLedger } from '../../../src/retention/ledger/open-ledger.ts'
import { backupTables } from '../../support/backup-tables.ts'
import { testPersons } from '../../support/bsn.ts'
import { ownDirectory } from '../../support/directory.ts'
import { smallRegion } from '../../support/region.ts'
import { createTestService } from '../../support/service.ts'
import { until } from '../../support/until.ts'

t.setTimeout(120_000)

t.test(
  'a database that went back under a running service: nobody destroyed stays back, and what is new stays',
  async (t) => {
    const ledger = openLedger(join(await ownDirectory(t), 'ledger'))
    const { database, service, issuer, register, logged } = await createTestService(t, { ledger })
    const { sql } = database
    const { professionals } = await smallRegion(sql, 3)
    const [first = '', second = '', third = ''] = professionals.map(({ subject }) => subject)
    const [one, other, stays] = testPersons.map(({ bsn, birthDate }) => ({ bsn, birthDate }))
    const endUnfounded = async (id: string) =>
      service.app.inject({
        method: 'POST',
        url: `/v1/signals/${id}/endings`,
        headers: { authorization: `Bearer ${await issuer.token(first)}` },
        payload: { reason: 'unfounded' },
      })
    const kept = async () => (await sql`select from destruction where kept_at is null`).length === 0
    const signals = async () => (await sql`select id from signal order by id`).map(({ id }) => id as string)

    const registered = [one, other, stays].map((who) => register(first, who ?? {}))
    const [met, gone, there] = (await Promise.all(registered)).map(({ body }) => body.id as string)
    const restore = await backupTables(sql)
    for (const id of [met, gone]) t.equal((await endUnfounded(id ?? '')).statusCode, 204)
    await until(kept)

    await restore()
    t.strictSame(await signals(), [met, gone, there].sort(), 'it went back')
    const anew = await register(second, one ?? {})
    t.equal(anew.status, 201)
    await until(async () => (await sql`select from logbook where event = 'ledger_replayed'`).length > 0)
    t.strictSame(await signals(), [there, anew.body.id].sort())
    t.equal((await sql`select from match where closed_at is null`).length, 0)
    t.equal((await sql`select from young_person`).length, 2)
    t.ok(logged.some((line) => line.includes('the database went back')))

    t.equal((await register(third, one ?? {})).status, 201)
    t.equal((await sql`select from match where closed_at is null`).length, 1, 'who is new is met')
    t.equal((await endUnfounded(there ?? '')).statusCode, 204)
    await until(kept)
    t.equal((await sql`select from logbook where event = 'ledger_replayed'`).length, 1, 'once')
  },
)
