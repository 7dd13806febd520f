import t from 'tap'
import { startWorker } from '../../src/background/worker.ts'

const hour = { everySeconds: 3600 }

/** A round that a test lets end when it likes. */
function rounds() {
  const begun: { end: () => void; fail: (error: Error) => void; stopped: () => boolean }[] = []
  const round = (stopped: () => boolean) =>
    new Promise<void>((resolve, reject) => begun.push({ end: resolve, fail: reject, stopped }))
  return { begun, round }
}

const unexpected = (error: unknown) => {
  throw error
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

t.test('begins with a round of its own, and with another for each wake-up after it', async (t) => {
  const { begun, round } = rounds()
  const worker = startWorker(round, { ...hour, onError: unexpected })
  t.equal(begun.length, 1)
  begun[0]?.end()
  await settled()
  t.equal(begun.length, 1, 'no round without cause')
  worker.wake()
  t.equal(begun.length, 2)
  begun[1]?.end()
  await worker.stop()
})

t.test('wake-ups during a round make one round follow it, never two at once', async (t) => {
  const { begun, round } = rounds()
  const worker = startWorker(round, { ...hour, onError: unexpected })
  for (let n = 0; n < 5; n++) worker.wake()
  await settled()
  t.equal(begun.length, 1)
  begun[0]?.end()
  await settled()
  t.equal(begun.length, 2)
  begun[1]?.end()
  await settled()
  t.equal(begun.length, 2)
  await worker.stop()
})

t.test('a round that fails is told of and does not end the work', async (t) => {
  const { begun, round } = rounds()
  const errors: unknown[] = []
  const worker = startWorker(round, { ...hour, onError: (error) => errors.push(error) })
  const broken = new Error('broken')
  worker.wake()
  begun[0]?.fail(broken)
  await settled()
  t.strictSame(errors, [broken])
  t.equal(begun.length, 2, 'the wake-up during the failed round was not lost')
  begun[1]?.end()
  await worker.stop()
})

t.test('without a wake-up the clock makes a round', async (t) => {
  let count = 0
  const twice = new Promise<void>((resolve) => {
    const worker = startWorker(
      async () => {
        count += 1
        if (count === 2) void worker.stop().then(resolve)
      },
      { everySeconds: 0.01, onError: unexpected },
    )
  })
  await twice
  t.equal(count, 2)
})

t.test('stop tells the round, waits for its end, and lets none follow', async (t) => {
  const { begun, round } = rounds()
  const worker = startWorker(round, { ...hour, onError: unexpected })
  worker.wake()
  t.equal(begun[0]?.stopped(), false)
  let over = false
  const stopping = worker.stop().then(() => {
    over = true
  })
  t.equal(begun[0]?.stopped(), true)
  await settled()
  t.equal(over, false, 'it waits')
  begun[0]?.end()
  await stopping
  worker.wake()
  await settled()
  t.equal(begun.length, 1)
})

t.test('a round that failed is tried again before its time, where that is asked for', async (t) => {
  const { begun, round } = rounds()
  const failures: unknown[] = []
  const worker = startWorker(round, { ...hour, retrySeconds: 0.02, onError: (error) => failures.push(error) })
  begun[0]?.fail(new Error('no'))
  await new Promise((next) => setTimeout(next, 100))
  t.equal(begun.length, 2)
  t.equal(failures.length, 1)
  begun[1]?.end()
  await new Promise((next) => setTimeout(next, 100))
  t.equal(begun.length, 2, 'and no more once it went well')
  worker.wake()
  begun[2]?.fail(new Error('no'))
  await settled()
  await worker.stop()
  await new Promise((next) => setTimeout(next, 100))
  t.equal(begun.length, 3, 'nor after it was stopped')
})
