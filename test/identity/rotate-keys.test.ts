import t, { type Test } from 'tap'
import { type Database, openDatabase } from '../../db/driver/client.ts'
import { healthOf } from '../../src/http/door/health.ts'
import { notStopping } from '../../src/http/door/stopping.ts'
import { Bsn } from '../../src/identity/bsn.ts'
import { readKeyFigures } from '../../src/identity/key-figures.ts'
import { beginKeyRotations, readKeyStatus } from '../../src/identity/key-status.ts'
import { type Keys, oldestSeed } from '../../src/identity/keys.ts'
import { refuseForeignKeys } from '../../src/identity/refuse-foreign-keys.ts'
import { type RotationEvents, readRotations, rotateKeys } from '../../src/identity/rotate-keys.ts'
import { sealLogbook } from '../../src/logbook/seal-lines.ts'
import { isLogbookSignedBy } from '../../src/logbook/signed-by.ts'
import { logbookVersions } from '../../src/logbook/signer.ts'
import { prepareRegistration, registerSignals } from '../../src/signals/register-signals.ts'
import { crowd } from '../matching/crowd.ts'
import { type Arrival, type Heard, heard, judge, pairsAndTriples } from '../matching/groups.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createTestDatabase } from '../support/database.ts'
import { testIssuer } from '../support/issuer.ts'
import { changedKeys, notUnder, parsed } from '../support/key-files.ts'
import { openSql } from '../support/open-sql.ts'
import { waitingForLock } from '../support/waiting-for-lock.ts'

t.setTimeout(300_000)

const now = new Date()
const today = now.toISOString().slice(0, 10)
const never = () => false
const { before, both, after } = parsed(changedKeys())
const clean = { closed: 0, notFound: 0, twice: 0 }

