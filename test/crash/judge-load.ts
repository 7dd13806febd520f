import type postgres from 'postgres'
import type { Test } from 'tap'
import { judge } from '../matching/groups.ts'
import type { PacedLoad } from '../support/paced-load.ts'
import { faultsInBooks } from './books.ts'
import { letOldLeasesRunOut, outboxEmpty } from './outbox.ts'

/** Holds what is stored beside what was answered, once a load is finished: nothing is lost, nothing is missed, everybody is told (R15). */
export async function judgeLoad(t: Test, sql: postgres.Sql, load: PacedLoad): Promise<void> {
  t.strictSame(load.wrong, [], 'every request was answered with 201')
  const { signals, matches, ...wrong } = await judge(sql, load.arrivals, load.answers)
  t.match(wrong, { failed: 0, missed: 0, doubled: 0, wronglyAnswered: 0, wronglyNotified: 0 })
  const stored = await sql`select id from signal`
  t.strictSame(
    stored.map(({ id }) => id).sort(),
    load.signalIds.toSorted(),
    'nothing is lost, and there is no more',
  )
  const again = setInterval(() => void letOldLeasesRunOut(sql).catch(() => undefined), 1000)
  await outboxEmpty(sql, 240_000).finally(() => clearInterval(again))
  t.strictSame(await faultsInBooks(sql), {})
  const took = load.took.toSorted((one, other) => one - other)
  const at = (part: number) => Math.round(took.at(took.length * part) ?? 0)
  t.comment(
    `${signals} signals, ${matches} matches;`,
    `ms: p50 ${at(0.5)}, p99 ${at(0.99)}, at most ${Math.round(took.at(-1) ?? 0)}`,
  )
}
