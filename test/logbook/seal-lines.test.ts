import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import t from 'tap'
import { openDatabase } from '../../db/driver/client.ts'
import { openCheckpoint, toSigner, verifierOf } from '../../src/logbook/note.ts'
import { readLogbook } from '../../src/logbook/read-logbook.ts'
import { sealLogbook } from '../../src/logbook/seal-lines.ts'
import { verifyLogbook } from '../../src/logbook/verify-logbook.ts'
import { createTestDatabase } from '../support/database.ts'
import { inForm } from '../support/long-form.ts'
import { openSql } from '../support/open-sql.ts'
import { sealAll, sealAtLeast } from '../support/sealing.ts'

const signer = toSigner('verwijsindex.example/logbook', randomBytes(32))
const line = () =>
  `insert into logbook (occurred_at, event, ground, signal_id) values (now(), 'signal_registered', 'Jw 7.1.4.1', gen_random_uuid())`

async function sealable(t: Parameters<typeof createTestDatabase>[0]) {
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
  return { sql, superuserUrl, seal }
}

t.test('R20: what is settled is sealed, once, in order, under a checkpoint that is signed', async (t) => {
  const { sql, seal } = await sealable(t)
  t.equal(await seal(), 0, 'nothing is there')
  for (let n = 0; n < 10; n++) await sql.unsafe(line())
  t.equal(await sealAtLeast(seal, 10), 10)
  t.equal(await seal(), 0, 'a checkpoint does not follow itself')
  await sql.unsafe(line())
  t.equal(await sealAtLeast(seal, 2), 2, 'the line and the checkpoint before')
  const leaves = await sql<
    { index: number; logbook_id: number }[]
  >`select index::int, logbook_id::int from logbook_leaf order by index`
  t.strictSame(
    leaves.map(({ index }) => index),
    Array.from({ length: 12 }, (_, n) => n),
  )
  const notes = await sql<
    { note: string; size: number }[]
  >`select note, size::int from logbook_checkpoint order by size`
  t.strictSame(
    notes.map(({ note }) => openCheckpoint(note, verifierOf(signer))?.size),
    [10, 12],
  )
})

t.test(
  'R20: more lines than one batch takes, of one transaction and of many: none is passed by',
  async (t) => {
    const { sql, seal } = await sealable(t)
    const many = (count: number) =>
      sql.unsafe(
        line().replace('values (now()', 'select now()').replace(/\)$/, ` from generate_series(1, ${count})`),
      )
    await many(4500)
    for (let n = 0; n < 10; n++) await many(500)
    t.ok((await sealAtLeast(seal, 9500)) >= 9500)
    t.strictSame(await unsealed(sql), [])
  },
)

t.test(
  'R20: more lines than one batch takes that came along from another cluster: none is passed by',
  async (t) => {
    const { sql, seal } = await sealable(t)
    await sql.unsafe(line())
    await sealAtLeast(seal, 1)
    // As a dump brings them: a last checkpoint of elsewhere, and lines of transactions that are yet to come here.
    await sql`update logbook_checkpoint set cluster = 'elsewhere', sealed_before = '90000000'`
    await sql`insert into logbook (occurred_at, event, signal_id, transaction_id)
    select now(), 'signal_registered', gen_random_uuid(), (90000000 + n % 100)::text::xid8 from generate_series(1, 4500) n`
    await sql.unsafe(line())
    t.ok((await sealAtLeast(seal, 4502)) >= 4502)
    await sql.unsafe(line())
    await sealAtLeast(seal, 2)
    t.strictSame(await unsealed(sql), [])
  },
)

t.test(
  'R20: a line whose transaction is still going on holds back what may come before it, and nothing else',
  async (t) => {
    const { sql, superuserUrl, seal } = await sealable(t)
    const slow = openSql(superuserUrl)
    t.teardown(() => slow.end({ timeout: 5 }))
    await sql.unsafe(line())
    await slow.begin(async (tx) => {
      await tx.unsafe(line())
      await sql.unsafe(line())
      t.equal(await sealAtLeast(seal, 1), 1, 'only what was there before')
    })
    await sealAll(sql, seal)
    t.strictSame(await unsealed(sql), [], 'and then the rest')
  },
)

t.test(
  `R20: sixteen writers with transactions of any length while the sealer runs: no line passed by, none twice`,
  async (t) => {
    const { sql, superuserUrl, seal } = await sealable(t)
    const wanted = inForm(1500, 10_000)
    let written = 0
    let lag = 0
    const writers = Array.from({ length: 16 }, async () => {
      const own = openSql(superuserUrl)
      while (written < wanted) {
        const lines = 1 + Math.floor(Math.random() * 8)
        await own
          .begin(async (tx) => {
            for (let n = 0; n < lines; n++) await tx.unsafe(line())
            if (Math.random() < 0.2) await sleep(Math.random() * 60)
            if (Math.random() < 0.02) await sleep(Math.random() * inForm(300, 5000))
            if (Math.random() < 0.1) throw new Error('undone')
          })
          .then(() => {
            written += lines
          })
          .catch((error: Error) => {
            if (error.message !== 'undone') throw error
          })
      }
      await own.end()
    })
    const unsealed = async () => {
      const [row] = await sql<{ n: number }[]>`
      select count(*)::int as n from logbook l
       where event <> 'checkpoint_signed' and not exists (select from logbook_leaf f where f.logbook_id = l.id)`
      return row?.n ?? 0
    }
    let done = false
    const all = Promise.all(writers).then(() => {
      done = true
    })
    while (!done) {
      await seal()
      const [oldest] = await sql<{ s: number }[]>`
      select coalesce(extract(epoch from clock_timestamp() - min(occurred_at)), 0)::float8 as s from logbook l
       where not exists (select from logbook_leaf f where f.logbook_id = l.id) and event <> 'checkpoint_signed'`
      lag = Math.max(lag, oldest?.s ?? 0)
      await sleep(inForm(20, 1000))
    }
    await all
    for (let turn = 0; turn < 100 && (await unsealed()) > 0; turn++) {
      await seal()
      await sleep(50)
    }
    const [count] = await sql<{ lines: number; leaves: number; distinct: number; highest: number }[]>`
    select (select count(*) from logbook where event <> 'checkpoint_signed')::int as lines, count(*)::int as leaves,
           count(distinct f.logbook_id)::int as distinct, max(index)::int as highest
      from logbook_leaf f join logbook l on l.id = f.logbook_id and l.event <> 'checkpoint_signed'`
    t.equal(count?.leaves, count?.lines)
    t.equal(count?.distinct, count?.leaves)
    t.ok((count?.lines ?? 0) >= wanted)
    t.strictSame((await verifyLogbook(readLogbook(sql), verifierOf(signer))).findings, [])
    t.ok(lag < 60, `lag ${lag.toFixed(1)} s`)
    t.comment(`${count?.lines} lines, the oldest unsealed ${lag.toFixed(2)} s`)
  },
)

/** Lines without a leaf, but for the checkpoint that waits for company. */
async function unsealed(sql: postgres.Sql): Promise<unknown[]> {
  return [
    ...(await sql`select id, event from logbook l where event <> 'checkpoint_signed'
                   and not exists (select from logbook_leaf f where f.logbook_id = l.id)`),
  ]
}
