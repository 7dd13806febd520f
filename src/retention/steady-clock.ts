import type { Clock } from '../ground/calendar.ts'

/** What time it must be, by a clock that nobody sets: so much after an instant that was believed as has passed since. */
export interface SteadyClock {
  expected(): Date
  /** From here on it goes by this instant. */
  believe(instant: Date): void
}

/**
 * Holds a clock that may be set against one that only goes on (R8). Two clocks that are both right stay together, so what
 * comes between them is a clock that was set, or a machine that was suspended.
 * @param monotonic ms since some moment
 */
export function steadyClock(clock: Clock, monotonic = () => performance.now()): SteadyClock {
  const anchor = (instant: Date) => ({ instant: instant.getTime(), at: monotonic() })
  let known = anchor(clock())
  return {
    expected: () => new Date(known.instant + monotonic() - known.at),
    believe(instant) {
      known = anchor(instant)
    },
  }
}
