import { createHash } from 'node:crypto'
import t, { type Test } from 'tap'
import { piecesOf } from '../documents/words.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { endSignals } from '../support/ending.ts'
import { rightsService, type Subject } from '../support/rights.ts'
import { tableDigests } from '../support/tables.ts'

const { ask, zwolle, kampen, open, grant, signals, register, database, clock } = await rightsService(t)
const { sql } = database
const officer = zwolle.privacyOfficer.subject
const bsns = madeUpBsns()
const somebody = (birthDate = '2015-06-01'): Subject => ({ bsn: bsns.next().value, birthDate })

t.beforeEach(async () => {
  // The brake on opening counts a day.
  clock.now = new Date(clock.now.getTime() + 25 * 3_600_000)
})

const confirmed = { confirmsDestruction: true }
const decide = (id: string, decision: string, confirms = false) =>
  ask(officer, 'POST', `/subject-requests/${id}/decisions`, { decision, ...(confirms && confirmed) })

async function personOfSignal(id: string): Promise<string> {
  const [row] = await sql<{ person: string }[]>`select young_person_id as person from signal where id = ${id}`
  return row?.person ?? ''
}

/** Everything that any table holds, as text. */
async function everything(): Promise<string> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`
  const parts: string[] = []
  for (const { name } of tables)
    for (const { row } of await sql.unsafe(`select to_jsonb(t)::text as row from "${name}" t`))
      parts.push(row)
  return parts.join('\n')
}

/** As the certificate defines it: over the sorted hashes of what was destroyed. */
function digestOf(ids: readonly string[]): string {
  const hashes = ids.map((id) => createHash('sha256').update(id).digest()).sort(Buffer.compare)
  return createHash('sha256').update(Buffer.concat(hashes)).digest('hex')
}

async function events(requestId: string): Promise<string[]> {
  const rows = await sql<{ event: string }[]>`
    select event from logbook where request_id = ${requestId} order by id`
  return rows.map(({ event }) => event)
}

for (const kind of ['erasure', 'objection'])
  t.test(
    `R11, R13: a granted ${kind} destroys every signal under the municipality, and those alone`,
    async (t) => {
      const person = somebody()
      const [first = '', second = '', archived = '', elsewhere = ''] = await signals(person, [
        ...zwolle.professionals,
        kampen.professionals[0],
      ])
      const youngPerson = await personOfSignal(first)
      await endSignals(sql, { ids: [archived] })
      const { id } = await open(kind, person)
      const decided = await decide(id, 'granted')
      t.equal(decided.status, 201)
      t.match(decided.body, {
        id,
        decision: 'granted',
        decidedAt: clock.now.toISOString(),
        destroyed: { signals: 2, archivedSignals: 1, digest: digestOf([first, second, archived]) },
      })
      t.strictSame(
        [...(await sql`select id from signal where young_person_id = ${youngPerson}`)],
        [{ id: elsewhere }],
      )
      t.equal((await sql`select from archived_signal where young_person_id = ${youngPerson}`).length, 0)
      t.strictSame(
        [
          ...(await sql`select n.recipient_id from notification n join match m on m.id = n.match_id
                       where n.event = 'participant_left' and m.young_person_id = ${youngPerson}
                         and n.created_at = ${clock.now}`),
        ],
        // Once for each that left.
        Array(2).fill({ recipient_id: kampen.professionals[0].id }),
        'the other in the match is told that somebody left it',
      )
      t.strictSame(
        [
          ...(await sql`select reason, municipality_code, actor_id, count::int, encode(digest, 'hex') as digest, young_person_id
                        from logbook where request_id = ${id} and event = 'destruction_certified'`),
        ],
        [
          {
            reason: kind,
            municipality_code: '0193',
            actor_id: zwolle.privacyOfficer.id,
            count: 3,
            digest: digestOf([first, second, archived]),
            young_person_id: null,
          },
        ],
      )
      t.strictSame(
        [...(await sql`select young_person_id from subject_request where id = ${id}`)],
        [{ young_person_id: null }],
      )
    },
  )

t.test('R7: with the last signal the young person goes as well, and nothing of them is left', async (t) => {
  const person = somebody()
  const [first = '', second = ''] = await signals(person, [zwolle.professionals[0], zwolle.professionals[1]])
  const youngPerson = await personOfSignal(first)
  const [sealed] = await sql<
    { bytes: string }[]
  >`select encode(bsn_sealed, 'hex') as bytes from young_person where id = ${youngPerson}`
  await ask(zwolle.professionals[0].subject, 'GET', '/signals')
  t.ok((await everything()).includes(youngPerson))
  const { destroyed, id } = await grant('erasure', person)
  t.strictSame(destroyed, { signals: 2, archivedSignals: 0, digest: digestOf([first, second]) })
  const left = await everything()
  for (const trace of [youngPerson, sealed?.bytes ?? 'none', person.bsn]) t.notOk(left.includes(trace), trace)
  t.strictSame(
    [
      ...(await sql`select kind, reason from destruction where subject_hash = sha256(${youngPerson}::text::bytea)`),
    ],
    [{ kind: 'young_person', reason: 'erasure' }],
    'but its hash, for the ledger',
  )
  t.strictSame(await events(id), [
    'request_opened',
    'notification_made',
    'notification_made',
    'request_decided',
    'destruction_certified',
  ])
})

t.test('R13: archived signals alone are destroyed, with the young person', async (t) => {
  const person = somebody()
  const [only = ''] = await signals(person, [zwolle.professionals[0]])
  const youngPerson = await personOfSignal(only)
  await endSignals(sql, { ids: [only] })
  t.match(await grant('erasure', person), {
    destroyed: { signals: 0, archivedSignals: 1, digest: digestOf([only]) },
  })
  t.equal((await sql`select from young_person where id = ${youngPerson}`).length, 0)
})

t.test(
  'R6: the answer is the same whether there is more elsewhere or not, and where there was nothing',
  async (t) => {
    const shown = async (person: Subject) => {
      const { id: _, destroyed, openedAt: __, ...answer } = await grant('erasure', person)
      return { ...answer, destroyed: { ...destroyed, digest: null } }
    }
    const [here, elsewhere] = [somebody(), somebody()]
    await signals(here, [zwolle.professionals[0]])
    await signals(elsewhere, [zwolle.professionals[0], kampen.professionals[0]])
    t.strictSame(await shown(here), await shown(elsewhere))
    const nowhere = somebody()
    const notHere = somebody()
    await signals(notHere, [kampen.professionals[0]])
    const nothing = await shown(nowhere)
    t.match(nothing, { destroyed: { signals: 0, archivedSignals: 0 } })
    t.strictSame(await shown(notHere), nothing)
    t.equal(
      (await sql`select from signal where professional_id = ${kampen.professionals[0].id}`).length > 1,
      true,
    )
  },
)

t.test(
  'R6: a rectification that is open while all here is erased shows and gives the same, whether there is more elsewhere or not',
  async (t) => {
    const [unknown, here, elsewhere] = [somebody(), somebody(), somebody()]
    await signals(here, [zwolle.professionals[0]])
    await signals(elsewhere, [zwolle.professionals[0], kampen.professionals[0]])
    for (const rectified of ['2015-06-02', '1999-01-01']) {
      const seen: object[] = []
      for (const person of [unknown, here, elsewhere]) {
        const { birthDate: registeredBirthDate } = person
        if (person !== unknown) await register(zwolle.professionals[0].subject, person)
        const { id } = await open(
          'rectification',
          { ...person, birthDate: rectified },
          { registeredBirthDate },
        )
        await grant('erasure', person)
        const undecided = (await ask(officer, 'GET', `/subject-requests/${id}`)).body
        const decided = (await decide(id, 'granted', rectified === '1999-01-01')).body
        t.equal((await ask(officer, 'GET', `/subject-requests/${id}`)).body.statedDestructionDate, null)
        // Who was asked for advice had a signal here, as the municipality knows.
        t.equal(undecided.advice.length, person === unknown ? 0 : 1)
        seen.push([undecided, decided].map(({ id: _, advice: __, ...shown }) => shown))
      }
      t.match(seen[0], [
        { statedDestructionDate: rectified === '1999-01-01' ? '2022-01-01' : '2038-06-02' },
        {},
      ])
      t.strictSame(seen[1], seen[0], 'here alone, as of somebody unknown')
      t.strictSame(seen[2], seen[0], 'and elsewhere as well')
    }
  },
)

t.test('R21: what is refused changes nothing', async (t) => {
  const person = somebody()
  await signals(person, zwolle.professionals)
  for (const kind of ['access', 'rectification', 'erasure', 'objection']) {
    const { id } = await open(kind, person)
    const except = ['subject_request', 'logbook', 'notification']
    const before = await tableDigests(sql, { except })
    t.match((await decide(id, 'refused')).body, { decision: 'refused', destroyed: null })
    t.strictSame(await tableDigests(sql, { except }), before, kind)
  }
})

t.test('R21: decided once, also where two decide at once', async (t) => {
  const person = somebody()
  await signals(person, zwolle.professionals)
  const { id } = await open('erasure', person)
  const answers = await Promise.all([decide(id, 'granted'), decide(id, 'refused'), decide(id, 'granted')])
  t.strictSame(answers.map(({ status }) => status).sort(), [201, 409, 409])
  const again = await decide(id, 'granted')
  t.equal(again.status, 409)
  t.match(again.body.type, /request-decided$/)
  t.equal((await sql`select from logbook where request_id = ${id} and event = 'request_decided'`).length, 1)
})

async function personRow(id: string) {
  const [row] = await sql`select destruction_date::text as date from young_person where id = ${id}`
  return row?.date
}

t.test(
  'R8, R9: a granted rectification sets the date of destruction, and settles what disagreed',
  async (t) => {
    const person = somebody('2012-03-01')
    const [first = ''] = await signals(person, [zwolle.professionals[0]])
    await register(zwolle.professionals[1].subject, { ...person, birthDate: '2013-03-01' })
    const youngPerson = await personOfSignal(first)
    t.equal(await personRow(youngPerson), '2036-03-01', 'the later one, until it is settled')
    const conflicts = () => sql`select from identity_conflict where young_person_id = ${youngPerson}`
    t.equal((await conflicts()).length, 1)
    const [archived = ''] = await signals(person, [kampen.professionals[0]])
    await endSignals(sql, { ids: [archived] })
    const registeredBirthDate = '2013-03-01'
    await grant('rectification', { ...person, birthDate: '2012-02-29' }, { registeredBirthDate })
    t.equal(await personRow(youngPerson), '2035-03-01')
    t.equal((await conflicts()).length, 0)
    t.strictSame(
      [
        ...(await sql`select stated_destruction_date::text as date from signal where young_person_id = ${youngPerson}
                      union all
                      select stated_destruction_date::text from archived_signal where young_person_id = ${youngPerson}`),
      ],
      Array(3).fill({ date: '2035-03-01' }),
      'each registration has it, also the archived one elsewhere',
    )
  },
)

t.test('R6, R9: who states another registered birth date rectifies nothing, and sees nobody', async (t) => {
  const person = somebody('2012-03-01')
  const [first = ''] = await signals(person, [zwolle.professionals[0], kampen.professionals[0]])
  const youngPerson = await personOfSignal(first)
  for (const birthDate of ['2012-04-01', '1999-01-01']) {
    const opened = await open('rectification', { ...person, birthDate }, { registeredBirthDate: birthDate })
    t.strictSame(opened.advice, [])
    const [request] = await sql`select young_person_id from subject_request where id = ${opened.id}`
    t.equal(request?.young_person_id, null)
    t.equal((await decide(opened.id, 'granted', birthDate === '1999-01-01')).status, 201)
  }
  t.equal(await personRow(youngPerson), '2035-03-01')
  t.equal((await sql`select from signal where young_person_id = ${youngPerson}`).length, 2)
})

t.test('R8: no signal stays longer than the date that was rectified', async (t) => {
  const person = somebody('2006-01-01')
  const [first = ''] = await signals(person, [zwolle.professionals[0], kampen.professionals[0]])
  const youngPerson = await personOfSignal(first)
  const today = clock.now.toISOString().slice(0, 10)
  const soon = `${Number(today.slice(0, 4)) - 22}${today.slice(4)}`
  const registeredBirthDate = person.birthDate
  await grant('rectification', { ...person, birthDate: soon }, { registeredBirthDate })
  const date = await personRow(youngPerson)
  t.equal(date, `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`)
  t.strictSame(
    [...(await sql`select removal_date::text as date from signal where young_person_id = ${youngPerson}`)],
    [{ date }, { date }],
  )
})

t.test(
  'R8: a young person who turns out to be 23 is destroyed, everywhere, and that is certified',
  async (t) => {
    const person = somebody('2006-01-01')
    const [first = '', second = '', archived = ''] = await signals(person, [
      zwolle.professionals[0],
      kampen.professionals[0],
      zwolle.professionals[1],
    ])
    await endSignals(sql, { ids: [archived] })
    const youngPerson = await personOfSignal(first)
    const registeredBirthDate = person.birthDate
    const rectified = { ...person, birthDate: '1999-01-01' }
    const answer = await grant('rectification', rectified, { registeredBirthDate }, confirmed)
    const digest = digestOf([first, archived])
    t.match(answer, { decision: 'granted', destroyed: { signals: 1, archivedSignals: 1, digest } })
    t.notOk((await everything()).includes(youngPerson))
    t.equal((await sql`select from signal where id in (${first}, ${second})`).length, 0)
    t.strictSame(
      [
        ...(await sql`select reason, municipality_code, count::int, encode(digest, 'hex') as digest, young_person_id
                      from logbook where request_id = ${answer.id} and event = 'destruction_certified'`),
      ],
      [{ reason: 'turned_23', municipality_code: '0193', count: 2, digest, young_person_id: null }],
      'of what was under the municipality, and of nothing else (R6)',
    )
    t.strictSame(
      [
        ...(await sql`select kind, reason from destruction where subject_hash = sha256(${youngPerson}::text::bytea)`),
      ],
      [{ kind: 'young_person', reason: 'turned_23' }],
      'so that it is in the certificate of the day as well',
    )
    t.strictSame(
      [
        ...(await sql`select event from notification where created_at = ${clock.now} and event <> 'advice_asked'`),
      ],
      [{ event: 'signal_destroyed' }, { event: 'signal_destroyed' }],
      'those in the match hear that a signal of theirs is gone, and nobody hears else, as on any 23rd birthday',
    )
    const { status, body } = await ask(officer, 'GET', `/subject-requests/${answer.id}/certificate`)
    t.equal(status, 200)
    const text = piecesOf(body).join('\n')
    t.match(text, 'een toegewezen verzoek om de geboortedatum te verbeteren')
    t.match(text, 'Signalen die nog golden\n1\nSignalen in het archief\n1')
  },
)

t.test('R6: of somebody unknown or known elsewhere alone it is certified alike, as nothing', async (t) => {
  const elsewhere = somebody('2006-01-01')
  await signals(elsewhere, [kampen.professionals[0]])
  const shown: object[] = []
  for (const person of [somebody('2006-01-01'), elsewhere]) {
    const { birthDate: registeredBirthDate } = person
    const rectified = { ...person, birthDate: '1999-01-01' }
    const {
      id,
      openedAt: _,
      ...answer
    } = await grant('rectification', rectified, { registeredBirthDate }, confirmed)
    t.strictSame(answer.destroyed, { signals: 0, archivedSignals: 0, digest: digestOf([]) })
    t.equal((await ask(officer, 'GET', `/subject-requests/${id}/certificate`)).status, 200)
    shown.push(answer)
  }
  t.strictSame(shown[0], shown[1])
  t.equal((await ask(kampen.professionals[0].subject, 'GET', '/signals')).body.items.length > 0, true)
})

t.test('R21: another municipality’s young person is not ours to rectify', async (t) => {
  const person = somebody('2012-03-01')
  const [first = ''] = await signals(person, [kampen.professionals[0]])
  const registeredBirthDate = person.birthDate
  await grant('rectification', { ...person, birthDate: '2010-01-01' }, { registeredBirthDate })
  t.equal(await personRow(await personOfSignal(first)), '2035-03-01')
})

t.test(
  'R21: deciding beside registering and destroying holds nobody up for ever, and leaves no half',
  async (t) => {
    for (let turn = 0; turn < 8; turn++) {
      clock.now = new Date(clock.now.getTime() + 25 * 3_600_000)
      const person = somebody()
      const [first = ''] = await signals(person, [zwolle.professionals[0], kampen.professionals[0]])
      const requests = await Promise.all([
        open('erasure', person),
        open('objection', person),
        open('access', person),
      ])
      const done = await Promise.all([
        ...requests.map(({ id }) => decide(id, 'granted')),
        register(zwolle.professionals[1].subject, person),
        endSignals(sql, { ids: [first] }, 'unfounded').catch((error: Error) => t.fail(error.message)),
        register(zwolle.professionals[2].subject, person),
      ])
      t.strictSame(
        done.flatMap((each) => (each && typeof each === 'object' && 'status' in each ? [each.status] : [])),
        [201, 201, 201, 201, 201],
      )
      await expectWhole(t)
    }
  },
)

/** Nobody is there without a signal, and no match without two. */
async function expectWhole(t: Test): Promise<void> {
  const [counts] = await sql`
    select (select count(*)::int from young_person y
             where not exists (select from signal s where s.young_person_id = y.id)
               and not exists (select from archived_signal a where a.young_person_id = y.id)) as empty,
           (select count(*)::int from match m
             where m.closed_at is null
               and (select count(*) from match_participant p where p.match_id = m.id and p.left_at is null) < 2) as alone`
  t.strictSame(counts, { empty: 0, alone: 0 })
}

t.test(
  'R9, R21: a number with the birth date of somebody else finds nobody, and is answered alike',
  async (t) => {
    const person = somebody('2012-03-01')
    await signals(person, zwolle.professionals)
    const mistaken = { ...person, birthDate: '2012-03-02' }
    const before = (await sql`select from signal`).length
    for (const kind of ['access', 'erasure', 'objection']) {
      const { id } = await open(kind, mistaken)
      const [request] = await sql`select young_person_id from subject_request where id = ${id}`
      t.equal(request?.young_person_id, null, kind)
      t.equal((await decide(id, 'granted')).status, 201)
    }
    t.equal((await sql`select from signal`).length, before, 'nothing of anybody went')
  },
)

t.test('R8: the birth date that was stated is kept in no form once it is decided', async (t) => {
  const person = somebody('2012-03-01')
  await signals(person, zwolle.professionals)
  for (const decision of ['refused', 'granted']) {
    const registeredBirthDate = person.birthDate
    const rectified = { ...person, birthDate: '2012-04-01' }
    const { id } = await open('rectification', rectified, { registeredBirthDate })
    const stated = () =>
      sql`select stated_destruction_date::text as date from subject_request where id = ${id}`
    t.strictSame([...(await stated())], [{ date: '2035-04-01' }])
    t.equal((await decide(id, decision)).status, 201)
    t.strictSame([...(await stated())], [{ date: null }])
  }
})

t.test('R8: a slip that would destroy is looked at twice, and by two people', async (t) => {
  const person = somebody('2015-06-01')
  const [first = ''] = await signals(person, [zwolle.professionals[0], kampen.professionals[0]])
  const registeredBirthDate = person.birthDate
  const rectify = (birthDate: string) =>
    open('rectification', { ...person, birthDate }, { registeredBirthDate })
  const today = clock.now.toISOString().slice(0, 10)
  const [year, rest] = [Number(today.slice(0, 4)), today.slice(4)]
  const inAMonth = new Date(Date.parse(today) + 20 * 86_400_000).toISOString().slice(0, 10)
  const except = ['logbook']
  for (const birthDate of [
    `${year - 23}${rest}`,
    `${year - 24}${rest}`,
    `${Number(inAMonth.slice(0, 4)) - 23}${inAMonth.slice(4)}`,
  ]) {
    const { id } = await rectify(birthDate)
    const before = await tableDigests(sql, { except })
    const unlooked = await decide(id, 'granted')
    t.match(
      unlooked,
      { status: 409, body: { type: 'urn:verwijsindex:problem:destruction-not-confirmed' } },
      birthDate,
    )
    t.notMatch(unlooked.payload, new RegExp(String(year - 23)), 'it tells no date')
    t.strictSame(await tableDigests(sql, { except }), before, 'and nothing is done')
    t.equal((await decide(id, 'refused')).status, 201, 'a refusal destroys nothing')
  }
  t.equal((await sql`select from signal where id = ${first}`).length, 1)

  const { id } = await rectify('2015-06-02')
  const nothing = await decide(id, 'granted', true)
  t.match(
    nothing,
    { status: 400, body: { errors: [{ code: 'nothing-to-confirm' }] } },
    'nobody confirms by habit',
  )
  t.equal((await decide(id, 'granted')).status, 201)
  const unknown = await open(
    'rectification',
    { ...somebody(), birthDate: `${year - 24}${rest}` },
    { registeredBirthDate: '2015-06-01' },
  )
  t.equal((await decide(unknown.id, 'granted')).status, 409, 'alike where nobody is known (R6)')
})

t.test('R8, R9: a birth date that nobody in the index can have is a slip, and refused', async (t) => {
  const body = (birthDate: string, registeredBirthDate?: string) => ({
    ...somebody(),
    kind: registeredBirthDate === undefined ? 'erasure' : 'rectification',
    birthDate,
    registeredBirthDate,
    signedBy: ['guardian', 'young_person'],
  })
  const faults = async (of: object) =>
    (await ask(zwolle.opener.subject, 'POST', '/subject-requests', of)).body.errors.map(
      ({ location, code }: { location: { pointer: string }; code: string }) => `${location.pointer} ${code}`,
    )
  t.strictSame(await faults(body('1915-06-01', '2015-06-01')), ['/birthDate birth-date-implausible'])
  t.strictSame(
    await faults(body('1985', '2015-06-01')),
    ['/birthDate birth-date-implausible'],
    'that of a parent',
  )
  t.strictSame(await faults(body('2015-06-01', '1915-06-01')), [
    '/registeredBirthDate birth-date-implausible',
  ])
  const grownUp = await ask(zwolle.opener.subject, 'POST', '/subject-requests', body('1985-06-01'))
  t.equal(grownUp.status, 201, 'who asks for anything else is answered, however old')
})

t.test(
  'R6, R8: those hear of it whom a rectification destroyed a signal of, where it tells them of nobody',
  async (t) => {
    const told = async () =>
      (
        await sql`select recipient_id from notification where event = 'signal_destroyed' order by recipient_id`
      ).map(({ recipient_id }) => recipient_id)
    const ids = (...accounts: { id: string }[]) => accounts.map(({ id }) => id).sort()
    const rectified = async (person: Subject) => {
      await sql`delete from notification where event = 'signal_destroyed'`
      const today = clock.now.toISOString().slice(0, 10)
      const birthDate = `${Number(today.slice(0, 4)) - 23}${today.slice(4)}`
      await grant(
        'rectification',
        { ...person, birthDate },
        { registeredBirthDate: person.birthDate },
        confirmed,
      )
      t.equal(
        (
          await sql`select from notification where event = 'signal_destroyed' and coalesce(signal_id, match_id, request_id) is not null`
        ).length,
        0,
      )
      return told()
    }
    const [here, elsewhere] = [zwolle.professionals[0], kampen.professionals[0]]
    const inMatch = somebody()
    await signals(inMatch, [here, elsewhere])
    t.strictSame(await rectified(inMatch), ids(here, elsewhere), 'who is in a match with them knows of them')

    const archivedHere = somebody()
    const [archived = ''] = await signals(archivedHere, [here])
    await endSignals(sql, { ids: [archived] })
    const [left = ''] = await signals(archivedHere, [elsewhere])
    t.strictSame(
      await rectified(archivedHere),
      [],
      'who does not is not told that somebody else had a signal',
    )
    t.equal((await sql`select from signal where id = ${left}`).length, 0)
    t.strictSame(await rectified(somebody()), [], 'and nobody of somebody unknown')
  },
)
