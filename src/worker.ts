/** Something that works in the background: woken when there is work, and by itself now and then. */
export interface Worker {
  /** Says that there may be work now. */
  wake(): void
  /** Stops after the round that is going on; settles when it has ended. */
  stop(): Promise<void>
}

/**
 * Runs rounds of work, never two at once. A wake-up during a round makes another round follow it, so that what came in too
 * late for the round is not left to the clock.
 * @param everySeconds the net below the wake-ups
 */
export function startWorker(
  round: (stopped: () => boolean) => Promise<void>,
  { everySeconds, onError }: { everySeconds: number; onError: (error: unknown) => void },
): Worker {
  let stopped = false
  let woken = false
  let running: Promise<void> | undefined

  const run = async () => {
    while (woken && !stopped) {
      woken = false
      try {
        await round(() => stopped)
      } catch (error) {
        onError(error)
      }
    }
    running = undefined
  }
  const wake = () => {
    woken = true
    if (!stopped) running ??= run()
  }
  const timer = setInterval(wake, everySeconds * 1000)
  wake()
  return {
    wake,
    async stop() {
      stopped = true
      clearInterval(timer)
      await running
    },
  }
}
