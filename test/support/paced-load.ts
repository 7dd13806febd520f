import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arrival, Heard } from '../matching/groups.ts'
import type { Issuer } from './issuer.ts'

/** What came back for a request. */
export interface Reply {
  readonly status: number
  readonly text: string
}

/** Sends a POST; rejects where no answer came. */
export type Send = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  turn: number,
) => Promise<Reply>

interface LoadOptions {
  readonly arrivals: readonly Arrival[]
  readonly perSecond: number
  readonly send?: Send
  /** A 503 is no wrong answer: the same request is sent again after so many ms, with the same key, as a client does. */
  readonly againAfter?: number
}

/** Registrations at a steady pace, by turns over the instances that take requests, each sent once. */
export interface PacedLoad {
  /** The instances that take requests; may be changed while it runs. */
  urls: readonly string[]
  readonly arrivals: Arrival[]
  readonly answers: Heard[]
  readonly signalIds: string[]
  /** Answers other than 201, and requests without an answer. */
  readonly wrong: string[]
  /** When a 503 came that was followed by the same request, as `Date.now()` has it. */
  readonly unavailable: number[]
  /** ms that each answer took. */
  readonly took: number[]
  /** Sends nothing new, and settles when everything was answered. */
  finish(): Promise<void>
}

export function startPacedLoad(
  issuer: Issuer,
  urls: readonly string[],
  { arrivals, perSecond, send = sendByFetch, againAfter }: LoadOptions,
): PacedLoad {
  let running = true
  const load = {
    urls,
    arrivals: [] as Arrival[],
    answers: [] as Heard[],
    signalIds: [] as string[],
    wrong: [] as string[],
    unavailable: [] as number[],
    took: [] as number[],
  }

  async function register(turn: number, arrival: Arrival): Promise<void> {
    const key = randomUUID()
    const ask = async () => {
      const headers = {
        authorization: `Bearer ${await issuer.token(arrival.subject)}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      }
      const url = load.urls[turn % load.urls.length] ?? ''
      const began = performance.now()
      const body = JSON.stringify({ bsn: arrival.bsn, birthDate: '2015-06-01' })
      const reply = await send(`${url}/v1/signals`, headers, body, turn)
      load.took.push(performance.now() - began)
      return reply
    }
    let reply = await ask()
    while (reply.status === 503 && againAfter !== undefined) {
      load.unavailable.push(Date.now())
      await sleep(againAfter)
      reply = await ask()
    }
    if (reply.status !== 201) {
      load.wrong.push(`${reply.status} ${reply.text.slice(0, 200)}`)
      return
    }
    const { id, match } = JSON.parse(reply.text)
    load.arrivals.push(arrival)
    load.answers.push(match?.participants.map(({ email }: { email: string }) => email) ?? null)
    load.signalIds.push(id)
  }

  const work = async () => {
    const sent: Promise<void>[] = []
    const began = performance.now()
    for (const [n, arrival] of arrivals.entries()) {
      if (!running) break
      sent.push(register(n, arrival).catch((error: Error) => void load.wrong.push(error.message)))
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

const sendByFetch: Send = async (url, headers, body) => {
  const answer = await fetch(url, { method: 'POST', headers, body })
  return { status: answer.status, text: await answer.text() }
}
