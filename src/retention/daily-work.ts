import { type CalendarDate, dateInAmsterdam } from '../ground/calendar.ts'
import { batchSize } from './batch-size.ts'
import { ClockRefused } from './clock-refused.ts'
import { forgetInStatistics } from './forget-in-statistics.ts'
import { remindOfLapse } from './remind-of-lapse.ts'
import { type RetentionWork, runRetention } from './run-retention.ts'

/** Who hears of the daily work. */
export interface Hearers {
  /** Something was done: there may be something to deliver, and to keep in the ledger. */
  onDone(): void
  /** Whether the clock was refused, after each round. */
  onClock(refused: boolean): void
}

/**
 * What a running service does again and again: the work of the day (R8, R11, R13), and once a day asking whether what is about
 * to lapse still holds (R12). Nothing of either where the clock is not believed.
 * @returns a round of it
 */
export function dailyWork(work: RetentionWork, hearers: Hearers): (stopped: () => boolean) => Promise<void> {
  let asked: CalendarDate | undefined
  const batches = batchSize()
  return async (stopped) => {
    // The instant that was believed is the one to ask by.
    const now = work.clock()
    const { outcome, done } = await runRetention({ ...work, batches }, stopped).catch((error: unknown) => {
      hearers.onClock(error instanceof ClockRefused)
      throw error
    })
    // Before the day begins nobody has asked.
    if (outcome !== 'too-early') hearers.onClock(false)
    if (done > 0) hearers.onDone()

    const today = dateInAmsterdam(now)
    if (outcome === 'too-early' || outcome === 'interrupted' || asked === today || stopped()) return
    if ((await remindOfLapse(work.database, now, stopped)) > 0) hearers.onDone()
    if (outcome === 'finished') await forgetInStatistics(work.database, now, stopped)
    if (!stopped()) asked = today
  }
}
