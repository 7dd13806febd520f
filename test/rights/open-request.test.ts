import { randomUUID } from 'node:crypto'
import t from 'tap'
import { comparable } from '../support/answers.ts'
import { faultsOf } from '../support/ask.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { listenIn } from '../support/conversation.ts'
import { createTestDatabase } from '../support/database.ts'
import { endSignals } from '../support/ending.ts'
import { personOf, rightsService, type Subject } from '../support/rights.ts'

const database = await createTestDatabase(t)
const conversation = await listenIn(t, database.serviceUrl)
const tested = await rightsService(t, {
  databaseUrl: conversation.url(database.serviceUrl),
  poolSize: 1,
  existing: database,
} as Parameters<typeof rightsService>[1])
const { ask, zwolle, kampen, open, signals, clock, region } = tested
const { sql } = database
const officer = zwolle.privacyOfficer.subject
const bsns = madeUpBsns()
const somebody = (birthDate = '2015-06-01'): Subject => ({ bsn: bsns.next().value, birthDate })

const opening = (body: object, subject = officer) =>
  ask(subject, 'POST', '/subject-requests', {
    kind: 'access',
    signedBy: ['guardian', 'young_person'],
    ...somebody(),
    ...body,
  })

t.beforeEach(async () => {
  // The brake counts a day.
  clock.now = new Date(clock.now.getTime() + 25 * 3_600_000)
})

t.test('R21: who signs follows from the age that day: guardian, both, young person', async (t) => {
  clock.now = new Date('2027-03-01T09:00:00Z')
  const cases: readonly (readonly [birthDate: string, ...must: string[]])[] = [
    ['2027-03-01', 'guardian'],
    ['2015-03-02', 'guardian'], // 12 tomorrow
    ['2015-03-01', 'guardian', 'young_person'],
    ['2011-03-02', 'guardian', 'young_person'], // 16 tomorrow
    ['2011-03-01', 'young_person'],
    ['2004-02-29', 'young_person'],
    ['1990-01-01', 'young_person'], // nobody of 23 is in the index, and anybody may ask
  ]
  for (const [birthDate, ...must] of cases) {
    const opened = await opening({ birthDate, signedBy: must })
    t.equal(opened.status, 201, birthDate)
    t.strictSame(opened.body.signedBy, must, birthDate)
    const nobody = await opening({ birthDate, signedBy: [] })
    t.strictSame(
      faultsOf(nobody),
      must.map((who) => `/signedBy ${who.replace('_', '-')}-has-to-sign`),
      birthDate,
    )
    t.equal(nobody.status, 400)
  }
  const alone = await opening({ birthDate: '2013-01-01', signedBy: ['young_person'] })
  t.strictSame(faultsOf(alone), ['/signedBy guardian-has-to-sign'])
})

t.test('R21: every fault at once, a missing signature beside a wrong number too', async (t) => {
  const { status, ...answer } = await opening({
    kind: 'forget',
    bsn: '999999999',
    birthDate: '2013-01-01',
    signedBy: [],
    reason: 'ruzie',
  })
  t.equal(status, 400)
  t.strictSame(faultsOf(answer).sort(), [
    '/bsn bsn',
    '/kind invalid-value',
    '/reason unknown-field',
    '/signedBy guardian-has-to-sign',
    '/signedBy young-person-has-to-sign',
  ])
  t.strictSame(faultsOf(await opening({ birthDate: '2030-01-01', signedBy: [] })), [
    '/birthDate birth-date-in-future',
  ])
  t.strictSame(faultsOf(await opening({ birthDate: 'x', signedBy: 1 })), [
    '/birthDate invalid-format',
    '/signedBy invalid-type',
  ])
})

