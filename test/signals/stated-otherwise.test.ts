import t, { type Test } from 'tap'
import { registerSignals } from '../../src/signals/register-signals.ts'
import { asker, faultsOf } from '../support/ask.ts'
import { testPersons } from '../support/bsn.ts'
import { type Account, smallRegion } from '../support/region.ts'
import { prepare, sharedKeys } from '../support/registration.ts'
import { createTestService } from '../support/service.ts'

const [{ bsn }] = testPersons as unknown as [(typeof testPersons)[0]]
/** By the one that was stated in error they are 23 in six days; they are twelve. */
const [inError, right] = ['2003-11-28', '2014-11-28']
const until = '2027-05-22'
const differs = (fields: readonly string[]) => fields.map((field) => `/${field} differs-from-own-signal`)

async function twoProfessionals(t: Test) {
  const clock = { now: new Date('2026-11-22T09:00:00Z') }
  const tested = await createTestService(t, { clock: () => clock.now, keys: sharedKeys })
  const { sql } = tested.database
  const { professionals, region } = await smallRegion(sql, 3)
  const administrator = await region.account({ roles: ['functional_administrator'] })
  const [own, another, third] = professionals as [Account, Account, Account]
  const ask = asker(tested)
  const state = async () => {
    const signals = await sql`
      select removal_date::text as removal, stated_destruction_date::text as stated from signal order by id`
    const [person] = await sql<{ date: string }[]>`select destruction_date::text as date from young_person`
    const conflicts = await sql`select signal_id from identity_conflict`
    return { signals: [...signals], destroyed: person?.date, conflicts: conflicts.length }
  }
  const renew = (id: string, body: object) => ask(own.subject, 'POST', `/signals/${id}/renewals`, body)
  return { ...tested, sql, clock, ask, own, another, third, administrator, state, renew }
}

t.test(
  'R9: who states another birth date than before learns so, and puts it right by renewing',
  async (t) => {
    const { register, own, state, renew, sql, clock } = await twoProfessionals(t)
    const first = await register(own.subject, { bsn, birthDate: inError })
    const before = await state()
    const again = await register(own.subject, { bsn, birthDate: right })
    t.equal(again.status, 409)
    t.equal(again.body.type, 'urn:verwijsindex:problem:registration-differs')
    t.strictSame(faultsOf(again), differs(['birthDate']))
    t.match(again.body.errors[0].detail, /verleng/, 'and how to put it right')
    t.notMatch(JSON.stringify(again.body), /20\d\d-\d\d-\d\d/, 'no date is told')
    t.strictSame(await state(), before, 'nothing is changed')
    t.equal((await sql`select from logbook where event = 'registration_refused'`).length, 1)

    const renewed = await renew(first.body.id, { birthDate: right })
    t.equal(renewed.status, 201)
    t.equal(renewed.body.removalDate, '2028-11-22', 'the birthday of the error cuts nothing any more')
    t.match(await state(), { signals: [{ stated: '2037-11-28' }], destroyed: '2037-11-28', conflicts: 0 })
    t.equal((await register(own.subject, { bsn, birthDate: right })).status, 200, 'they agree')
    clock.now = new Date('2026-11-29T09:00:00Z')
    t.equal((await sql`select from signal where removal_date > '2026-11-29'`).length, 1)
  },
)

t.test(
  'R12: a removal date that differs is not ignored in silence; none is stated, none differs',
  async (t) => {
    const { register, own, state, renew } = await twoProfessionals(t)
    const first = await register(own.subject, { bsn, birthDate: right, removalDate: until })
    const before = await state()
    t.equal((await register(own.subject, { bsn, birthDate: right, removalDate: until })).status, 200)
    t.equal((await register(own.subject, { bsn, birthDate: right })).status, 200)
    const later = { bsn, birthDate: right, removalDate: '2028-01-01' }
    const refused = await register(own.subject, later)
    t.equal(refused.status, 409)
    t.strictSame(faultsOf(refused), differs(['removalDate']))
    const both = await register(own.subject, { ...later, birthDate: inError })
    t.strictSame(faultsOf(both), differs(['birthDate', 'removalDate']), 'every difference at once')
    t.strictSame(await state(), before)

    t.equal((await renew(first.body.id, { removalDate: '2028-01-01' })).status, 201)
    t.equal((await register(own.subject, later)).status, 200)
    const old = await register(own.subject, { bsn, birthDate: right, removalDate: until })
    t.strictSame(faultsOf(old), differs(['removalDate']), 'the term is that of the renewal')
  },
)

t.test('R8: a removal date that the 23rd birthday cut does not differ when it is sent again', async (t) => {
  const { register, own } = await twoProfessionals(t)
  const body = { bsn, birthDate: inError, removalDate: until }
  t.equal((await register(own.subject, body)).body.removalDate, '2026-11-28')
  t.equal((await register(own.subject, body)).status, 200)
})

