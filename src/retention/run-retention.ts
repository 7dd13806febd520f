import { sql } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/driver/client.ts'
import { type CalendarDate, dateInAmsterdam } from '../ground/calendar.ts'
import { type BatchSize, batchSize } from './batch-size.ts'
import { type HeldClock, refuseDoubt } from './clock-refused.ts'
import { type Candidate, type DailyRule, dailyRules, dueRule } from './due-rule.ts'

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
 * Does the work of the day by the clock of the law (R8, R11, R13): destroys whoever turned 23, ends what lapsed, destroys what
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
 * One batch of one rule; where nothing is due any more, its certificate. Whoever turned 23 goes first, also where they come to
 * light after that rule had its certificate, in a batch of their own.
 */
function carryOut(
  { database, clock }: RetentionWork,
  rule: DailyRule,
  day: CalendarDate,
  size: number,
): Promise<Batch> {
  return database.run(() =>
    database.orm.transaction(async (tx) => {
      const [held] = await tx.execute<{ state: Batch['state'] }>(
        sql`select open_retention(${rule}, ${day}) as state`,
      )
      const state = held?.state ?? 'busy'
      if (state === 'busy' || (state === 'finished' && rule !== 'turned_23')) return nothing(state)
      const candidates = await readCandidates(tx, rule, day, size)
      if (state === 'finished' && candidates.length === 0) return nothing(state)
      const due = candidates.filter((candidate) => dueRule(candidate, day) === rule)
      const grownUp = candidates.filter((candidate) => dueRule(candidate, day) === 'turned_23')
      if (candidates.length > 0 && due.length + grownUp.length === 0)
        throw new Error(`the clock of the law and the index disagree on ${rule}`)
      const apply = async (what: DailyRule, ids: readonly string[]): Promise<Batch> => {
        const [applied] = await tx.execute<{ done: number; told: number }>(sql`
          select * from apply_retention(${what}, ${day}, ${sql.param(ids)}::uuid[], ${clock().toISOString()})`)
        const next = candidates.length > 0 ? 'open' : 'finished'
        return { state: next, done: applied?.done ?? 0, told: applied?.told ?? 0 }
      }
      return grownUp.length > 0
        ? apply('turned_23', [...new Set(grownUp.map(({ youngPersonId }) => youngPersonId))])
        : apply(
            rule,
            due.map(({ id }) => id),
          )
    }),
  )
}

const nothing = (state: Batch['state']): Batch => ({ state, done: 0, told: 0 })

type Row = {
  id: string
  young_person_id: string
  destruction_date: CalendarDate
  registered_date: CalendarDate
  removal_date: CalendarDate
  ended_date: CalendarDate | null
  ended_reason: 'risk_gone' | 'lapsed' | null
}

async function readCandidates(
  tx: Transaction,
  rule: DailyRule,
  day: CalendarDate,
  size: number,
): Promise<Candidate[]> {
  const rows = await tx.execute<Row>(sql`select * from retention_candidates(${rule}, ${day}, ${size})`)
  return rows.map((row) => ({
    id: row.id,
    youngPersonId: row.young_person_id,
    isArchived: row.ended_date !== null,
    events: {
      destructionDate: row.destruction_date,
      terms: [{ date: row.registered_date, removalDate: row.removal_date }],
      ...(row.ended_date !== null && row.ended_reason === 'risk_gone'
        ? { ended: { date: row.ended_date, reason: row.ended_reason } }
        : {}),
    },
  }))
}
