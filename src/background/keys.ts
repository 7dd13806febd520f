import { readKeyFigures } from '../identity/key-figures.ts'
import type { KeyKind } from '../identity/keys.ts'
import { type KeyRotation, type RotationEvents, rotateKeys } from '../identity/rotate-keys.ts'
import { type BackgroundContext, type BackgroundOptions, logFailure } from './context.ts'
import { startWorker, type Worker } from './worker.ts'

/** Seconds until an instance notices that a change of keys was begun; and between passes where somebody is left behind. */
const rotatingSeconds = 10

/** Young persons between two lines of the log that say how far it is. */
const tellEvery = 10_000

type RotatingOptions = Pick<BackgroundOptions, 'keys' | 'log'>

/** Indexes and seals anew what a change of keys asks that an operator began (R9, R23). */
export function startRotating(options: RotatingOptions, context: BackgroundContext): Worker {
  const { database } = context
  const { keys, log } = options
  const events = rotationEvents(options, context)
  return startWorker((stopped) => rotateKeys(database, keys, events, stopped), {
    everySeconds: rotatingSeconds,
    onError: (error) => logFailure(log, 'changing keys', error),
  })
}

/** What the log and the metrics hear of it: kinds and versions of keys, and how many. */
function rotationEvents({ log }: RotatingOptions, { metrics }: BackgroundContext): RotationEvents {
  const looked = new Map<KeyKind, number>()
  return {
    onLacking({ kind, version }: KeyRotation) {
      log.error(
        { kind, version },
        'this instance lacks a version of the keys: restart it with the keys of the others',
      )
    },
    onUnreadable(keyVersion) {
      metrics.unreadableSeals.labels(String(keyVersion)).inc()
      log.error({ keyVersion }, 'a seal does not open')
    },
    onBatch(kind, count) {
      const before = looked.get(kind) ?? 0
      looked.set(kind, before + count)
      if (Math.floor(before / tellEvery) < Math.floor((before + count) / tellEvery))
        log.info({ kind, looked: before + count }, 'changing keys')
    },
  }
}

/** Brings up to date what the metrics say of the keys. */
export async function refreshKeys({ database, metrics }: BackgroundContext): Promise<void> {
  for (const { kind, version, toDo } of await readKeyFigures(database)) {
    metrics.keyVersion.labels(kind).set(version)
    metrics.keyChangeToDo.labels(kind).set(toDo)
  }
}
