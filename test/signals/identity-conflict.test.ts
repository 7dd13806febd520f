import t from 'tap'
import { asker } from '../support/ask.ts'
import { testPersons } from '../support/bsn.ts'
import { type Account, smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

const [child, other] = testPersons as unknown as [(typeof testPersons)[0], (typeof testPersons)[0]]
const stated = '2013-03-03'

/** The shape of an answer: every name and the kind of every value, without the values. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape)
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shape(each)]))
}

t.test(
  'R9, R6: who disagrees about the birth date is answered like who agrees, and the match is made',
  async (t) => {
    const service = await createTestService(t)
    const { database, register, get } = service
    const { professionals, officer, region } = await smallRegion(database.sql, 2)
    const [first, second] = professionals as [Account, Account]
    const administrator = await region.account({ roles: ['functional_administrator'] })

    await register(first.subject, { bsn: child.bsn, birthDate: child.birthDate })
    await register(first.subject, { bsn: other.bsn, birthDate: other.birthDate })
    const agrees = await register(second.subject, { bsn: other.bsn, birthDate: other.birthDate })
    const disagrees = await register(second.subject, { bsn: child.bsn, birthDate: stated })
    t.equal(agrees.status, 201)
    t.equal(disagrees.status, 201)
    t.strictSame(shape(disagrees.body), shape(agrees.body))
    t.strictSame(
      disagrees.body.match.participants.map(({ email }: Account) => email),
      [first.email],
    )
    t.equal((await database.sql`select from match`).length, 2)

    const conflicts = await get(administrator.subject, '/v1/identity-conflicts')
    t.equal(conflicts.body.items.length, 1)
    t.strictSame(
      conflicts.body.items[0].professionals.map(
        ({ email, disagreed }: { email: string; disagreed: boolean }) => [email, disagreed],
      ),
      [
        [first.email, false],
        [second.email, true],
      ],
      'whom to ask, and who said otherwise',
    )
    t.notMatch(
      conflicts.payload,
      new RegExp(`${child.birthDate}|${stated}|${child.bsn.slice(-3)}"`),
      'nothing about the young person',
    )

    for (const { subject } of [first, second, officer]) {
      const refused = await get(subject, '/v1/identity-conflicts')
      t.equal(refused.status, 403)
      t.notMatch((await get(subject, '/v1/notifications')).payload, /identity_conflict/)
    }
    const told = await database.sql`select recipient_id from notification where event = 'identity_conflict'`
    t.strictSame(
      told.map(({ recipient_id }) => recipient_id),
      [administrator.id],
    )
    const [{ destroyed } = { destroyed: '' }] = await database.sql<{ destroyed: string }[]>`
    select max(destruction_date)::text as destroyed from young_person y join identity_conflict c on c.young_person_id = y.id`
    const latest = [child.birthDate, stated].sort()[1] ?? ''
    t.equal(
      destroyed.slice(0, 4),
      String(Number(latest.slice(0, 4)) + 23),
      'until it is settled the later date holds',
    )
  },
)

t.test('R20: the logbook tells of the conflicts that were shown, and of no other', async (t) => {
  const { database, register, get } = await createTestService(t)
  const { professionals, region } = await smallRegion(database.sql, 2)
  const [first, second] = professionals as [Account, Account]
  const administrator = await region.account({ roles: ['functional_administrator'] })
  for (const { bsn, birthDate } of testPersons.slice(0, 3)) {
    await register(first.subject, { bsn, birthDate })
    await register(second.subject, { bsn, birthDate: stated })
  }
  const pages: string[][] = []
  for (let after = ''; pages.length < 5; ) {
    const { body } = await get(administrator.subject, `/v1/identity-conflicts?limit=2${after}`)
    pages.push(body.items.map(({ id }: { id: string }) => id))
    if (body.next === null) break
    after = `&after=${body.next}`
  }
  t.strictSame(
    pages.map((page) => page.length),
    [2, 1],
  )
  t.equal(new Set(pages.flat()).size, 3)
  const looks =
    await database.sql`select young_person_id from logbook where event = 'identity_conflicts_viewed'`
  t.equal(looks.length, 3)
  t.equal(new Set(looks.map(({ young_person_id }) => young_person_id)).size, 3)
})

t.test('R11: a professional whose signal has lapsed is not named in a conflict any more', async (t) => {
  const clock = { now: new Date('2026-11-22T09:00:00Z') }
  const { database, register, get } = await createTestService(t, { clock: () => clock.now })
  const { professionals, region } = await smallRegion(database.sql, 2)
  const [first, second] = professionals as [Account, Account]
  const administrator = await region.account({ roles: ['functional_administrator'] })
  await register(first.subject, { bsn: child.bsn, birthDate: child.birthDate, removalDate: '2027-01-01' })
  await register(second.subject, { bsn: child.bsn, birthDate: stated })
  const named = async () =>
    (await get(administrator.subject, '/v1/identity-conflicts')).body.items[0].professionals.map(
      ({ email }: Account) => email,
    )
  t.strictSame(await named(), [first.email, second.email])
  clock.now = new Date('2026-12-31T23:00:00Z')
  t.strictSame(await named(), [second.email])
})

t.test(
  'R9, R13: what was told of a conflict goes with the young person, also where the signal went first',
  async (t) => {
    const service = await createTestService(t)
    const { sql } = service.database
    const ask = asker(service)
    const { professionals, region } = await smallRegion(sql, 2)
    await region.account({ roles: ['functional_administrator'] })
    const ids: string[] = []
    for (const [n, birthDate] of [child.birthDate, stated].entries()) {
      const { body } = await service.register(professionals[n]?.subject ?? '', { bsn: child.bsn, birthDate })
      ids.push(body.id)
    }
    const told = () => sql`select from notification where event = 'identity_conflict'`
    // Ended because the risk is gone, the one that disagreed is archived, and the two still disagree.
    for (const [n, reason, left] of [
      [1, 'risk_gone', 1],
      [0, 'risk_gone', 1],
    ] as const) {
      await ask(professionals[n]?.subject ?? '', 'POST', `/signals/${ids[n]}/endings`, { reason })
      t.equal((await told()).length, left)
    }
    await sql.begin(async (tx) => {
      await tx`select destroy_young_persons(array(select id from young_person), 'death', 'Jw 7.1.4.5 lid 2', null, now(), '2026-11-22')`
    })
    t.equal((await told()).length, 0)
    t.equal((await sql`select from young_person`).length, 0)
  },
)
