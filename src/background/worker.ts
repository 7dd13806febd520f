/** Something that works in the background: woken when there is work, and by itself now and then. */
export interface Worker {
  /** Says that there may be work now. */
  wake(): void
  /** Stops after the round that is going on; settles when it has ended. */
  stop(): Promise<void>
}

export interface WorkerOptions {
  /** The net below the wake-ups. */
  readonly everySeconds: number
  /** After a round that failed: sooner than the net, where that is far below. */
  readonly retrySeconds?: number
  readonly onError: (error: unknown) => void
}

/**
 * Runs rounds of work, never two at once. A wake-up during a round makes another round follow it, so that what came in too
 * late for the round is not left to the clock.
 */
export function startWorker(
  round: (stopped: () => boolean) => Promise<void>,
  { everySeconds, retrySeconds, onError }: WorkerOptions,
): Worker {
  let stopped = false
  let woken = false
  let running: Promise<void> | undefined
  let retry: NodeJS.Timeout | undefined

  const run = async () => {
    while (woken && !stopped) {
      woken = false
      try {
        await round(() => stopped)
      } catch (error) {
        onError(error)
        clearTimeout(retry)
        if (retrySeconds !== undefined && !stopped) retry = setTimeout(wake, retrySeconds * 1000)
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
      clearTimeout(retry)
      await running
    },
  }
}
