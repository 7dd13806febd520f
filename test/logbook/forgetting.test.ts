import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import t, { type Test } from 'tap'
import { openDatabase } from '../../db/driver/client.ts'
import { toSigner, verifierOf } from '../../src/logbook/note.ts'
import { atOneInstant, readLogbook } from '../../src/logbook/read-logbook.ts'
import { sealLogbook } from '../../src/logbook/seal-lines.ts'
import { verifyLogbook } from '../../src/logbook/verify-logbook.ts'
import { createTestDatabase } from '../support/database.ts'
import { inForm } from '../support/long-form.ts'
import { openSql } from '../support/open-sql.ts'
import { sealAll, sealAtLeast } from '../support/sealing.ts'

const signer = toSigner('verwijsindex.example/logbook', randomBytes(32))

async function world(t: Test) {
  const { sql, serviceUrl, superuserUrl } = await createTestDatabase(t)
  const database = openDatabase({
    url: serviceUrl,
    role: 'verwijsindex_service',
    poolSize: 2,
    queryDeadline: 10_000,
    applicationName: 'test',
  })
  t.teardown(() => database.close())
  const seal = () => sealLogbook({ database, signer, now: new Date() }, () => false)
  const verify = () => atOneInstant(sql, (still) => verifyLogbook(readLogbook(still), verifierOf(signer)))
  const connect = () => {
    const client = openSql(superuserUrl)
    t.teardown(() => client.end({ timeout: 5 }))
    return client
  }
  return { sql, seal, verify, connect }
}

const born = async (sql: postgres.ISql, id: string) =>
  sql`insert into young_person (id, bsn_sealed, seal_key_version, destruction_date) values (${id}, 'x', 1, '2040-01-01')`
const look = async (sql: postgres.ISql, id: string) =>
  sql`insert into logbook (occurred_at, event, young_person_id, signal_id) values (now(), 'signals_viewed', ${id}, gen_random_uuid())`
const destroy = async (sql: postgres.ISql, id: string) =>
  sql`select from destroy_young_persons(array[${id}]::uuid[], 'erasure', 'Jw 7.1.5', null, now(), current_date)`.execute()

/** What is left of the ties to young persons who are not there any more. */
async function remains(sql: postgres.Sql) {
  const [row] = await sql<{ lines: number; salts: number }[]>`
    select count(*)::int as lines, count(f.subject_salt)::int as salts
      from logbook l left join logbook_leaf f on f.logbook_id = l.id
     where l.young_person_id is not null and not exists (select from young_person y where y.id = l.young_person_id)
        or f.subject_salt is not null and l.young_person_id is null`
  return row
}

t.test('R20: a line that came after its young person was destroyed is sealed without the tie', async (t) => {
  const { sql, seal, verify, connect } = await world(t)
  const [stays, gone] = [crypto.randomUUID(), crypto.randomUUID()]
  await born(sql, stays)
  await born(sql, gone)
  await look(sql, stays)
  await look(sql, gone)
  await destroy(connect(), gone)
  // Somebody who read of them before writes this after.
  await look(sql, gone)
  t.equal(await sealAtLeast(seal, 4), 4)
  t.same(await remains(sql), { lines: 0, salts: 0 })
  const kept = await sql`select 1 from logbook l join logbook_leaf f on f.logbook_id = l.id
                          where l.young_person_id = ${stays} and f.subject_salt is not null`
  t.equal(kept.length, 1, 'of somebody who is there it stays')
  t.strictSame((await verify()).findings, [])
})

