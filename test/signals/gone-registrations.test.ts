import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { runRetention } from '../../src/retention/run-retention.ts'
import { runWindDowns } from '../../src/retention/run-wind-downs.ts'
import { registerSignals } from '../../src/signals/register-signals.ts'
import { madeUpBsns } from '../support/bsn.ts'
import type { Account } from '../support/region.ts'
import { prepare, sharedKeys } from '../support/registration.ts'
import { rightsService, type Subject } from '../support/rights.ts'

t.setTimeout(300_000)

const hour = 3_600_000
const bsns = madeUpBsns()
const key = { 'idempotency-key': 'once' }

/** One service for all: the days only go by, so that the daily work believes its clock. */
const tested = await rightsService(t, { keys: sharedKeys })
const { ask, region, register, grant, service, database, clock, zwolle, kampen } = tested
const { sql } = database
const organisation = zwolle.organisations[0] ?? ''
const coordinator = await region.account({ organisation, roles: ['coordinator'] })
const functional = await region.account({ roles: ['functional_administrator'] })
const municipal = await region.account({ roles: ['municipal_administrator'], municipality: zwolle.code })

/** A signal that was registered under the key, and whose it is; in a match with somebody of another municipality. */
interface Scene {
  readonly person: Subject
  readonly professional: Account
  readonly own: string
  readonly answered: {
    readonly match: { readonly participants: readonly { email: string; phone: string }[] }
  }
  readonly other: Account
  readonly theirs: string
}

async function registered(birthDate = '2012-05-05'): Promise<Scene> {
  const person = { bsn: bsns.next().value, birthDate }
  const professional = await region.account({ organisation })
  const other = await region.account({ organisation: kampen.organisations[0] ?? '' })
  const theirs = (await register(other.subject, person)).body.id as string
  const { status, body } = await register(professional.subject, person, key)
  if (status !== 201) throw new Error(JSON.stringify(body))
  return { person, professional, other, theirs, own: body.id, answered: body }
}

interface Way {
  readonly birthDate?: string
  readonly end: (scene: Scene) => Promise<unknown>
}

/** Every way in which a signal is no longer its professional's, in the order of the days. */
const ways: Readonly<Record<string, Way>> = {
  unfounded: { end: (scene) => end(scene, 'unfounded') },
  'risk gone': { end: (scene) => end(scene, 'risk_gone') },
  'handed over to a colleague': { end: (scene) => handOver(scene) },
  'handed over to a colleague who has one': {
    end: async (scene) => {
      const colleague = await region.account({ organisation })
      await register(colleague.subject, scene.person)
      await handOver(scene, colleague)
    },
  },
  death: { end: ({ person: { bsn } }) => ask(functional.subject, 'POST', '/deaths', { bsn }) },
  erasure: { end: ({ person }) => grant('erasure', person) },
  objection: { end: ({ person }) => grant('objection', person) },
  lapsed: { end: ({ own }) => lapse(own) },
  'lapsed, and the daily work has been': {
    end: async ({ own }) => {
      await lapse(own)
      await retain()
    },
  },
  'destroyed after its time in the archive': {
    end: async (scene) => {
      await end(scene, 'risk_gone')
      await sql`update archived_signal set ended_date = '2021-11-22' where id = ${scene.own}`
      // A professional who registers comes upon it, and it goes.
      await register((await region.account({ organisation })).subject, scene.person)
    },
  },
  'the 23rd birthday': {
    birthDate: '2003-11-24',
    end: async ({ own }) => {
      const eve = clock.now
      clock.now = new Date('2026-11-24T09:00:00Z')
      await retain()
      t.equal((await sql`select from signal where id = ${own}`).length, 0)
      // On the day itself a retry is refused since they are 23.
      clock.now = eve
    },
  },
  'a convenant that was stopped with': {
    end: async ({ own }) => {
      clock.now = new Date('2026-11-24T10:00:00Z')
      await ask(municipal.subject, 'POST', `/convenants/${zwolle.convenant}/wind-downs`, {})
      await runWindDowns({ database: service.database, clock: () => clock.now })
      t.equal((await sql`select from signal where id = ${own}`).length, 0)
      // They may register there again, under another one.
      await region.partner(await region.convenant([zwolle.code]), organisation)
    },
  },
}

/** How somebody else may leave the match that an answer tells of. */
const leavings: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
  'risk gone': ({ other, theirs }) => end({ professional: other, own: theirs }, 'risk_gone'),
  'handed over': async ({ other, theirs }) => {
    const there = { organisation: kampen.organisations[0] ?? '' }
    const { subject } = await region.account({ ...there, roles: ['coordinator'] })
    await handOver({ professional: other, own: theirs }, await region.account(there), subject)
  },
  lapsed: ({ theirs }) => sql`update signal set removal_date = '2026-11-22' where id = ${theirs}`,
}

for (const [way, leave] of Object.entries(leavings))
  t.test(`R6, R15: a kept answer names nobody who has left the match: ${way}`, async (t) => {
    const scene = await registered()
    const { professional, person, own, other } = scene
    await leave(scene)
    const again = await register(professional.subject, person, key)
    t.equal(again.status, 200, 'their own signal stands')
    t.equal(again.body.id, own)
    t.notOk(JSON.stringify(again.body).includes(other.email))
    const once = await register(professional.subject, person, key)
    t.strictSame(once.body, again.body, 'which is kept in its turn')

    await end(scene, 'unfounded')
    t.equal((await register(professional.subject, person, key)).status, 410, 'and the key registers once')
    t.equal((await sql`select from signal where professional_id = ${professional.id}`).length, 0)
  })

