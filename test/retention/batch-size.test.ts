import t from 'tap'
import { openDatabase } from '../../db/driver/client.ts'
import { batchSize } from '../../src/retention/batch-size.ts'
import { dailyWork } from '../../src/retention/daily-work.ts'
import { clockwork } from '../support/clockwork.ts'

t.test('batches: smaller after one that failed, down to one; larger again after others', async (t) => {
  const size = batchSize()
  const sizes = [size.current()]
  for (const well of [false, false, false, false, false, true, true]) {
    size.came(well)
    sizes.push(size.current())
  }
  t.strictSame(sizes, [300, 75, 18, 4, 1, 1, 2, 4])
  for (let turn = 0; turn < 10; turn++) size.came(true)
  t.equal(size.current(), 300)
})

t.test('R11: work that meets the deadline of the database gets done in smaller batches', async (t) => {
  const works = await clockwork(t)
  const { sql, database, clock } = works
  for (let one = 0; one < 40; one++)
    await works.person({ destructionDate: '2026-11-22', active: ['2027-01-01'] })
  // 40 at once take 2 s.
  await sql.unsafe(`create function slow() returns trigger language plpgsql as
    $$ begin perform pg_sleep(0.05); return old; end $$;
    create trigger slow before delete on young_person for each row execute function slow()`)
  const slow = openDatabase({
    url: database.serviceUrl,
    role: 'verwijsindex_service',
    poolSize: 2,
    queryDeadline: 1000,
    applicationName: 'slow',
  })
  t.teardown(() => slow.close())
  const work = { database: slow, clock: () => clock.now, longestGapDays: 7 }
  const round = dailyWork(work, { onDone() {}, onClock() {} })

  const outcomes: string[] = []
  for (let turn = 0; turn < 6 && outcomes.at(-1) !== 'done'; turn++)
    outcomes.push(
      await round(() => false).then(
        () => 'done',
        ({ code }) => code as string,
      ),
    )
  t.equal(outcomes[0], 'service-unavailable', 'the first batch was too large')
  t.equal(outcomes.at(-1), 'done')
  t.equal((await sql`select from young_person`).length, 0)
  t.match(await sql`select rule, count, finished_at from retention_run where rule = 'turned_23'`, [
    { count: 40, finished_at: Date },
  ])
})
