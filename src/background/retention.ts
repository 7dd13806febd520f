import type { FastifyBaseLogger } from 'fastify'
import { forgetTies } from '../logbook/forget-ties.ts'
import { refuseDoubtfulClock } from '../retention/clock-refused.ts'
import { dailyWork } from '../retention/daily-work.ts'
import { ledgerWork } from '../retention/ledger/ledger-work.ts'
import type { Ledger } from '../retention/ledger/open-ledger.ts'
import { readRetentionStatus } from '../retention/read-status.ts'
import { runWindDowns } from '../retention/run-wind-downs.ts'
import { type BackgroundContext, type BackgroundOptions, diskLog, logFailure } from './context.ts'
import { startWorker, type Worker } from './worker.ts'

/** Often enough to begin soon after the day does, and to go on soon after it was interrupted. */
const retentionSeconds = 300

/** The daily work by the clock of the law (R8, R11 to R13). */
export function startRetention(
  { log, retention }: BackgroundOptions,
  { database, clock, metrics }: BackgroundContext,
  onDone: () => void,
): Worker {
  const onClock = (refused: boolean) => metrics.retentionRefused.set(refused ? 1 : 0)
  return startWorker(dailyWork({ ...retention, database, clock }, { onDone, onClock }), {
    everySeconds: retentionSeconds,
    retrySeconds: 10,
    onError: (error) => logFailure(log, 'daily work', error),
  })
}

/** The net below the wake-up, for what another instance accepted. */
const windingSeconds = 10

/** What municipalities have wound down (R4): it destroys too, and by the same clock. */
export function startWindingDown(
  { log, retention }: BackgroundOptions,
  { database, clock }: BackgroundContext,
  onDone: () => void,
): Worker {
  const round = async (stopped: () => boolean) => {
    await refuseDoubtfulClock(database, { ...retention, clock })
    if ((await runWindDowns({ database, clock }, stopped)) > 0) onDone()
  }
  return startWorker(round, {
    everySeconds: windingSeconds,
    onError: (error) => logFailure(log, 'winding down', error),
  })
}

/** Seconds that lines may be tied yet to somebody who had more of them than one transaction forgets. */
const forgettingSeconds = 10

/** What is left of destructions to forget in the logbook (R20). */
export function startForgetting({ log }: BackgroundOptions, { database, clock }: BackgroundContext): Worker {
  const forget = async (stopped: () => boolean) => {
    await forgetTies(database, clock(), stopped)
  }
  return startWorker(forget, {
    everySeconds: forgettingSeconds,
    onError: (error) => logFailure(log, 'forgetting', error),
  })
}

/** Seconds that a destruction may be without its line in the ledger, where nobody woke the one who writes it. */
const keepingSeconds = 2

/** The ledger of destructions outside the database. */
export function startKeeping(
  ledger: Ledger,
  { database, clock }: BackgroundContext,
  log: FastifyBaseLogger,
): Worker {
  const keep = ledgerWork(database, ledger, clock, (replayed) =>
    log.warn({ replayed }, 'the database went back: carried out again what the ledger of destructions has'),
  )
  const disk = diskLog(log, 'keeping destructions')
  const round = async (stopped: () => boolean) => {
    if ((await keep(stopped)) > 0) disk.worked()
  }
  const worker = startWorker(round, { everySeconds: keepingSeconds, onError: disk.failed })
  return {
    wake: worker.wake,
    async stop() {
      await worker.stop()
      await round(() => false).catch(disk.failed)
      await ledger.close()
    },
  }
}

/** Brings up to date what the metrics say of the daily work and the ledger. */
export async function refreshRetention({ database, clock, metrics }: BackgroundContext): Promise<void> {
  const now = clock()
  const { rules, lastRunAt, unkept, oldestUnkept } = await readRetentionStatus(database, now)
  for (const { rule, due } of rules) metrics.retentionDue.labels(rule).set(due)
  metrics.retentionLastRun.set((lastRunAt?.getTime() ?? 0) / 1000)
  metrics.destructionsWaiting.set(unkept)
  metrics.oldestDestruction.set(oldestUnkept ? Math.max(0, now.getTime() - oldestUnkept.getTime()) / 1000 : 0)
}
