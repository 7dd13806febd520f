import type { Database } from '../../db/driver/client.ts'
import { type CalendarDate, dateInAmsterdam } from '../ground/calendar.ts'
import type { DailyRule } from './run-retention.ts'

/** How far the daily work is with a rule. */
export interface RuleStatus {
  readonly rule: DailyRule
  /** How many have come to their date and are still there. */
  readonly due: number
  /** The last day on which it was worked on, if there is one. */
  readonly day: CalendarDate | null
  readonly startedAt: Date | null
  /** When that day's certificate was written. */
  readonly finishedAt: Date | null
  readonly count: number
}

export interface RetentionStatus {
  readonly lastRunAt: Date | null
  readonly rules: readonly RuleStatus[]
  /** Destructions that the ledger outside the database does not have yet, and since when the oldest waits. */
  readonly unkept: number
  readonly oldestUnkept: Date | null
}

/** What an operator sees of the daily work and the ledger: numbers, and nothing of anybody. */
export async function readRetentionStatus(database: Database, now: Date): Promise<RetentionStatus> {
  const rules = await database.run(
    () => database.sql<RuleStatus[]>`
      select rule, due, day, started_at as "startedAt", finished_at as "finishedAt", coalesce(count, 0) as count
        from retention_progress(${dateInAmsterdam(now)})`,
  )
  const [backlog] = await database.run(
    () => database.sql<Omit<RetentionStatus, 'rules'>[]>`
      select last_run_at as "lastRunAt", unkept, oldest_unkept as "oldestUnkept" from retention_backlog()`,
  )
  return { rules, ...(backlog ?? { lastRunAt: null, unkept: 0, oldestUnkept: null }) }
}