t.test('R6: what others stated differs from nothing that a professional is told of', async (t) => {
  const { register, own, another, third, state, renew, ask } = await twoProfessionals(t)
  const { id } = (await register(own.subject, { bsn, birthDate: right })).body
  t.equal((await register(another.subject, { bsn, birthDate: inError })).status, 201)
  t.equal((await register(own.subject, { bsn, birthDate: right })).status, 200)
  t.equal((await register(another.subject, { bsn, birthDate: inError })).status, 200)
  const renewed = await renew(id, { birthDate: '2014-11-29' })
  t.equal(renewed.status, 201)
  t.strictSame(Object.keys(renewed.body), Object.keys((await ask(own.subject, 'GET', `/signals/${id}`)).body))
  t.match(await state(), { destroyed: '2037-11-29', conflicts: 2 }, 'of which the administrator is told')
  t.equal((await register(third.subject, { bsn, birthDate: right })).status, 201)
})

t.test('R9: an error that is put right settles what it disagreed with, and a new one is told', async (t) => {
  const { register, own, another, administrator, state, renew, get, sql } = await twoProfessionals(t)
  const { id } = (await register(own.subject, { bsn, birthDate: inError })).body
  await register(another.subject, { bsn, birthDate: right })
  t.match(await state(), { conflicts: 1, destroyed: '2037-11-28' })
  await renew(id, { birthDate: right })
  t.match(await state(), { conflicts: 0, destroyed: '2037-11-28' })
  t.equal((await sql`select from notification where event = 'identity_conflict'`).length, 0)

  await renew(id, { birthDate: '2015-11-28' })
  t.match(await state(), { conflicts: 1, destroyed: '2038-11-28' }, 'the later date holds')
  const { items } = (await get(administrator.subject, '/v1/identity-conflicts')).body
  t.strictSame(
    items[0].professionals.map(({ email, disagreed }: { email: string; disagreed: boolean }) => [
      email,
      disagreed,
    ]),
    [
      [own.email, true],
      [another.email, false],
    ],
  )
  t.equal((await sql`select from notification where event = 'identity_conflict'`).length, 1)
  await renew(id, { birthDate: right })
  t.match(await state(), { conflicts: 0, destroyed: '2037-11-28' }, 'nobody stays longer for an error')
})

t.test('R8: nobody is made 23 by a renewal, and every fault of one is named at once', async (t) => {
  const { register, own, state, renew } = await twoProfessionals(t)
  const { id } = (await register(own.subject, { bsn, birthDate: right })).body
  const before = await state()
  const refused = await renew(id, { birthDate: '2003-11-22', removalDate: '2026-11-22' })
  t.equal(refused.status, 400)
  t.strictSame(faultsOf(refused).sort(), ['/birthDate not-under-23', '/removalDate removal-date-not-ahead'])
  t.strictSame(await state(), before)
})

t.test(
  'R9: in a batch the second is held against the first, and a lost answer against nothing',
  async (t) => {
    const { service, own, another, state } = await twoProfessionals(t)
    const budgets = { perProfessional: 100, perOrganisation: 100 }
    const offer = (items: Parameters<typeof registerSignals>[1]) =>
      registerSignals(service.database, items, new Date('2026-11-22T09:00:00Z'), budgets)
    const items = [
      prepare(own.subject, { bsn, birthDate: right }),
      prepare(own.subject, { bsn, birthDate: inError }),
      prepare(own.subject, { bsn, birthDate: right }, { removalDate: until }),
      prepare(own.subject, { bsn, birthDate: right }),
      prepare(another.subject, { bsn, birthDate: inError }),
    ]
    const { registrations } = await offer(items)
    t.strictSame(
      registrations.map(({ outcome, differing = [] }) => [outcome, ...differing]),
      [
        ['created'],
        ['registration-differs', 'birthDate'],
        ['registration-differs', 'removalDate'],
        ['existing'],
        ['created'],
      ],
    )
    t.match(await state(), { signals: [{ stated: '2037-11-28' }, { stated: '2026-11-28' }], conflicts: 1 })
    const [retried] = (await offer(items.slice(0, 1))).registrations
    t.equal(retried?.outcome, 'created', 'the answer was lost')
  },
)

t.test(
  'R12: under an Idempotency-Key a difference is told each time, and a retry states nothing anew',
  async (t) => {
    const { register, own, another, renew, ask } = await twoProfessionals(t)
    const [key, other] = [{ 'idempotency-key': 'first' }, { 'idempotency-key': 'other' }]
    const body = { bsn, birthDate: right, removalDate: until }
    const first = await register(own.subject, body, key)
    const refused = await register(own.subject, { bsn, birthDate: inError }, other)
    t.equal(refused.status, 409)
    t.strictSame((await register(own.subject, { bsn, birthDate: inError }, other)).body, refused.body)
    await renew(first.body.id, { birthDate: inError })
    t.equal(
      (await register(own.subject, { bsn, birthDate: inError }, other)).status,
      200,
      'once it is put right',
    )

    t.strictSame((await register(own.subject, body, key)).body, first.body, 'what was answered under the key')
    // Somebody comes and goes: the kept answer is made anew.
    const theirs = await register(another.subject, { bsn, birthDate: inError })
    await ask(another.subject, 'POST', `/signals/${theirs.body.id}/endings`, { reason: 'risk_gone' })
    const anew = await register(own.subject, body, key)
    t.equal(anew.status, 200, 'a retry is no new statement')
    t.equal(anew.body.id, first.body.id)
  },
)
