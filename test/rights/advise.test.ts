import { randomUUID } from 'node:crypto'
import t from 'tap'
import { endSignals } from '../support/ending.ts'
import { deliveryOf } from '../support/people.ts'
import { personOf, rightsService } from '../support/rights.ts'

const tested = await rightsService(t)
const { ask, zwolle, kampen, open, signals, database, region } = tested
const { sql } = database
const officer = zwolle.privacyOfficer.subject
const [anna, bert, cora] = zwolle.professionals
const person = personOf(13)
const [annas = '', berts = ''] = await signals(person, [anna, bert, kampen.professionals[0]])
const { id } = await open('erasure', person)
const answers = `/advice-requests/${id}/answers`

t.test(
  'R21: a professional sees on what they are asked, with the signal of theirs that it concerns',
  async (t) => {
    const { status, body } = await ask(anna.subject, 'GET', '/advice-requests')
    t.equal(status, 200)
    t.strictSame(body, {
      items: [
        {
          id,
          kind: 'erasure',
          municipalityCode: '0193',
          openedAt: '2026-11-22T09:00:00.000Z',
          dueDate: '2026-12-22',
          signal: { id: annas, bsnLastDigits: person.bsn.slice(-3) },
          advice: null,
          advisedAt: null,
        },
      ],
      next: null,
    })
    t.strictSame(
      [
        ...(await sql`select signal_id, request_id, young_person_id is not null as tied from logbook
                     where event = 'advice_requests_viewed'`),
      ],
      [{ signal_id: annas, request_id: id, tied: true }],
      'R20: the look is logged',
    )
    for (const stranger of [cora, kampen.professionals[0]])
      t.strictSame((await ask(stranger.subject, 'GET', '/advice-requests')).body.items, [])
  },
)

t.test(
  'R21: advice is a choice, made otherwise until it is decided; the municipality sees it and by whom',
  async (t) => {
    t.match(await ask(anna.subject, 'POST', answers, { advice: 'refuse' }), {
      status: 201,
      body: { id, advice: 'refuse', advisedAt: '2026-11-22T09:00:00.000Z' },
    })
    t.match(await ask(anna.subject, 'POST', answers, { advice: 'grant' }), { body: { advice: 'grant' } })
    t.match((await ask(anna.subject, 'GET', '/advice-requests')).body, { items: [{ advice: 'grant' }] })
    t.match((await ask(officer, 'GET', `/subject-requests/${id}`)).body.advice, [
      {
        professional: { name: `Naam ${anna.subject}` },
        advice: 'grant',
        advisedAt: '2026-11-22T09:00:00.000Z',
      },
      { professional: { name: `Naam ${bert.subject}` }, advice: null, advisedAt: null },
    ])
    const lines = await sql`select actor_id, signal_id, request_id from logbook where event = 'advice_given'`
    t.strictSame([...lines], Array(2).fill({ actor_id: anna.id, signal_id: annas, request_id: id }))
  },
)

t.test('R7: there is no room for a text, nor for another choice', async (t) => {
  for (const body of [
    { advice: 'grant', toelichting: 'vader is boos' },
    { advice: 'vader is boos' },
    { advice: null },
    {},
  ])
    t.equal((await ask(bert.subject, 'POST', answers, body)).status, 400)
})

