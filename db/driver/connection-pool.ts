import type { Connection } from './connection.ts'
import { LinkLost } from './link.ts'

/** What waits for a connection. */
export interface Job {
  /** True once nobody waits for it any more. */
  readonly over: boolean
  /** Begins; `done` is called when the connection is free again. */
  start(connection: Connection, done: () => void): void
  fail(error: LinkLost): void
}

export interface PoolOptions {
  readonly size: number
  /** How old a connection may grow, in ms. */
  readonly lifetime: number
  readonly open: (onLost: (error: LinkLost) => void) => Connection
  readonly onLost: (error: LinkLost) => void
}

export interface Pool {
  take(job: Job): void
  /** Replaces every connection: at once where it is idle, after its job where it is not. */
  renew(): void
  /** Lets running jobs finish for so many ms, and refuses the others. */
  close(grace: number): Promise<void>
}

interface Slot {
  readonly connection: Connection
  retireAt: number
  job: Job | undefined
  /** It has finished a job: the server was there. */
  proven: boolean
}

const shortestPause = 25
const longestPause = 400

/**
 * First come, first served, one job to a connection. A lost connection is replaced when it is next needed;
 * after one that never came about there is a pause of 25 to 400 ms, so that a server that is starting is
 * not stormed. When no connection is left, everyone in the queue is told so.
 */
export function openPool(options: PoolOptions): Pool {
  const slots = new Set<Slot>()
  const idle: Slot[] = []
  const queue: Job[] = []
  let pause = 0
  let pauseTimer: NodeJS.Timeout | undefined
  let onEmpty: (() => void) | undefined

  function take(job: Job): void {
    if (onEmpty === undefined) queue.push(job)
    else job.fail(new LinkLost('CONNECTION_ENDED'))
    serve()
  }

  function serve(): void {
    while (queue.length > 0) {
      if (queue[0]?.over) {
        queue.shift()
        continue
      }
      const slot = idle.pop() ?? openSlot()
      const job = slot && queue.shift()
      if (!slot || !job) return
      run(slot, job)
    }
  }

  function openSlot(): Slot | undefined {
    if (slots.size >= options.size || pauseTimer !== undefined) return undefined
    const connection = options.open((error) => lose(slot, error))
    const age = options.lifetime * (0.5 + Math.random() / 2)
    const slot: Slot = { connection, retireAt: Date.now() + age, job: undefined, proven: false }
    slots.add(slot)
    return slot
  }

  function run(slot: Slot, job: Job): void {
    slot.job = job
    slot.connection.watch()
    job.start(slot.connection, () => release(slot))
  }

  function release(slot: Slot): void {
    if (!slots.has(slot)) return
    slot.job = undefined
    slot.proven = true
    pause = 0
    slot.connection.rest()
    if (onEmpty !== undefined || Date.now() > slot.retireAt) slot.connection.close()
    else idle.push(slot)
    serve()
  }

  function lose(slot: Slot, error: LinkLost): void {
    if (!slots.delete(slot)) return
    const place = idle.indexOf(slot)
    if (place >= 0) idle.splice(place, 1)
    slot.job?.fail(error)
    if (error.code !== 'CONNECTION_ENDED') reportLost(slot, error)
    if (slots.size === 0) onEmpty?.()
    serve()
  }

  function reportLost(slot: Slot, error: LinkLost): void {
    options.onLost(error)
    if (slot.proven) return
    if (pauseTimer === undefined) rest()
    if (slots.size === 0) for (const job of queue.splice(0)) job.fail(error)
  }

  function rest(): void {
    pause = Math.min(Math.max(shortestPause, pause * 2), longestPause)
    pauseTimer = setTimeout(() => {
      pauseTimer = undefined
      serve()
    }, pause)
  }

  function renew(): void {
    for (const slot of slots) slot.retireAt = 0
    for (const slot of [...idle]) slot.connection.close()
  }

  async function close(grace: number): Promise<void> {
    const empty = new Promise<void>((resolve) => {
      onEmpty = resolve
    })
    clearTimeout(pauseTimer)
    for (const job of queue.splice(0)) job.fail(new LinkLost('CONNECTION_ENDED'))
    for (const slot of [...idle]) slot.connection.close()
    if (slots.size === 0) return
    const timer = setTimeout(() => {
      for (const slot of [...slots]) slot.connection.close()
    }, grace)
    await empty
    clearTimeout(timer)
  }

  return { take, renew, close }
}