t.test('R7: a retry that waits while its signal is ended stores nothing, and keeps nobody', async (t) => {
  const { person, professional, own, other, theirs } = await registered()
  const item = prepare(professional.subject, person, { idempotencyKey: 'once' })
  // Its answer has to be made anew, since the other left; so the retry goes for the lock.
  await end({ professional: other, own: theirs }, 'unfounded')
  const before = await counted()

  let retry: ReturnType<typeof registerSignals> | undefined
  await sql.begin(async (tx) => {
    await tx`select hold_young_persons(array[young_person_id]) from signal where id = ${own}`
    retry = registerSignals(service.database, [item], clock.now, {
      perProfessional: 100,
      perOrganisation: 100,
    })
    while ((await sql`select from pg_locks where not granted`).length === 0) await sleep(5)
    await tx`select end_signals(array[${own}]::uuid[], 'unfounded', '2026-11-22', 'Jw 7.1.4.5 lid 1', null, null, now(), '2026-11-22')`
  })
  t.strictSame((await retry)?.registrations, [{ outcome: 'registration-gone', signal: null }])
  t.match(await counted(), { signals: Number(before?.signals) - 1, persons: Number(before?.persons) - 1 })
  const needless = await sql`
    select from young_person y
     where not exists (select from signal s where s.young_person_id = y.id)
       and not exists (select from archived_signal a where a.young_person_id = y.id)`
  t.equal(needless.length, 0)
})

for (const [way, { birthDate, end }] of Object.entries(ways))
  t.test(`R6, R13: within a day a key registers once, and what is gone stays gone: ${way}`, async (t) => {
    const scene = await registered(birthDate)
    const { person, professional, answered } = scene
    const { subject } = professional
    await end(scene)
    const before = await counted()

    const again = await register(subject, person, key)
    t.strictSame([again.status, again.body], gone)
    const otherBody = await register(subject, { ...person, birthDate: '2010-01-01' }, key)
    t.strictSame(
      [otherBody.status, otherBody.body],
      gone,
      'with another body too, so that it tells nothing apart',
    )
    const told = JSON.stringify([again.body, otherBody.body])
    for (const { email, phone } of answered.match.participants)
      for (const part of [email, phone, person.bsn.slice(-3)])
        t.notOk(told.includes(part), 'nothing of anybody')
    t.strictSame(await counted(), before, 'nothing was stored, matched or told')

    if (way !== 'lapsed') {
      const kept =
        await sql`select signal_id, outcome, answer, length(body_digest) as digest from idempotency_key
                              where account_id = ${professional.id}`
      t.strictSame(
        [...kept],
        [{ signal_id: null, outcome: 'gone', answer: null, digest: 0 }],
        'it leads to nothing',
      )
    }
    t.equal(
      (await register(subject, person, { 'idempotency-key': 'another' })).status,
      201,
      'a new key is a new act',
    )
    t.equal((await register(subject, person, key)).status, 410, 'and the old one stays what it is')
  })

t.test('a key may be used anew once a day has passed', async (t) => {
  const scene = await registered()
  await end(scene, 'unfounded')
  await sql`select remove_spent_answers(${new Date(clock.now.getTime() + 24 * hour + 1)}, 1000)`
  t.equal((await register(scene.professional.subject, scene.person, key)).status, 201)
})

const gone = [
  410,
  {
    type: 'urn:verwijsindex:problem:registration-gone',
    status: 410,
    title: 'Deze registratie is al gedaan en voorbij',
    detail:
      'Met deze Idempotency-Key is al een signaal afgegeven, dat er nu niet meer is. Bent u opnieuw betrokken, geef dan een signaal af met een nieuwe sleutel.',
  },
]

async function end(
  { professional, own }: Pick<Scene, 'professional' | 'own'>,
  reason: string,
): Promise<void> {
  const { status } = await ask(professional.subject, 'POST', `/signals/${own}/endings`, { reason })
  t.equal(status, 204)
}

async function handOver(
  { professional, own }: Pick<Scene, 'professional' | 'own'>,
  to?: Account,
  by = coordinator.subject,
): Promise<void> {
  const { id } = to ?? (await region.account({ organisation }))
  const { status } = await ask(by, 'POST', `/professionals/${professional.id}/hand-overs`, {
    toProfessionalId: id,
    signalIds: [own],
  })
  t.equal(status, 201)
}

async function lapse(id: string): Promise<void> {
  await sql`update signal set removal_date = '2026-11-23' where id = ${id}`
  clock.now = new Date(Math.max(clock.now.getTime(), Date.parse('2026-11-23T08:00:00Z')))
}

async function retain(): Promise<void> {
  const { outcome } = await runRetention({
    database: service.database,
    clock: () => clock.now,
    longestGapDays: 7,
  })
  t.equal(outcome, 'finished')
}

async function counted() {
  const [row] = await sql`
    select (select count(*)::int from signal) as signals, (select count(*)::int from young_person) as persons,
           (select count(*)::int from notification) as notifications, (select count(*)::int from match) as matches,
           (select count(*)::int from logbook where young_person_id is not null) as ties`
  return row
}