t.test(
  'R9, R21: a rectification states the registered birth date as well, and nothing else does',
  async (t) => {
    const stated = { kind: 'rectification', registeredBirthDate: '2015-01-06' }
    t.equal((await opening(stated)).status, 201)
    t.strictSame(faultsOf(await opening({ ...stated, registeredBirthDate: undefined })), [
      '/registeredBirthDate registered-birth-date-required',
    ])
    for (const kind of ['access', 'erasure', 'objection'])
      t.strictSame(faultsOf(await opening({ ...stated, kind })), [
        '/registeredBirthDate registered-birth-date-not-asked',
      ])
    t.strictSame(faultsOf(await opening({ ...stated, registeredBirthDate: '2040-01-01' })), [
      '/registeredBirthDate birth-date-in-future',
    ])
    t.strictSame(
      faultsOf(await opening({ kind: 'rectification', signedBy: [] })).sort(),
      ['/registeredBirthDate registered-birth-date-required', '/signedBy guardian-has-to-sign'],
      'beside all else that is wrong',
    )
  },
)

t.test('R21: a month to decide, and by whom it was opened', async (t) => {
  clock.now = new Date('2028-01-31T22:59:00Z') // one minute before February in Amsterdam
  const opened = await open('erasure', somebody())
  t.match(opened, {
    kind: 'erasure',
    municipalityCode: '0193',
    openedAt: '2028-01-31T22:59:00.000Z',
    dueDate: '2028-02-29',
    overdue: false,
    extendedAt: null,
    decision: null,
    decidedAt: null,
    destroyed: null,
    statedDestructionDate: null,
  })
  clock.now = new Date('2028-01-31T23:00:00Z')
  t.equal((await open('erasure', somebody())).dueDate, '2028-03-01')
  const rectification = await open('rectification', somebody('2012-02-29'))
  t.equal(rectification.statedDestructionDate, '2035-03-01')
})

t.test('R21: neither number nor birth date is kept', async (t) => {
  const person = somebody('2013-09-17')
  await open('access', person)
  const rows = await sql`select to_jsonb(q)::text as row from subject_request q
                          union all select to_jsonb(l)::text from logbook l`
  for (const { row } of rows) {
    t.notOk(String(row).includes(person.bsn))
    t.notOk(String(row).includes(person.birthDate))
  }
})

t.test('R4: an officer of several municipalities names one; one that is theirs', async (t) => {
  const both = await region.account({ roles: ['privacy_officer'], municipality: '0193' })
  await sql`insert into role_assignment values (${randomUUID()}, ${both.id}, 'privacy_officer', '0166', '2020-01-01')`
  t.strictSame(faultsOf(await opening({}, both.subject)), ['/municipalityCode municipality-required'])
  t.match(await opening({ municipalityCode: '0166' }, both.subject), {
    status: 201,
    body: { municipalityCode: '0166' },
  })
  t.strictSame(faultsOf(await opening({ municipalityCode: '0166' })), [
    '/municipalityCode no-such-municipality',
  ])
  t.strictSame(faultsOf(await opening({ municipalityCode: '9999' }, both.subject)), [
    '/municipalityCode no-such-municipality',
  ])
})

t.test(
  'R21: professionals with an active signal under the municipality are asked, not on access',
  async (t) => {
    const person = personOf(13)
    const [first, second] = zwolle.professionals
    const [, lapsing] = await signals(person, [first, second, kampen.professionals[0]])
    for (const kind of ['rectification', 'erasure', 'objection']) {
      const { id, advice } = await open(kind, person)
      t.strictSame(
        advice.map(({ professional }: { professional: { name: string } }) => professional.name),
        [`Naam ${first.subject}`, `Naam ${second.subject}`],
        `${kind}: those of the municipality`,
      )
      t.match(advice[0], { advice: null, advisedAt: null, professional: { jobTitle: 'Jeugdprofessional' } })
      t.strictSame(
        [
          ...(await sql`select event, recipient_id, recipient_role, match_id from notification
                       where request_id = ${id} order by recipient_id`),
        ],
        [first, second]
          .map(({ id }) => ({
            event: 'advice_asked',
            recipient_id: id,
            recipient_role: 'professional',
            match_id: null,
          }))
          .sort((a, b) => (a.recipient_id < b.recipient_id ? -1 : 1)),
        'are told',
      )
    }
    t.strictSame((await open('access', person)).advice, [], 'nobody has a say in access')
    await endSignals(sql, { ids: [lapsing ?? ''] })
    t.equal((await open('erasure', person)).advice.length, 1, 'nor has anybody whose signal has ended')
  },
)