async function scene(t: Test, people = 12) {
  const database = await createTestDatabase(t)
  await crowd(database.sql, people)
  const open = (url: string, role?: string): Database => {
    const opened = openDatabase({
      url,
      poolSize: 6,
      queryDeadline: 20_000,
      applicationName: 'test',
      ...(role ? { role } : {}),
    })
    t.teardown(() => opened.close())
    return opened
  }
  const service = open(database.serviceUrl, 'verwijsindex_service')
  const owner = open(database.ownerUrl)
  const register = async (keys: Keys, arrival: Arrival, idempotencyKey: string | null = null) => {
    const { registrations } = await registerSignals(
      service,
      [prepared(arrival, keys, idempotencyKey)],
      new Date(),
      { perProfessional: 1000, perOrganisation: 10_000 },
    )
    return registrations[0]
  }
  return {
    ...database,
    service,
    owner,
    register,
    start: (keys: Keys) =>
      refuseForeignKeys(service, keys, now, () => isLogbookSignedBy(service, oldestSeed(keys.logbook))),
    begin: () => beginKeyRotations(owner, both, new Date()),
    rotate: (keys = both, events: Partial<RotationEvents> = {}, stopped = never) =>
      rotateKeys(service, keys, { ...silent, ...events }, stopped),
    /** Seals the logbook, so that its key is handed over. */
    async seal(keys: Keys) {
      const signer = logbookVersions('https://verwijsindex.example', keys.logbook)
      for (let turn = 0; turn < 100; turn++) {
        await sealLogbook({ database: service, signer, now: new Date() }, never)
        if ((await readRotations(service)).every(({ kind, completeAt }) => kind !== 'logbook' || completeAt))
          return
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    /** As if a day had passed since the change was begun: what was answered and sent before is over. */
    async letADayPass() {
      await database.sql`update key_rotation set begun_at = begun_at - interval '2 days'`
    },
  }
}

const silent: RotationEvents = { onLacking: () => {}, onUnreadable: () => {}, onBatch: () => {} }

function prepared({ bsn, subject }: Arrival, keys: Keys, idempotencyKey: string | null = null) {
  const request = {
    issuer: testIssuer,
    subject,
    bsn: Bsn.parse(bsn) as Bsn,
    birthDate: '2015-06-01',
    municipalityCode: null,
    removalDate: null,
    idempotencyKey,
  }
  return prepareRegistration(request, keys, today)
}

const unavailable = { code: 'service-unavailable' }

t.test('R9, R23: keys are changed from end to end, and the old ones are destroyed', async (t) => {
  const { sql, start, register, begin, rotate, seal, letADayPass, owner, service } = await scene(t, 40)
  const whyNotReady = (keys: Keys) => healthOf(service, keys, notStopping(), false).whyNotReady()
  const figures = async () =>
    Object.fromEntries(
      (await readKeyFigures(service)).map(({ kind, version, toDo }) => [kind, [version, toDo]]),
    )
  const bsns = madeUpBsns()
  const people = Array.from({ length: 20 }, (_, n) => ({ bsn: bsns.next().value, subject: `p${n}` }))
  await start(before)
  for (const person of people.slice(0, 10)) await register(before, person, `key of ${person.subject}`)
  await t.rejects(begin(), { message: /No instance has started with version 2 of the index key/ })
  await start(both)
  await start(before)
  await register(both, people[10] as Arrival)
  await register(before, people[11] as Arrival)
  t.strictSame(await begin(), ['index', 'seal', 'logbook'])
  t.strictSame(await begin(), [], 'it is begun once')

  await t.rejects(
    register(before, people[12] as Arrival),
    unavailable,
    'an instance that was forgotten registers nobody',
  )
  await t.rejects(register(before, people[0] as Arrival), unavailable, 'nor somebody who is known')
  await t.rejects(start(before), { message: /version 2 of the index key is not there/ })
  await t.rejects(start(after), {
    message: /version 1 of the index key was destroyed on 2026-11-29, and this database still needs it/,
  })

  const lacking: number[] = []
  await rotate(before, { onLacking: ({ version }) => lacking.push(version) })
  t.strictSame(lacking, [2, 2, 2], 'an instance without the version says so, and does nothing')
  t.strictSame(
    await whyNotReady(before),
    {
      why: 'lacks-keys',
      lacks: ['version 2 of the index key', 'version 2 of the seal key', 'version 2 of the logbook key'],
    },
    'nobody is to be sent to it',
  )
  t.equal(await whyNotReady(both), undefined)
  t.strictSame(await figures(), { index: [2, 12], logbook: [2, 1], seal: [2, 12] })
  await register(both, people[12] as Arrival)
  t.not((await notUnder(sql, after)).closed, 0)
  await rotate()
  t.strictSame(await notUnder(sql, after), clean, 'every number is sealed and indexed anew')
  await seal(both)
  t.strictSame(await figures(), { index: [2, 0], logbook: [2, 0], seal: [2, 0] }, 'nobody is behind')
  t.match(
    await whyNotReady(before),
    { lacks: ['version 2 of the index key'] },
    'and still not to who lacks it',
  )

  const { versions } = await readKeyStatus(owner, both)
  const old = versions.filter(({ version }) => version === 1)
  t.match(old, [
    { kind: 'index', needed: true, answers: 10 },
    { kind: 'seal', needed: false, entries: 0 },
    { kind: 'logbook', needed: false },
  ])
  await t.rejects(
    start(after),
    { message: /version 1 of the index key was destroyed/ },
    'an answer that was kept needs it',
  )
  await letADayPass()
  t.notOk((await readKeyStatus(owner, both)).versions.some(({ version, needed }) => version === 1 && needed))
  await start(after)
  await start(both).then(
    () => t.fail('a destroyed key comes back'),
    (error: Error) =>
      t.match(
        error.message,
        /version 1 of the index key was destroyed on 2026-11-29, and nothing goes by it: leave it out/,
      ),
  )

  await rotate(after)
  t.strictSame(
    [...(await sql`select from identity_index where key_version = 1`)],
    [],
    'what is left of the old index is removed',
  )
  for (const [n, { bsn }] of people.slice(0, 13).entries()) {
    const { signal } = (await register(after, { bsn, subject: `p${20 + n}` })) ?? {}
    t.equal(signal?.match?.participants.length, 1, 'everybody is still found')
  }
  t.strictSame(await notUnder(sql, after), clean)

  const kinds = ['index', 'logbook', 'seal']
  const lines = (what: string, version: number) =>
    kinds.map((kind) => ({ event: `${kind}_key_${what}`, count: version, actor_id: null, digest: null }))
  t.strictSame(
    [
      ...(await sql`
        select event::text, count::int, actor_id, digest from logbook
         where event::text ~ '_key_(added|change_begun|change_completed|destroyed)$'
         order by split_part(event::text, '_key_', 2), event::text`),
    ],
    [
      ...lines('added', 2),
      ...lines('change_begun', 2),
      ...lines('change_completed', 2),
      ...lines('destroyed', 1),
    ],
    'R20: each step is a line of the logbook, with the version alone',
  )
})

t.test(
  'R15: nobody is missed while keys are changed under a load, by instances with old and new keys',
  async (t) => {
    const groups = [150, 100] as const
    const { sql, register, start, begin, rotate } = await scene(t, 2 * groups[0] + 3 * groups[1])
    const arrivals = pairsAndTriples(...groups, madeUpBsns())
    // The first of each group arrives at an old instance.
    const seen = new Set<string>()
    const first = arrivals.filter(({ bsn }) => !seen.has(bsn) && seen.add(bsn))
    const rest = arrivals.filter((arrival) => !first.includes(arrival))
    const answers = new Map<Arrival, Heard>()
    const arrive = async (keys: Keys, arrival: Arrival) =>
      answers.set(
        arrival,
        heard((await register(keys, arrival)) as NonNullable<Awaited<ReturnType<typeof register>>>),
      )
    await start(before)
    await start(both)
    await Promise.all(first.slice(0, 200).map((arrival, n) => arrive(n % 3 ? before : both, arrival)))

    const loaded = (async () => {
      for (let n = 0; n < rest.length; n += 4)
        await Promise.all(rest.slice(n, n + 4).map((arrival) => arrive(both, arrival)))
    })()
    await begin()
    await Promise.all([
      loaded,
      rotate(),
      rotate(),
      ...first.slice(200).map((arrival) => arrive(both, arrival)),
    ])
    await rotate()
    const all = [...answers]
    const verdict = await judge(
      sql,
      all.map(([arrival]) => arrival),
      all.map(([, answer]) => answer),
    )
    t.match(verdict, { failed: 0, missed: 0, doubled: 0, wronglyAnswered: 0, wronglyNotified: 0 })
    t.equal(verdict.signals, arrivals.length)
    t.strictSame(await notUnder(sql, after), clean)
  },
)

t.test('beginning waits for a registration that was let through without the new version', async (t) => {
  const { sql, superuserUrl, start, begin, rotate } = await scene(t)
  await start(before)
  await start(both)
  const steps = openSql(superuserUrl, 1)
  t.teardown(() => steps.end({ timeout: 5 }))
  const late = await steps.reserve()
  await late`begin`
  const item = Object.assign({ ord: 0 }, prepared({ bsn: madeUpBsns().next().value, subject: 'p0' }, before))
  await late`select register_signals(${late.json([item])}, now(), current_date, 1000, 1000)`
  const begun = begin()
  await waitingForLock(sql)
  await late`commit`
  await begun
  await rotate()
  t.strictSame(await notUnder(sql, after), clean)
  late.release()
})

t.test('R8: somebody who is destroyed during the change does not come back by it', async (t) => {
  const { sql, superuserUrl, start, begin, register, rotate } = await scene(t)
  const bsns = madeUpBsns()
  const bsn = bsns.next().value
  await start(before)
  await register(before, { bsn, subject: 'p0' })
  await register(before, { bsn: bsns.next().value, subject: 'p1' })
  await start(both)
  await begin()
  const steps = openSql(superuserUrl, 1)
  t.teardown(() => steps.end({ timeout: 5 }))
  const destroying = await steps.reserve()
  await destroying`begin`
  await destroying`select hold_young_persons(array(select young_person_id from signal where professional_id = (select id from account where subject = 'p0')))`
  const rotated = rotate()
  await waitingForLock(sql)
  await destroying`
    select destroy_young_persons(array(select young_person_id from signal where professional_id = (select id from account where subject = 'p0')),
                                 'death', ground_of('death'), null, now(), current_date)`
  await destroying`commit`
  destroying.release()
  await rotated
  await rotate()
  const [left] =
    await sql`select (select count(*)::int from young_person) as persons, (select count(*)::int from identity_index) as rows`
  t.strictSame({ ...left }, { persons: 1, rows: 2 })
  t.strictSame(await notUnder(sql, after), clean)
})

t.test(
  'R15: a seal that does not open keeps the old key needed, since nothing else finds that young person',
  async (t) => {
    const { sql, start, begin, register, rotate, letADayPass } = await scene(t)
    const [one, two] = [...Array(2)].map((_, n) => ({ bsn: '', subject: `p${n}` })) as [Arrival, Arrival]
    const bsns = madeUpBsns()
    await start(before)
    await register(before, { ...one, bsn: bsns.next().value })
    await register(before, { ...two, bsn: bsns.next().value })
    await sql`update young_person set bsn_sealed = 'damaged' where id = (select young_person_id from signal limit 1)`
    await start(both)
    await begin()
    const unreadable: number[] = []
    await rotate(both, { onUnreadable: (version) => unreadable.push(version) })
    t.strictSame(unreadable, [1, 1], 'once for the index, once for the seal')
    await letADayPass()
    await t.rejects(start(after), {
      message: /version 1 of the index key was destroyed[\s\S]*version 1 of the seal key was destroyed/,
    })
  },
)

t.test(
  'R23: the service is shown sealed numbers for no other reason than a change that was begun',
  async (t) => {
    const { service, start, begin, register, rotate } = await scene(t)
    await start(before)
    await register(before, { bsn: madeUpBsns().next().value, subject: 'p0' })
    await start(both)
    const shown = async (kind: string) =>
      service.sql`select id from young_persons_behind(${kind}::text::key_kind, 2::smallint, 10) where sealed is not null`
    for (const kind of ['index', 'seal', 'logbook'])
      t.strictSame([...(await shown(kind))], [], `${kind}: nothing was begun`)
    await t.rejects(service.sql`select begin_key_rotation('seal', 2::smallint, now())`, { code: '42501' })
    await begin()
    t.equal((await shown('seal')).length, 1)
    t.strictSame([...(await shown('logbook'))], [])
    await rotate()
    for (const kind of ['index', 'seal', 'logbook'])
      t.strictSame([...(await shown(kind))], [], `${kind}: it is complete`)
  },
)

t.test('a request that is repeated is known by any instance that shares a version of the keys', async (t) => {
  const { register, start, begin, rotate } = await scene(t)
  const bsns = madeUpBsns()
  await start(before)
  await start(both)
  const turns: readonly [first: Keys, again: Keys][] = [
    [before, both],
    [both, before],
    [both, both],
  ]
  for (const [n, [first, again]] of turns.entries()) {
    const arrival = { bsn: bsns.next().value, subject: `p${n}` }
    const { signal } = (await register(first, arrival, 'one')) ?? {}
    const repeated = await register(again, arrival, 'one')
    t.match(repeated, { outcome: 'created', signal: { id: signal?.id } }, 'replayed, not registered again')
    t.match(await register(again, { ...arrival, bsn: bsns.next().value }, 'one'), {
      outcome: 'idempotency-key-reused',
    })
  }
  await begin()
  await rotate()
  const arrival = { bsn: bsns.next().value, subject: 'p5' }
  const { signal } = (await register(both, arrival, 'two')) ?? {}
  t.match(await register(after, arrival, 'two'), { outcome: 'created', signal: { id: signal?.id } })
  t.match(await register(both, arrival, 'two'), { outcome: 'created', signal: { id: signal?.id } })
})
