import { randomBytes } from 'node:crypto'
import type postgres from 'postgres'
import t, { type Test } from 'tap'
import { openDatabase } from '../../db/driver/client.ts'
import { forgetTies } from '../../src/logbook/forget-ties.ts'
import { toSigner, verifierOf } from '../../src/logbook/note.ts'
import { atOneInstant, readLogbook } from '../../src/logbook/read-logbook.ts'
import { sealLogbook } from '../../src/logbook/seal-lines.ts'
import { verifyLogbook } from '../../src/logbook/verify-logbook.ts'
import { createTestDatabase } from '../support/database.ts'
import { inForm } from '../support/long-form.ts'

/** What the logbook keeps of one young person has a bound, and forgetting it has one too (R20). */

const id = (n: number) => `00000000-0000-7000-8000-00000000000${n}`
const [child, other, nurse, teacher] = [id(1), id(2), id(3), id(4)]

interface Line {
  readonly at: string
  readonly event?: string
  readonly actor?: string
  readonly about?: string
  readonly signal?: string
}

async function world(t: Test) {
  const { sql, serviceUrl } = await createTestDatabase(t)
  const write = ({ at, event = 'signals_viewed', actor = nurse, about = child, signal = other }: Line) =>
    sql`insert into logbook (occurred_at, event, actor_id, young_person_id, signal_id)
        values (${at}, ${event}, ${actor}, ${about}, ${signal})`
  const count = async (event = 'signals_viewed') => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from logbook where event = ${event}`
    return row?.count
  }
  return { sql, serviceUrl, write, count }
}

t.test('R20: the same look of the same person at the same signal on one day is one line', async (t) => {
  const { write, count } = await world(t)
  await write({ at: '2026-03-02T08:00:00Z' })
  await write({ at: '2026-03-02T08:00:01Z' })
  await write({ at: '2026-03-02T22:59:59Z' })
  t.equal(await count(), 1)
  await write({ at: '2026-03-02T23:00:00Z' })
  t.equal(await count(), 2, 'the day after, in Amsterdam')
  await write({ at: '2026-03-02T23:10:00Z', actor: teacher })
  await write({ at: '2026-03-02T23:10:00Z', signal: teacher })
  await write({ at: '2026-03-02T23:10:00Z', about: other })
  t.equal(await count(), 5, 'of another person, at another signal, of another young person')
  await write({ at: '2026-03-02T23:10:00Z', event: 'bsn_disclosed' })
  t.equal(await count('bsn_disclosed'), 1, 'another look')
})

t.test('R20: once something changed about the young person the look is written anew', async (t) => {
  const { sql, write, count } = await world(t)
  await write({ at: '2026-03-02T08:00:00Z' })
  await sql`insert into logbook (occurred_at, event, young_person_id, signal_id, match_id)
            values ('2026-03-02T09:00Z', 'match_joined', ${child}, ${other}, ${other})`
  await write({ at: '2026-03-02T10:00:00Z' })
  await write({ at: '2026-03-02T11:00:00Z' })
  t.equal(await count(), 2)
})

t.test('R20: what somebody did is written each time', async (t) => {
  const { write, count } = await world(t)
  for (const event of ['signal_repeated', 'signal_renewed'])
    for (const at of ['2026-03-02T08:00:00Z', '2026-03-02T08:00:01Z']) await write({ at, event })
  t.equal(await count('signal_repeated'), 2)
  t.equal(await count('signal_renewed'), 2)
})

/** Lines that no look once a day keeps few, as a logbook from before has them. */
const manyLines = (sql: postgres.Sql, count: number) =>
  sql`insert into logbook (occurred_at, event, young_person_id, signal_id, actor_id)
      select now(), 'signal_repeated', ${child}, ${other}, ${nurse}
        from generate_series(1, ${count}::int)`

t.test('R8, R20: a destruction forgets so many lines, and the rest of them soon after', async (t) => {
  const { sql, serviceUrl } = await world(t)
  const database = openDatabase({
    url: serviceUrl,
    role: 'verwijsindex_service',
    poolSize: 1,
    queryDeadline: 10_000,
    applicationName: 'test',
  })
  t.teardown(() => database.close())
  const signer = toSigner('verwijsindex.example/logbook', randomBytes(32))
  const [sealed, unsealed] = [inForm(7000, 250_000), 4000]
  const total = sealed + unsealed
  await sql`insert into young_person (id, bsn_sealed, seal_key_version, destruction_date)
            values (${child}, 'x', 1, '2040-01-01')`
  await manyLines(sql, sealed)
  await sealLogbook({ database, signer, now: new Date() }, () => false)
  await manyLines(sql, unsealed)

  await sql`select from destroy_young_persons(array[${child}]::uuid[], 'erasure', 'Jw 7.1.5', null, now(), current_date)`
  const tied = async () => {
    const [row] = await sql`select count(*)::int as lines from logbook where young_person_id is not null`
    return row?.lines
  }
  t.equal(await tied(), total - 5000, 'one piece')
  t.strictSame([...(await sql`select from young_person`)], [], 'and the young person is gone')

  t.equal(await forgetTies(database, new Date(), () => true), 0, 'stopped before it began')
  t.equal(await forgetTies(database, new Date(), () => false), total - 5000)
  t.equal(await tied(), 0)
  t.equal(await forgetTies(database, new Date(), () => false), 0, 'and nobody is left')
  const [salts] = await sql`select count(subject_salt)::int as count from logbook_leaf`
  t.equal(salts?.count, 0)
  const told = await sql`
    select sum(count)::int as count, count(distinct digest)::int as about from logbook
     where event in ('young_person_destroyed', 'ties_forgotten')`
  t.strictSame([...told], [{ count: sealed, about: 1 }], 'each sealed line is told of, under one hash')
  const verified = () => atOneInstant(sql, (still) => verifyLogbook(readLogbook(still), verifierOf(signer)))
  t.strictSame((await verified()).findings, [])
  await sealLogbook({ database, signer, now: new Date() }, () => false)
  const { findings, forgotten } = await verified()
  t.strictSame({ findings, forgotten }, { findings: [], forgotten: sealed })
})
