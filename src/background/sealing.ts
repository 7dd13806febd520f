import { Hanging } from '../ground/own-process/errors.ts'
import { type SealerMemory, SealingRefused } from '../logbook/check-before-sealing.ts'
import { sealLogbook } from '../logbook/seal-lines.ts'
import { logbookVersions } from '../logbook/signer.ts'
import { watchWitness } from '../logbook/watch-witness.ts'
import { type BackgroundContext, type BackgroundOptions, diskLog, logFailure } from './context.ts'
import { startWorker, type Worker } from './worker.ts'

/** Often enough that no line is unsealed for longer than a minute (R20). */
const sealingSeconds = 20

/** Seals the logbook, again and again. */
export function startSealing(options: SealingOptions, context: BackgroundContext): Worker {
  const { round, close } = sealingWork(options, context)
  const worker = startWorker(round, {
    everySeconds: sealingSeconds,
    onError: (error) => logFailure(options.log, 'sealing', error),
  })
  return {
    wake: worker.wake,
    async stop() {
      await worker.stop()
      close()
    },
  }
}

type SealingOptions = Pick<BackgroundOptions, 'publicUrl' | 'keys' | 'witness' | 'log'>

/**
 * Seals the logbook, hands its signed states to a witness, and says where either is not as it was signed (R20).
 * A witness that does not answer holds up no sealing.
 * @returns a round of it, and what lets go of the witness
 */
export function sealingWork(
  { publicUrl, keys, witness, log }: SealingOptions,
  { database, clock, metrics }: BackgroundContext,
): { round: (stopped: () => boolean) => Promise<void>; close: () => void } {
  const signer = logbookVersions(publicUrl, keys.logbook)
  const verifiers = signer.map(({ verifier }) => verifier)
  const watch = witness && watchWitness(database, witness, verifiers)
  const disk = diskLog(log, 'the witness')
  const memory: SealerMemory = {}
  let strangeBefore = 0

  /** Whether everything is as it was signed. */
  const seal = async (stopped: () => boolean): Promise<boolean> => {
    try {
      await sealLogbook({ database, signer, now: clock(), memory }, stopped)
      metrics.sealingRefused.set(0)
      return true
    } catch (error) {
      if (!(error instanceof SealingRefused)) throw error
      metrics.sealingRefused.set(1)
      logFailure(log, 'sealing', error)
      return false
    }
  }
  /** A witness that cannot be read holds up no sealing; it is taken to have something, so that nothing is begun anew unseen. */
  const hasWitnessed = async (): Promise<boolean> => {
    try {
      return (await watch?.begin()) ?? false
    } catch (error) {
      disk.failed(error)
      return true
    }
  }
  const look = async () => {
    const strange = (await watch?.countStrange()) ?? 0
    metrics.witnessDiffers.set(strange)
    if (strange > strangeBefore)
      log.error(
        { what: 'witness', code: 'logbook-behind-witness', strange },
        'the witness of the logbook has signed states that the database does not lead to',
      )
    strangeBefore = strange
  }
  /** What a witness that hangs did not take, the next round hands to it, as the last state is by then. */
  const publish = async () => {
    if (!watch) return
    try {
      await watch.publish()
      metrics.witnessKept.set(clock().getTime() / 1000)
      disk.worked()
    } catch (error) {
      if (!(error instanceof Hanging)) throw error
      disk.failed(error)
    }
  }
  const tellLag = async () => {
    const since = await watch?.behindSince()
    metrics.witnessBehind.set(since ? Math.max(0, clock().getTime() - since.getTime()) / 1000 : 0)
  }
  return {
    async round(stopped) {
      memory.witnessed = await hasWitnessed()
      try {
        if (await seal(stopped)) await publish()
      } finally {
        await tellLag()
      }
      await look()
    },
    close: () => watch?.close(),
  }
}
