import { randomUUID } from 'node:crypto'
import t from 'tap'
import { personOf, rightsService } from '../support/rights.ts'

const { ask, zwolle, kampen, open, signals, clock, database } = await rightsService(t)
const { sql } = database
const officer = zwolle.privacyOfficer.subject
const person = personOf(13)
await signals(person, zwolle.professionals)

t.test('R21: the requests of ones municipality, newest first, in pages, and when they are due', async (t) => {
  const first = await open('access', person)
  const second = await open('erasure', person)
  const [page, whole] = [
    await ask(officer, 'GET', '/subject-requests?limit=1'),
    await ask(officer, 'GET', '/subject-requests'),
  ]
  t.match(page.body, { items: [second], next: second.id })
  t.strictSame((await ask(officer, 'GET', `/subject-requests?after=${second.id}`)).body, {
    items: [first],
    next: null,
  })
  t.strictSame(whole.body, { items: [second, first], next: null })
  t.strictSame((await ask(officer, 'GET', `/subject-requests/${second.id}`)).body, second)
  t.equal((await ask(kampen.privacyOfficer.subject, 'GET', '/subject-requests')).body.items.length, 0)
})

t.test('R20: a look is logged once a day, with the pseudonym of whom it concerns', async (t) => {
  const { id } = await open('objection', person)
  await sql`truncate logbook`
  await ask(officer, 'GET', `/subject-requests/${id}`)
  await ask(officer, 'GET', '/subject-requests?limit=1')
  const [{ youngPerson } = {}] = await sql<
    { youngPerson: string }[]
  >`select id as "youngPerson" from young_person`
  const line = {
    event: 'requests_viewed',
    ground: 'Jw 7.1.5',
    actor_id: zwolle.privacyOfficer.id,
    young_person_id: youngPerson,
    municipality_code: '0193',
    request_id: id,
  }
  t.strictSame(
    [
      ...(await sql`select event, ground, actor_id, young_person_id, municipality_code, request_id
                               from logbook order by id`),
    ],
    [line],
    'the same look twice on a day',
  )
})

t.test('R6: a request to another municipality is not found, like one that does not exist', async (t) => {
  const { id } = await open('erasure', person)
  const stranger = kampen.privacyOfficer.subject
  const asks = [
    ['GET', ''],
    ['POST', '/extensions'],
    ['GET', '/access-document'],
    ['GET', '/certificate'],
    ['POST', '/decisions', { decision: 'granted' }],
  ] as const
  for (const [method, path, body] of asks) {
    const answers = [id, randomUUID()].map((each) =>
      ask(stranger, method, `/subject-requests/${each}${path}`, body),
    )
    const [theirs, nobodys] = await Promise.all(answers)
    t.equal(theirs?.status, 404, path)
    t.equal(theirs?.payload, nobodys?.payload, path)
  }
  t.match((await ask(officer, 'GET', `/subject-requests/${id}`)).body, { decision: null, extendedAt: null })
})

t.test(
  'R21: extended once, by two months from the day of opening, while the term has not passed',
  async (t) => {
    clock.now = new Date('2026-12-31T12:00:00Z')
    const { id } = await open('erasure', person)
    const path = `/subject-requests/${id}/extensions`
    clock.now = new Date('2027-01-31T22:59:00Z') // the last minute of the term
    const extended = await ask(officer, 'POST', path)
    t.equal(extended.status, 201)
    t.match(extended.body, {
      id,
      dueDate: '2027-03-31',
      extendedAt: '2027-01-31T22:59:00.000Z',
      overdue: false,
    })
    const again = await ask(officer, 'POST', path)
    t.equal(again.status, 409)
    t.match(again.body.type, /extension-not-allowed$/)
    t.strictSame(
      [
        ...(await sql`select count(*)::int as lines from logbook where request_id = ${id} and event = 'request_extended'`),
      ],
      [{ lines: 1 }],
    )
    clock.now = new Date('2027-03-31T21:59:00Z')
    t.equal((await ask(officer, 'GET', `/subject-requests/${id}`)).body.overdue, false)
    clock.now = new Date('2027-03-31T22:00:00Z') // summer time by now: the first minute of April
    t.equal((await ask(officer, 'GET', `/subject-requests/${id}`)).body.overdue, true)
    t.equal(
      (await ask(officer, 'POST', `/subject-requests/${id}/decisions`, { decision: 'refused' })).status,
      201,
    )
    t.equal(
      (await ask(officer, 'GET', `/subject-requests/${id}`)).body.overdue,
      false,
      'decided, late as it is',
    )
  },
)

t.test('R21: neither a term that has passed is extended, nor a request that is decided', async (t) => {
  clock.now = new Date('2027-05-31T12:00:00Z')
  const late = await open('erasure', person)
  t.equal(late.dueDate, '2027-06-30')
  const decided = await open('access', person)
  await ask(officer, 'POST', `/subject-requests/${decided.id}/decisions`, { decision: 'refused' })
  t.equal((await ask(officer, 'POST', `/subject-requests/${decided.id}/extensions`)).status, 409)
  clock.now = new Date('2027-06-30T22:00:00Z')
  t.equal((await ask(officer, 'POST', `/subject-requests/${late.id}/extensions`)).status, 409)
  t.match((await ask(officer, 'GET', `/subject-requests/${late.id}`)).body, {
    overdue: true,
    extendedAt: null,
  })
})

t.test('R4: after a merger the requests are those of the successor', async (t) => {
  clock.now = new Date('2027-07-01T12:00:00Z')
  const { id } = await open('objection', person)
  await sql`insert into municipality values ('9001', 'IJsselstad', '2027-08-01', null)`
  await sql`update municipality set valid_until = '2027-07-31' where code = '0193'`
  await sql`insert into municipality_succession values ('0193', '9001', '2027-08-01')`
  await sql`insert into role_assignment values (${randomUUID()}, ${kampen.privacyOfficer.id}, 'privacy_officer', '9001', '2027-08-01')`
  clock.now = new Date('2027-08-01T12:00:00Z')
  t.equal((await ask(officer, 'GET', `/subject-requests/${id}`)).status, 403)
  const found = await ask(kampen.privacyOfficer.subject, 'GET', `/subject-requests/${id}`)
  t.match(found, { status: 200, body: { id, municipalityCode: '9001' } })
  t.equal(
    (
      await ask(kampen.privacyOfficer.subject, 'POST', `/subject-requests/${id}/decisions`, {
        decision: 'granted',
      })
    ).body.destroyed.signals,
    3,
    'and so are the signals',
  )
})
