import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arrival, Heard } from '../matching/groups.ts'
import type { Issuer } from './issuer.ts'

/** Registrations at a steady pace, by turns over the instances that take requests, each sent once. */
export interface PacedLoad {
  /** The instances that take requests; may be changed while it runs. */
  urls: readonly string[]
  readonly arrivals: Arrival[]
  readonly answers: Heard[]
  readonly signalIds: string[]
  /** Answers other than 201, and requests without an answer. */
  readonly wrong: string[]
  /** ms that each answer took. */
  readonly took: number[]
  /** Sends nothing new, and settles when everything was answered. */
  finish(): Promise<void>
}

export function startPacedLoad(
  issuer: Issuer,
  urls: readonly string[],
  { arrivals, perSecond }: { arrivals: readonly Arrival[]; perSecond: number },
): PacedLoad {
  let running = true
  const load = {
    urls,
    arrivals: [] as Arrival[],
    answers: [] as Heard[],
    signalIds: [] as string[],
    wrong: [] as string[],
    took: [] as number[],
  }

  async function register(url: string, arrival: Arrival): Promise<void> {
    const began = performance.now()
    const answer = await fetch(`${url}/v1/signals`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await issuer.token(arrival.subject)}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({ bsn: arrival.bsn, birthDate: '2015-06-01' }),
    })
    const body = await answer.text()
    load.took.push(performance.now() - began)
    if (answer.status !== 201) {
      load.wrong.push(`${answer.status} ${body.slice(0, 200)}`)
      return
    }
    const { id, match } = JSON.parse(body)
    load.arrivals.push(arrival)
    load.answers.push(match?.participants.map(({ email }: { email: string }) => email) ?? null)
    load.signalIds.push(id)
  }

  const work = async () => {
    const sent: Promise<void>[] = []
    const began = performance.now()
    for (const [n, arrival] of arrivals.entries()) {
      if (!running) break
      const url = load.urls[n % load.urls.length] ?? ''
      sent.push(register(url, arrival).catch((error: Error) => void load.wrong.push(error.message)))
      await sleep(Math.max(0, began + ((n + 1) * 1000) / perSecond - performance.now()))
    }
    await Promise.all(sent)
  }
  const working = work()
  return Object.assign(load, {
    async finish() {
      running = false
      await working
    },
  })
}