t.test(
  'R6: a professional who is not asked, or not any more, finds nothing, like one that does not exist',
  async (t) => {
    const nothing = await ask(bert.subject, 'POST', `/advice-requests/${randomUUID()}/answers`, {
      advice: 'grant',
    })
    t.equal(nothing.status, 404)
    for (const stranger of [cora, kampen.professionals[0]])
      t.equal((await ask(stranger.subject, 'POST', answers, { advice: 'grant' })).payload, nothing.payload)
    await endSignals(sql, { ids: [berts] })
    t.strictSame(
      (await ask(bert.subject, 'GET', '/advice-requests')).body.items,
      [],
      'their signal has ended',
    )
    t.equal((await ask(bert.subject, 'POST', answers, { advice: 'grant' })).payload, nothing.payload)
    const access = await open('access', person)
    t.equal(
      (await ask(anna.subject, 'POST', `/advice-requests/${access.id}/answers`, { advice: 'grant' })).payload,
      nothing.payload,
    )
    await ask(officer, 'POST', `/subject-requests/${id}/decisions`, { decision: 'refused' })
    t.strictSame((await ask(anna.subject, 'GET', '/advice-requests')).body.items, [], 'it is decided')
    t.equal((await ask(anna.subject, 'POST', answers, { advice: 'grant' })).payload, nothing.payload)
  },
)

t.test('R3: a professional who stands in for a colleague is not asked, and sees nothing of it', async (t) => {
  const deputy = await region.account({ organisation: zwolle.organisations[0] ?? '' })
  await region.absence(anna.id, deputy.id)
  const asked = await open('objection', person)
  t.strictSame((await ask(deputy.subject, 'GET', '/advice-requests')).body.items, [])
  const told = await sql`select recipient_id from notification where request_id = ${asked.id}`
  t.strictSame([...told], [{ recipient_id: anna.id }])
})

t.test('R21: a professional who is no longer asked gets no mail of it', async (t) => {
  const { mail, deliver } = await deliveryOf(t, tested)
  await deliver()
  const before = mail.received.length
  const decided = await open('objection', person)
  await ask(officer, 'POST', `/subject-requests/${decided.id}/decisions`, { decision: 'refused' })
  const asked = await open('erasure', person)
  await deliver()
  const states = (id: string) => sql`select state from notification where request_id = ${id}`
  t.strictSame([...(await states(decided.id))], [{ state: 'withheld' }])
  t.strictSame([...(await states(asked.id))], [{ state: 'delivered' }])
  const [told, ...more] = mail.received.slice(before)
  t.strictSame(more, [])
  t.match(told?.mail.text, 'vraagt uw advies')
  t.notOk(told?.raw.includes(person.bsn))
})

t.test(
  'R3: with a signal that is handed over, what was not advised on is asked of the colleague',
  async (t) => {
    const organisation = zwolle.organisations[2] ?? ''
    const colleague = await region.account({ organisation })
    const coordinator = await region.account({ organisation, roles: ['coordinator'] })
    await signals(person, [cora])
    const [asked, answered] = [await open('objection', person), await open('rectification', person)]
    await ask(cora.subject, 'POST', `/advice-requests/${answered.id}/answers`, { advice: 'refuse' })
    const handed = await ask(coordinator.subject, 'POST', `/professionals/${cora.id}/hand-overs`, {
      toProfessionalId: colleague.id,
    })
    t.match(handed, { status: 201, body: { handedOver: 1 } })
    t.strictSame((await ask(cora.subject, 'GET', '/advice-requests')).body.items, [])
    t.match((await ask(colleague.subject, 'GET', '/advice-requests')).body.items, [
      { id: asked.id, advice: null },
    ])
    const told = await sql`select request_id, state from notification
                          where event = 'advice_asked' and recipient_id = ${colleague.id}`
    t.strictSame([...told], [{ request_id: asked.id, state: 'waiting' }])
    const advisedBy = async (id: string) =>
      (await ask(officer, 'GET', `/subject-requests/${id}`)).body.advice.map(
        ({ professional, advice }: { professional: { name: string }; advice: string | null }) =>
          `${professional.name}: ${advice}`,
      )
    t.ok((await advisedBy(asked.id)).includes(`Naam ${colleague.subject}: null`))
    t.notOk((await advisedBy(asked.id)).includes(`Naam ${cora.subject}: null`))
    t.ok((await advisedBy(answered.id)).includes(`Naam ${cora.subject}: refuse`), 'what was advised stands')
  },
)
