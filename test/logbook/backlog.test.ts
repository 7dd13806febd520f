import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import { openDatabase } from '../../db/driver/client.ts'
import { checkpointDigest } from '../../src/logbook/kept-checkpoint.ts'
import { toSigner, verifierOf } from '../../src/logbook/note.ts'
import { readLogbook } from '../../src/logbook/read-logbook.ts'
import { sealLogbook } from '../../src/logbook/seal-lines.ts'
import { verifyLogbook } from '../../src/logbook/verify-logbook.ts'
import { createTestDatabase } from '../support/database.ts'
import { sealAll } from '../support/sealing.ts'

/** A backlog of several batches of the sealer: after a stall, a large run of the daily work, or a restore (R20). */
const batches = 5000

const signer = toSigner('verwijsindex.example/logbook', randomBytes(32))
const lines = (count: number, transaction = 'pg_current_xact_id()', at = 'now()') =>
  `insert into logbook (transaction_id, occurred_at, event, ground, signal_id)
   select ${transaction}, ${at}, 'signal_registered', 'Jw 7.1.4.1', gen_random_uuid() from generate_series(1, ${count})`

async function sealable(t: Test) {
  const { sql, serviceUrl } = await createTestDatabase(t)
  const database = openDatabase({
    url: serviceUrl,
    role: 'verwijsindex_service',
    poolSize: 2,
    queryDeadline: 30_000,
    applicationName: 'test',
  })
  t.teardown(() => database.close())
  return {
    sql,
    seal: () => sealLogbook({ database, signer, now: new Date() }, () => false),
    verify: () => verifyLogbook(readLogbook(sql), verifierOf(signer)),
    unsealed: async () => {
      const [row] = await sql<{ n: number }[]>`
        select count(*)::int as n from logbook l
         where event <> 'checkpoint_signed' and not exists (select from logbook_leaf f where f.logbook_id = l.id)`
      return row?.n
    },
  }
}

t.test('R20: a backlog of one transaction, and of many, is sealed to its last line', async (t) => {
  const { sql, seal, verify, unsealed } = await sealable(t)
  await sql.unsafe(lines(batches))
  for (let n = 0; n < 50; n++) await sql.unsafe(lines(100))
  await sealAll(sql, seal)
  t.equal(await unsealed(), 0)
  t.strictSame((await verify()).findings, [])
})

t.test(
  'R20: a backlog of days is not taken for lines that are dated back; what comes behind it is',
  async (t) => {
    const { sql, seal, verify } = await sealable(t)
    for (let day = 6; day >= 0; day--)
      await sql.unsafe(lines(1500, undefined, `now() - interval '${day} days'`))
    await sealAll(sql, seal)
    t.ok((await readLogbook(sql).checkpoints()).length > 4)
    t.strictSame((await verify()).findings, [])
    await sql.unsafe(lines(2, undefined, `now() - interval '23 hours'`))
    t.strictSame((await verify()).findings, [], 'clocks of instances may differ')
    await sql.unsafe(lines(2, undefined, `now() - interval '2 days'`))
    const kinds = async () => (await verify()).findings.map(({ kind }) => kind)
    t.strictSame(await kinds(), ['line-back-dated', 'line-back-dated'], 'before it is sealed')
    await sealAll(sql, seal)
    t.strictSame(await kinds(), ['line-back-dated', 'line-back-dated'], 'and once it is')
  },
)

t.test('R20: lines of the cluster before are sealed, however many came since the restore', async (t) => {
  const { sql, seal, verify, unsealed } = await sealable(t)
  await sql.unsafe(lines(10, undefined, `now() - interval '4 days'`))
  await sealAll(sql, seal)
  t.equal((await readLogbook(sql).checkpoints()).length, 1)
  // As after a restore elsewhere: transactions far ahead of those here, sealed and not; and this cluster by another name.
  await sql`update logbook_checkpoint set cluster = 'the cluster before'`
  for (const checkpoint of await readLogbook(sql).checkpoints())
    await sql`update logbook set digest = ${checkpointDigest(checkpoint)}
               where event = 'checkpoint_signed' and count = ${checkpoint.size}`
  await sql.unsafe(lines(100, `'900000000000'::xid8`, `now() - interval '3 days'`))
  await sql.unsafe(lines(batches))
  await sealAll(sql, seal)
  t.equal(await unsealed(), 0)
  await sql.unsafe(lines(10))
  await sealAll(sql, seal)
  t.equal(await unsealed(), 0, 'and what comes after them')
  t.strictSame((await verify()).findings, [])
})

t.test('R20: a tie that is forgotten although the signal is there is found', async (t) => {
  const { sql, seal, verify } = await sealable(t)
  const person = '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01'
  const match = '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f02'
  await sql`insert into young_person values (${person}, ${randomBytes(37)}, 1, '2040-01-01')`
  await sql`insert into match values (${match}, ${person}, now(), null)`
  await sql`insert into logbook (occurred_at, event, ground, young_person_id, match_id)
            values (now(), 'match_created', 'Jw 7.1.2.3 c', ${person}, ${match})`
  await sealAll(sql, seal)
  t.strictSame((await verify()).findings, [])
  await sql`update logbook set young_person_id = null where match_id = ${match}`
  await sql`update logbook_leaf set subject_salt = null`
  const hidden = { kind: 'subject-hidden', at: 1 }
  t.strictSame((await verify()).findings, [{ kind: 'subject-changed', at: 0 }, hidden])
  await sql`delete from match`
  t.strictSame((await verify()).findings, [hidden], 'also with the match gone: no destruction told of it')
})