t.test(
  'R6: somebody known elsewhere alone is answered like somebody unknown, with any birth date',
  async (t) => {
    const known = somebody()
    await signals(known, [kampen.professionals[0], kampen.professionals[1]])
    const archived = somebody()
    await endSignals(sql, { ids: await signals(archived, [kampen.professionals[2]]) })
    const here = somebody()
    await signals(here, [zwolle.professionals[0]])
    for (const [n, birthDate] of ['2015-01-06', '2015-07-01'].entries()) {
      const professional = kampen.professionals[n] ?? kampen.professionals[0]
      await endSignals(sql, { ids: await signals({ ...here, birthDate }, [professional]) })
    }
    const people = {
      unknown: somebody(),
      'known elsewhere': known,
      'archived elsewhere': archived,
      'known elsewhere, of another birth date': { ...known, birthDate: '2016-02-02' },
      'known here, of another birth date': { ...here, birthDate: '2015-06-03' },
      'known here, of an older birth date that was stated elsewhere': { ...here, birthDate: '2015-01-06' },
      'known here, of a younger one': { ...here, birthDate: '2015-07-01' },
    }
    const authorization = `Bearer ${await tested.issuer.token(officer)}`
    const asked = async (kind: string, person: Subject) => {
      const answer = await tested.service.app.inject({
        method: 'POST',
        url: '/v1/subject-requests',
        headers: { authorization },
        payload: { kind, signedBy: ['guardian', 'young_person'], ...person },
      })
      const { id } = answer.json<{ id: string }>()
      answer.payload = answer.payload.replace(id, 'id')
      return { answer: comparable(answer), id }
    }
    for (const kind of ['access', 'erasure', 'objection', 'rectification']) {
      // Both dates are stated: the true one alike for all, since it shows, and the registered one of each.
      const stated = ({ birthDate }: Subject) =>
        kind === 'rectification' ? { birthDate: '2015-06-02', registeredBirthDate: birthDate } : {}
      clock.now = new Date(clock.now.getTime() + 25 * 3_600_000)
      const prepared = somebody()
      await asked(kind, { ...prepared, ...stated(prepared) }) // prepares the statements
      conversation.take()
      const answers = new Set<string>()
      const conversations = new Set<string>()
      for (const [what, person] of Object.entries(people)) {
        const { answer, id } = await asked(kind, { ...person, ...stated(person) })
        answers.add(answer)
        conversations.add(conversation.take())
        const [row] = await sql`select young_person_id from subject_request where id = ${id}`
        t.strictSame(row, { young_person_id: null }, `${kind}: no tie to somebody ${what}`)
        const [line] = await sql`select young_person_id from logbook where request_id = ${id}`
        t.strictSame(line, { young_person_id: null }, 'in the logbook neither')
      }
      t.equal(answers.size, 1, `${kind}: one answer, byte for byte`)
      t.equal(conversations.size, 1, `${kind}: the database is asked the same, and says the same`)
    }
    // Of whom there is something here, access still tells nothing before it is granted.
    const { answer: unknownAnswer } = await asked('access', somebody())
    t.equal((await asked('access', here)).answer, unknownAnswer)
    t.equal((await asked('access', { ...here, birthDate: '2016-02-02' })).answer, unknownAnswer)
  },
)

t.test('R6: so many requests a day and no more, for each officer', async (t) => {
  for (let n = 0; n < 25; n++) t.equal((await opening({})).status, 201)
  const refused = await opening({})
  t.equal(refused.status, 429)
  t.match(refused.body.type, /too-many-requests$/)
  t.equal((await opening({}, kampen.privacyOfficer.subject)).status, 201, 'another officer may')
  clock.now = new Date(clock.now.getTime() + 24 * 3_600_000)
  t.equal((await opening({})).status, 201, 'a day later they may again')
})
