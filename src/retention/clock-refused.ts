import type { Database } from '../../db/driver/client.ts'
import type { Clock } from '../ground/calendar.ts'
import type { SteadyClock } from './steady-clock.ts'

/** What it is known by whether a clock can be believed. */
export interface HeldClock {
  readonly clock: Clock
  /** The clock is not believed where it went forward by more days than this since the last time. */
  readonly longestGapDays: number
  /** What it is held against while a process runs, where it is the clock of the machine. */
  readonly steady?: SteadyClock
}

const doubts = ['clock-back', 'clock-forward', 'clock-apart'] as const
export type Doubt = (typeof doubts)[number]

/** The clock jumped, or is not that of the database; until an operator has looked, nothing is ended or destroyed by it. */
export class ClockRefused extends Error {
  readonly code: Doubt
  readonly lastRunAt: Date | null

  constructor(code: Doubt, lastRunAt: Date | null) {
    super(lastRunAt === null ? code : `${code}: the daily work last ran at ${lastRunAt.toISOString()}`)
    this.name = 'ClockRefused'
    this.code = code
    this.lastRunAt = lastRunAt
  }
}

/** @throws ClockRefused where an outcome says that the clock is not believed */
export function refuseDoubt(outcome: string | null | undefined, lastRunAt: Date | null): void {
  const doubt = doubts.find((one) => one === outcome)
  if (doubt !== undefined) throw new ClockRefused(doubt, lastRunAt)
}

/**
 * Lets no work go on by a clock that is not believed (R8, R11; `doubt_about_clock`); the daily work tells of it.
 * @throws ClockRefused; DomainError `service-unavailable`
 */
export async function refuseDoubtfulClock(
  database: Database,
  { clock, longestGapDays, steady }: HeldClock,
): Promise<void> {
  const [row] = await database.run(
    () => database.sql<{ doubt: string | null }[]>`
      select doubt_about_clock(${clock()}, ${longestGapDays}, ${steady?.expected() ?? null}) as doubt`,
  )
  refuseDoubt(row?.doubt, null)
}
