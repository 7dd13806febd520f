import { setImmediate as breathe } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { madeUpBsns } from '../support/bsn.ts'
import { startInstances } from '../support/instances.ts'
import { inForm } from '../support/long-form.ts'
import { startMailServer } from '../support/mail-server.ts'
import { crowd } from './crowd.ts'
import { deadlocks } from './deadlocks.ts'
import { judgeEndings, type Registered } from './endings.ts'
import { endWithoutTheLock } from './without-lock.ts'

t.setTimeout(1_800_000)

const birthDate = '2015-06-01'
const [professionals, turns] = inForm([24, 24], [40, 120])

/** Chance that can be repeated: the same seed gives the same course of everybody. */
function chance(seed: number) {
  let state = seed
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
  return { next, of: <T>(items: readonly T[]) => items[Math.floor(next() * items.length)] as T }
}

/**
 * How many have to do with each young person, and how often what they end is unfounded: with few and often, matches close and
 * young persons are destroyed all the time, while others register them anew.
 */
const manners = {
  'two on each, all unfounded': { together: 2, unfounded: 1 },
  'three on each, mostly unfounded': { together: 3, unfounded: 0.95 },
  'four on each, half of them archived': { together: 4, unfounded: 0.5 },
  'everybody on one young person': { together: professionals, unfounded: 0.9 },
}

interface Scene {
  readonly made: Registered[]
  readonly unexpected: unknown[]
  readonly counted: Record<string, number>
}

/** Everybody registers, renews, ends and looks, at random and all at once, on two instances that deliver meanwhile. */
async function play(
  t: Test,
  { together, unfounded }: { together: number; unfounded: number },
  seed: number,
  spoil?: (sql: Awaited<ReturnType<typeof startInstances>>['database']['sql']) => Promise<void>,
) {
  const mail = await startMailServer(t)
  const instances = await startInstances(t, 2, {
    mail: { url: mail.url, from: 'noreply@verwijsindex.example' },
    delivery: { on: true, pollSeconds: 1, retrySchedule: [1] },
  })
  const { database, ask } = instances
  await crowd(database.sql, professionals)
  await spoil?.(database.sql)
  const numbers = madeUpBsns()
  const bsns = Array.from({ length: Math.ceil(professionals / together) }, () => numbers.next().value)
  const scene: Scene = { made: [], unexpected: [], counted: {} }
  const expect = (what: string, { status, body }: { status: number; body: unknown }, ...good: number[]) => {
    const key = `${what} ${status}`
    scene.counted[key] = (scene.counted[key] ?? 0) + 1
    if (!good.includes(status)) scene.unexpected.push([what, status, body])
  }
  const live = async (subject: string, bsns: readonly string[], own: ReturnType<typeof chance>) => {
    const signals = new Map<string, string>()
    const register = async (bsn: string) => {
      const answer = await ask(subject, 'POST', '/signals', { bsn, birthDate })
      expect('register', answer, 201, 200)
      if (answer.status === 201) scene.made.push(toRegistered(answer.body, bsn, subject))
      if (answer.status < 300) signals.set(bsn, answer.body.id)
    }
    for (let turn = 0; turn < turns; turn++) {
      const bsn = own.of(bsns)
      const signal = signals.get(bsn)
      if (signal === undefined && own.next() < 0.5) {
        expect('look', await ask(subject, 'GET', '/matches'), 200)
      } else if (signal === undefined) {
        await (own.next() < 0.2 ? Promise.all([register(bsn), register(bsn)]) : register(bsn))
      } else if (own.next() < 0.85) {
        const reason = own.next() < unfounded ? 'unfounded' : 'risk_gone'
        const end = () => ask(subject, 'POST', `/signals/${signal}/endings`, { reason })
        const answers = own.next() < 0.2 ? await Promise.all([end(), end()]) : [await end()]
        if (answers.filter(({ status }) => status === 204).length !== 1)
          scene.unexpected.push(['not ended once', answers])
        for (const answer of answers) expect('end', answer, 204, 404)
        signals.delete(bsn)
        if (own.next() < 0.1) await register(bsn)
      } else if (own.next() < 0.5) {
        expect('renew', await ask(subject, 'POST', `/signals/${signal}/renewals`, {}), 201)
      } else {
        await register(bsn)
      }
      await breathe()
    }
  }
  await Promise.all(
    Array.from({ length: professionals }, (_, n) => {
      const at = Math.floor(n / together)
      // Mostly the one that they share, and now and then that of their neighbours, so that the locks of all hang together.
      const mine = [bsns[at], bsns[at], bsns[at], bsns[(at + 1) % bsns.length]] as string[]
      return live(`p${n}`, mine, chance(seed * 1000 + n * 7919))
    }),
  )
  await instances.close()
  return { ...scene, sql: database.sql, mail }
}

// biome-ignore lint/suspicious/noExplicitAny: an answer as JSON
function toRegistered({ id, match }: any, bsn: string, subject: string): Registered {
  const others = match?.participants.map(({ email }: { email: string }) => email.slice(0, email.indexOf('@')))
  return { signal: id, bsn, subject, match: match && { id: match.id, others } }
}

for (const [seed, [manner, options]] of Object.entries(manners).entries()) {
  t.test(`R10, R15: no match is missed while others leave: ${manner}`, async (t) => {
    const { made, unexpected, counted, sql } = await play(t, options, seed + 1)
    t.strictSame(unexpected, [], JSON.stringify(counted))
    t.strictSame(await judgeEndings(sql, made), {})
    t.equal(await deadlocks(sql), 0, 'no deadlocks')
    const [went] = await sql`
      select (select count(*) from logbook where event = 'match_closed')::int as closed,
             (select count(*) from destruction where kind = 'young_person')::int as destroyed`
    t.ok(
      made.length > 100,
      `${made.length} registered, ${went?.closed} matches closed, ${went?.destroyed} destroyed`,
    )
    if (options.together === 2) t.ok(went?.closed > 20 && went?.destroyed > 5, 'many of each')
  })
}

t.test('ending without the lock is found out, so these tests can fail', async (t) => {
  const { made, unexpected, sql } = await play(
    t,
    manners['three on each, mostly unfounded'],
    9,
    endWithoutTheLock,
  )
  const faults = await judgeEndings(sql, made)
  t.ok(Object.keys(faults).length + unexpected.length > 0, JSON.stringify(faults))
})
