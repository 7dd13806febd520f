import t, { type Test } from 'tap'
import { asker, faultsOf } from '../support/ask.ts'
import { testPersons } from '../support/bsn.ts'
import { type Account, smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

const [child] = testPersons as unknown as [(typeof testPersons)[0]]

/** A professional's own signal of half a year on a child, in a match with somebody else's; it is five months later. */
async function signalOfHalfAYear(t: Test, birthDate = child.birthDate) {
  const clock = { now: new Date('2026-11-22T09:00:00Z') }
  const tested = await createTestService(t, { clock: () => clock.now })
  const { sql } = tested.database
  const small = await smallRegion(sql, 2)
  const [own, another] = small.professionals as [Account, Account]
  const { bsn } = child
  const { id } = (await tested.register(own.subject, { bsn, birthDate, removalDate: '2027-05-22' })).body
  await tested.register(another.subject, { bsn, birthDate })
  clock.now = new Date('2027-04-20T22:30:00Z')
  const ask = asker(tested)
  const renew = (body: object = {}, who = own) => ask(who.subject, 'POST', `/signals/${id}/renewals`, body)
  return { ...tested, ...small, sql, own, another, id, clock, renew }
}

t.test('R12: the term starts again today, in Amsterdam, for as long as the convenant allows', async (t) => {
  const { renew, id, get, own, sql, organisations } = await signalOfHalfAYear(t)
  const { status, body } = await renew()
  t.equal(status, 201)
  t.match(body, {
    id,
    registeredAt: '2026-11-22T09:00:00.000Z',
    removalDate: '2029-04-21',
    municipalityCode: '0193',
  })
  t.type(body.matchId, 'string', 'the match goes on')
  t.strictSame((await get(own.subject, `/v1/signals/${id}`)).body, body)
  t.strictSame(
    [
      ...(await sql`select event::text, ground, actor_id, organisation_id, signal_id, day::text from logbook
                     where event::text in ('signal_registered', 'signal_renewed') and signal_id = ${id} order by id`),
    ],
    [
      { event: 'signal_registered', ground: 'Jw 7.1.4.1', day: null },
      { event: 'signal_renewed', ground: 'Jw 7.1.4.5 lid 2', day: '2029-04-21' },
    ].map((line) => ({
      ...line,
      actor_id: own.id,
      organisation_id: organisations[0],
      signal_id: id,
      day: line.day,
    })),
    'the logbook shows both',
  )
})

t.test('R12: nobody is told of a renewal', async (t) => {
  const { renew, sql } = await signalOfHalfAYear(t)
  const notifications = () => sql`select id from notification order by id`
  const before = [...(await notifications())]
  await renew()
  t.strictSame([...(await notifications())], before)
})

t.test('R12: for less where they say so, also less than before, and as often as they judge', async (t) => {
  const { renew } = await signalOfHalfAYear(t)
  for (const removalDate of ['2027-06-01', '2027-04-22', '2029-04-21', '2027-05-22'])
    t.equal((await renew({ removalDate })).body.removalDate, removalDate)
})

t.test('R11: a day more than two years, and a day that is not ahead, are refused', async (t) => {
  const { renew } = await signalOfHalfAYear(t)
  const refused = { '2029-04-22': 'removal-date-beyond-term', '2027-04-21': 'removal-date-not-ahead' }
  for (const [removalDate, code] of Object.entries(refused))
    t.strictSame(faultsOf(await renew({ removalDate })), [`/removalDate ${code}`])
})

t.test('R11: the convenant of today sets the term, and names its fault as registering does', async (t) => {
  const { renew, sql, register, own } = await signalOfHalfAYear(t)
  await sql`update convenant set longest_term_months = 6`
  t.equal((await renew()).body.removalDate, '2027-10-21')
  const body = { removalDate: '2027-10-22' }
  const refused = await renew(body)
  t.equal(refused.status, 400)
  const { bsn, birthDate } = testPersons[1] ?? child
  const registering = await register(own.subject, { bsn, birthDate, ...body })
  t.strictSame(refused.body, registering.body)
})

t.test('R8: never beyond the 23rd birthday', async (t) => {
  const { renew } = await signalOfHalfAYear(t, '2004-08-01')
  t.equal((await renew()).body.removalDate, '2027-08-01')
})

t.test('R8, R20: the logbook has the term as it was judged, in which no birthday shows', async (t) => {
  const { renew, sql } = await signalOfHalfAYear(t, '2004-08-01')
  await renew()
  await renew({ removalDate: '2028-01-01' })
  t.strictSame(
    [...(await sql`select day::text from logbook where event = 'signal_renewed' order by id`)],
    [{ day: '2029-04-21' }, { day: '2028-01-01' }],
  )
})

t.test(
  'R1: who may not register there any more does not renew, and the signal stays as it was',
  async (t) => {
    const { renew, sql, region, own, organisations } = await signalOfHalfAYear(t)
    // In another municipality they still may.
    const elsewhere = await region.convenant([await region.municipality('0150', 'Deventer')])
    await region.partner(elsewhere, organisations[0] ?? '')
    await sql`update partner set state = 'suspended' where convenant_id <> ${elsewhere}`
    const { status, body } = await renew()
    t.equal(status, 403)
    t.match(body.type, /not-permitted$/)
    t.strictSame(
      [...(await sql`select removal_date::text from signal where professional_id = ${own.id}`)],
      [{ removal_date: '2027-05-22' }],
    )
  },
)

t.test('R4: after a merger it is renewed under the convenant of the successor', async (t) => {
  const { renew, sql, region, id, organisations } = await signalOfHalfAYear(t)
  const code = await region.municipality('9001', 'IJsselstad')
  const convenant = await region.convenant([code], { months: 12 })
  await region.partner(convenant, organisations[0] ?? '')
  await sql`update municipality set valid_until = '2026-12-31' where code = '0193'`
  await sql`insert into municipality_succession values ('0193', ${code}, '2027-01-01')`
  const { status, body } = await renew()
  t.equal(status, 201)
  t.match(body, { removalDate: '2028-04-21', municipalityCode: code })
  t.strictSame(
    [...(await sql`select convenant_id from signal where id = ${id}`)],
    [{ convenant_id: convenant }],
  )
})

t.test('R12: on the day that it would lapse it is too late', async (t) => {
  const { renew, clock } = await signalOfHalfAYear(t)
  clock.now = new Date('2027-05-21T21:59:59Z')
  t.equal((await renew({ removalDate: '2027-05-22' })).status, 201, 'a second before midnight it is not')
  clock.now = new Date('2027-05-21T22:00:00Z')
  t.equal((await renew()).status, 404)
})
