import type { Database } from '../../db/driver/client.ts'
import { type CalendarDate, dateInAmsterdam } from '../ground/calendar.ts'
import { type BatchSize, batchSize } from './batch-size.ts'
import { type HeldClock, refuseDoubt } from './clock-refused.ts'

/** The rules of the daily work, in the order in which they are carried out: a young person who turned 23 leaves no archive behind. */
export const dailyRules = ['turned_23', 'lapsed', 'archive_ended'] as const
export type DailyRule = (typeof dailyRules)[number]

export interface RetentionWork extends HeldClock {
  readonly database: Database
  /** Remembered from one call to the next, where there is one. */
  readonly batches?: BatchSize
}

/** What came of a call: the day's work is finished, is done elsewhere, is to go on later, or is not to begin yet. */
export interface RetentionResult {
  readonly outcome: 'finished' | 'busy' | 'interrupted' | 'too-early'
  /** How many young persons and signals it was carried out on. */
  readonly done: number
  /** How many were told that somebody left a match. */
  readonly told: number
}

/** ms of a day before its work begins, so that what was accepted at midnight is in. */
const marginAfterMidnight = 5 * 60_000

/**
 * Does the work of the day by the clock of the law (R8, R11, R13): destroys everybody who turned 23, ends what lapsed, destroys what
 * was archived for its term; in small batches, each a transaction, and a certificate for each rule in the logbook (R20). May
 * be interrupted, resumed and repeated, and called by several instances: one works at a time.
 * @throws ClockRefused; DomainError `service-unavailable`
 */
export async function runRetention(
  work: RetentionWork,
  stopped: () => boolean = () => false,
): Promise<RetentionResult> {
  const now = work.clock()
  const day = dateInAmsterdam(now)
  if (dateInAmsterdam(new Date(now.getTime() - marginAfterMidnight)) !== day)
    return { outcome: 'too-early', done: 0, told: 0 }
  const begun = await begin(work, now)
  if (begun === 'busy') return { outcome: begun, done: 0, told: 0 }
  const total = { done: 0, told: 0 }
  const batches = work.batches ?? batchSize()
  for (const rule of dailyRules) {
    for (let state = 'open'; state === 'open'; ) {
      if (stopped() || dateInAmsterdam(work.clock()) !== day) return { outcome: 'interrupted', ...total }
      const { done, told, ...after } = await inBatch(batches, (size) => carryOut(work, rule, day, size))
      state = after.state
      total.done += done
      total.told += told
      if (state === 'busy') return { outcome: 'busy', ...total }
    }
  }
  return { outcome: 'finished', ...total }
}

async function begin(
  { database, longestGapDays, steady }: RetentionWork,
  now: Date,
): Promise<'open' | 'finished' | 'busy'> {
  const expected = steady?.expected() ?? null
  const [row] = await database.run(
    () => database.sql<{ outcome: string; last_run_at: Date | null }[]>`
      select * from begin_retention(${now}, ${longestGapDays}, ${expected})`,
  )
  refuseDoubt(row?.outcome, row?.last_run_at ?? null)
  steady?.believe(now)
  return row?.outcome === 'open' || row?.outcome === 'finished' ? row.outcome : 'busy'
}

interface Batch {
  readonly state: 'open' | 'finished' | 'busy'
  readonly done: number
  readonly told: number
}

async function inBatch(batches: BatchSize, carry: (size: number) => Promise<Batch>): Promise<Batch> {
  try {
    const batch = await carry(batches.current())
    batches.came(true)
    return batch
  } catch (error) {
    batches.came(false)
    throw error
  }
}

/**
 * One batch of one rule; where nothing is due any more, its certificate. What is due, the database alone decides
 * (`db/functions/retention/retention_batch.sql`).
 */
async function carryOut(
  { database, clock }: RetentionWork,
  rule: DailyRule,
  day: CalendarDate,
  size: number,
): Promise<Batch> {
  const [batch] = await database.run(
    () => database.sql<Batch[]>`
      select state, done, told from carry_out_retention(${rule}, ${day}, ${size}, ${clock()})`,
  )
  return batch ?? { state: 'busy', done: 0, told: 0 }
}
