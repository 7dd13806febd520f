import { setImmediate } from 'node:timers'

interface Waiting<Item, Answer> {
  readonly item: Item
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

interface BatcherOptions<Item, Answer> {
  /** Writes a set of items, and answers for each in order. */
  readonly write: (items: readonly Item[]) => Promise<readonly Answer[]>
  /** Whether writing the items one by one may do better than the set did. */
  readonly mayRetryApart: (error: unknown) => boolean
  readonly writers: number
  readonly largestBatch: number
  /** More than this many waiting is refused at once; it would only time out later. */
  readonly mostWaiting: number
  readonly refuse: () => Error
}

/**
 * Writes together what waits. There is no timer: a free writer takes all that has queued while the others were
 * busy, so a lone item pays nothing and a burst shares its commits. An error in one item never fails its
 * neighbours: a set that fails is written again one by one.
 */
export class Batcher<Item, Answer> {
  readonly #options: BatcherOptions<Item, Answer>
  readonly #waiting: Waiting<Item, Answer>[] = []
  #busyWriters = 0
  #idle: (() => void)[] = []

  constructor(options: BatcherOptions<Item, Answer>) {
    this.#options = options
  }

  /** Hands in one item; the promise settles after its commit. */
  submit(item: Item): Promise<Answer> {
    if (this.#waiting.length >= this.#options.mostWaiting) return Promise.reject(this.#options.refuse())
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      if (this.#waiting.length === 1) setImmediate(() => this.#startWriters())
    })
  }

  /** Settles when everything that was accepted has been answered. */
  async drain(): Promise<void> {
    if (this.#busyWriters === 0 && this.#waiting.length === 0) return
    await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  #startWriters(): void {
    if (this.#busyWriters >= this.#options.writers || this.#waiting.length === 0) return
    this.#busyWriters += 1
    void this.#writeUntilEmpty()
  }

  async #writeUntilEmpty(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#options.largestBatch)
      if (this.#waiting.length > 0) this.#startWriters()
      await this.#writeBatch(batch)
    }
    this.#busyWriters -= 1
    if (this.#busyWriters === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }

  async #writeBatch(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.#options.write(batch.map(({ item }) => item))
      if (answers.length !== batch.length)
        throw new Error('a batch was answered with another number of answers')
      batch.forEach((waiting, position) => {
        waiting.resolve(answers[position] as Answer)
      })
    } catch (error) {
      if (batch.length > 1 && this.#options.mayRetryApart(error)) {
        for (const waiting of batch) await this.#writeBatch([waiting])
      } else {
        for (const waiting of batch) waiting.reject(error)
      }
    }
  }
}
