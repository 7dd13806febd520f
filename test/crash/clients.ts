import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arrival, Heard } from '../matching/groups.ts'
import type { Issuer } from '../support/issuer.ts'

/** Clients that register one signal after another, and each until it is acknowledged. */
export interface Clients {
  /** What was acknowledged, and with which answer. */
  readonly arrivals: Arrival[]
  readonly answers: Heard[]
  readonly signalIds: string[]
  /** How often a request had to be repeated, by why. */
  readonly repeated: Record<string, number>
  /** Answers that no client should ever get. */
  readonly wrong: string[]
  /** Starts nothing new, and settles when everything begun has been acknowledged. */
  finish(): Promise<void>
}

interface Options {
  /** The address of the service, asked for each request: which of several instances serves may change. */
  readonly url: string | (() => string)
  readonly issuer: Issuer
  readonly arrivals: readonly Arrival[]
  readonly clients?: number
  /** ms between an answer and the next request. */
  readonly pause?: number
  /** ms between two requests of a client, as long as it is answered by then: a load of a given rate. */
  readonly every?: number
}

const birthDate = '2015-06-01'
const patience = 15_000

/** Starts a load over HTTP, on connections that are kept. */
export function startClients({ url, issuer, arrivals, clients = 16, pause = 30, every }: Options): Clients {
  const queue = arrivals.values()
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const done: Pick<Clients, 'arrivals' | 'answers' | 'signalIds' | 'repeated' | 'wrong'> = {
    arrivals: [],
    answers: [],
    signalIds: [],
    repeated: {},
    wrong: [],
  }
  let running = true

  async function work(): Promise<void> {
    while (running) {
      const { value: arrival, done: empty } = queue.next()
      if (empty || !arrival) return
      const since = performance.now()
      await registerUntilAcknowledged(arrival)
      await sleep(every === undefined ? pause : Math.max(0, every - (performance.now() - since)))
    }
  }

  async function registerUntilAcknowledged(arrival: Arrival): Promise<void> {
    const token = await issuer.token(arrival.subject)
    const key = randomUUID()
    for (;;) {
      const { status, type, body } = await post(arrival, token, key).catch(unanswered)
      if (status === 201) {
        const { id, match } = JSON.parse(body)
        done.arrivals.push(arrival)
        done.answers.push(match?.participants.map(({ email }: { email: string }) => email) ?? null)
        done.signalIds.push(id)
        return
      }
      const why = reasonToRepeat(status, type, body)
      if (why === undefined) {
        done.wrong.push(`${status} ${type} ${body.slice(0, 200)}`)
        return
      }
      done.repeated[why] = (done.repeated[why] ?? 0) + 1
      await sleep(50)
    }
  }

  function post(
    { bsn }: Arrival,
    token: string,
    key: string,
  ): Promise<{ status: number; type: string; body: string }> {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    }
    return new Promise((resolve, reject) => {
      const address = typeof url === 'string' ? url : url()
      const sent = request(`${address}/v1/signals`, { method: 'POST', headers, agent, timeout: patience })
      sent.on('timeout', () => sent.destroy(new Error('no answer in time')))
      sent.on('error', reject)
      sent.on('response', (answer) => {
        const [status, type] = [answer.statusCode ?? 0, answer.headers['content-type'] ?? '']
        text(answer).then((body) => resolve({ status, type, body }), reject)
      })
      sent.end(JSON.stringify({ bsn, birthDate }))
    })
  }

  const working = Array.from({ length: clients }, work)
  return {
    ...done,
    async finish() {
      running = false
      await Promise.all(working)
      agent.destroy()
    },
  }
}

function unanswered(error: NodeJS.ErrnoException) {
  return { status: 0, type: '', body: error.code ?? error.message }
}

/** A link that broke, a service that says it is not able, or the first attempt that is still at work. */
function reasonToRepeat(status: number, type: string, body: string): string | undefined {
  if (status === 0) return body === 'no answer in time' ? undefined : 'connection broken'
  const problem = type.startsWith('application/problem+json')
  if (status === 503 && problem) return 'not available'
  if (status === 409 && problem && body.includes('idempotency-key-in-flight')) return 'in flight'
  return undefined
}