t.test('R20: sealing and destroying keep each other out, and writers wait for neither', async (t) => {
  const { sql, seal, verify, connect } = await world(t)
  const id = crypto.randomUUID()
  await born(sql, id)
  await look(sql, id)
  let sealing: Promise<number> = Promise.resolve(0)
  await connect().begin(async (tx) => {
    await destroy(tx, id)
    sealing = seal()
    const first = await Promise.race([sealing.then(() => 'sealed'), sleep(300).then(() => 'waits')])
    t.equal(first, 'waits')
    await look(sql, crypto.randomUUID())
    t.pass('a writer does not')
  })
  await sealing
  await sealAll(sql, seal)
  t.same(await remains(sql), { lines: 0, salts: 0 })
  t.strictSame((await verify()).findings, [])
})

t.test(
  'R20: a destruction tells how many sealed lines it forgot, and what was hidden besides is found',
  async (t) => {
    const { sql, seal, verify, connect } = await world(t)
    const [stays, gone] = [crypto.randomUUID(), crypto.randomUUID()]
    for (const id of [stays, gone]) {
      await born(sql, id)
      for (let n = 0; n < 3; n++) await look(sql, id)
    }
    await sealAll(sql, seal)
    await look(sql, gone)
    await destroy(connect(), gone)
    t.same(await sql`select count::int from logbook where event = 'young_person_destroyed'`, [{ count: 3 }])
    t.strictSame((await verify()).findings, [])
    await sealAll(sql, seal)
    const { findings, forgotten } = await verify()
    t.strictSame({ findings, forgotten }, { findings: [], forgotten: 3 })

    const hide = () => sql`
    with hidden as (
      update logbook set young_person_id = null
       where id = (select min(id) from logbook where young_person_id = ${stays}) returning id)
    update logbook_leaf f set subject_salt = null from hidden where f.logbook_id = hidden.id`
    await hide()
    t.strictSame((await verify()).findings, [{ kind: 'subject-hidden', at: 4 }])
    await look(sql, stays)
    await sealAll(sql, seal)
    t.strictSame((await verify()).findings, [{ kind: 'subject-hidden', at: 4 }], 'also once more was sealed')
    await destroy(connect(), stays)
    t.strictSame(
      (await verify()).findings,
      [{ kind: 'subject-hidden', at: 7 }],
      'and the young person is gone',
    )
  },
)

t.test('R20: nothing of anybody who was destroyed is left, also of what was sealed meanwhile', async (t) => {
  const { sql, seal, verify, connect } = await world(t)
  const people = inForm(300, 3000)
  const known: string[] = []
  let [made, ended] = [0, 0]
  const registering = Array.from({ length: 4 }, async () => {
    const own = connect()
    while (made++ < people) {
      const id = crypto.randomUUID()
      await own.begin(async (tx) => {
        await born(tx, id)
        await look(tx, id)
      })
      known.push(id)
      // Somebody who read of one of them a moment ago, and whose line comes when it comes.
      const other = known[Math.floor(Math.random() * known.length)] ?? id
      await look(own, other)
    }
    ended++
  })
  const destroying = Array.from({ length: 2 }, async () => {
    const own = connect()
    while (ended < 4 || known.length > people / 3) {
      const [id] = known.splice(Math.floor(Math.random() * known.length), 1)
      if (id === undefined) await sleep(2)
      else await destroy(own, id)
    }
  })
  let done = false
  let verified = 0
  const verifying = (async () => {
    for (; !done; await sleep(50)) {
      const { findings } = await verify()
      if (findings.length > 0) throw new Error(`at some instant: ${JSON.stringify(findings)}`)
      verified++
    }
  })()
  const sealingAll = (async () => {
    while (!done) {
      await seal()
      await sleep(5)
    }
  })()
  await Promise.all([...registering, ...destroying])
  done = true
  await sealingAll
  await verifying
  t.ok(verified > 1, `it verified at ${verified} instants meanwhile`)
  await sealAll(sql, seal)
  t.same(await remains(sql), { lines: 0, salts: 0 })
  const { findings, size, forgotten } = await verify()
  t.strictSame(findings, [])
  t.ok(forgotten > 0, `${size} lines sealed, of ${forgotten} the young person was forgotten after sealing`)
})
