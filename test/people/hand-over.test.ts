import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { comparable, problemCode } from '../support/answers.ts'
import { testPersons } from '../support/bsn.ts'
import { deliveryOf, peopleService } from '../support/people.ts'
import type { Account } from '../support/region.ts'

const children = testPersons.slice(0, 4).map(({ bsn, birthDate }) => ({ bsn, birthDate }))

/** Somebody who leaves, a colleague who takes over, and somebody of another organisation in a match with the first. */
async function leaving(t: Test) {
  const made = await peopleService(t, 2)
  const [leaver, colleague] = made.professionals as [Account, Account]
  const { professional: other, coordinator: otherCoordinator } = await made.neighbour()
  const { ask, coordinator } = made
  return {
    ...made,
    leaver,
    colleague,
    other,
    otherCoordinator,
    post: (path: string, payload: object, subject = coordinator.subject) =>
      ask(subject, { method: 'POST', url: `/v1/professionals/${leaver.id}/${path}`, payload }),
    signals: async (owner: Account) => {
      const rows = await made.database.sql<{ id: string }[]>`
        select id from signal where professional_id = ${owner.id} order by id`
      return [...rows]
    },
    /** How signals ended, by the logbook, and which of them are archived. */
    endings: async () => {
      const rows = await made.database.sql<{ ending: string }[]>`
        select l.reason || case when a.id is null then '' else ' and archived' end as ending
          from logbook l left join archived_signal a on a.id = l.signal_id
         where l.event = 'signal_ended' order by l.id`
      return rows.map(({ ending }) => ending)
    },
    notifications: async () => {
      const rows = await made.database.sql<{ line: string }[]>`
        select n.event || ' to ' || a.subject as line from notification n join account a on a.id = n.recipient_id
         where n.event in ('participant_changed', 'match_taken_over') order by 1`
      return rows.map(({ line }) => line)
    },
  }
}

t.test(
  'R3, R20: a coordinator sees what somebody has in hand, and nothing of the young person',
  async (t) => {
    const { register, get, leaver, other, coordinator, database } = await leaving(t)
    const first = (await register(leaver.subject, children[0] ?? {})).body
    const second = (await register(leaver.subject, { ...children[1], removalDate: '2026-12-01' })).body
    const matchId = (await register(other.subject, children[0] ?? {})).body.match.id
    const { body } = await get(coordinator.subject, `/v1/professionals/${leaver.id}/signals`)
    const shown = (signal: Record<string, unknown>, match: string | null) => ({
      id: signal.id,
      registeredAt: signal.registeredAt,
      removalDate: signal.removalDate,
      municipalityCode: '0193',
      matchId: match,
    })
    t.strictSame(body.items, [shown(second, null), shown(first, matchId)])
    const looks = await database.sql`
    select signal_id, account_id, young_person_id is not null as known from logbook
     where event = 'signals_of_colleague_viewed' and actor_id = ${coordinator.id} order by id`
    t.strictSame(
      [...looks],
      [second.id, first.id].map((id) => ({ signal_id: id, account_id: leaver.id, known: true })),
    )
    t.strictSame(
      (await get(coordinator.subject, `/v1/professionals/${leaver.id}/signals?limit=1`)).body.next,
      second.id,
    )
  },
)

t.test(
  'R3, R15, R17: signals go over with their matches and their terms, and the others are told',
  async (t) => {
    const { register, get, leaver, colleague, other, post, database, notifications, coordinator, events } =
      await leaving(t)
    await register(leaver.subject, { ...children[0], removalDate: '2027-03-01' })
    await register(leaver.subject, children[1] ?? {})
    await register(other.subject, children[0] ?? {})
    const before =
      await database.sql`select id, registered_at, removal_date::text, municipality_code from signal order by id`
    const done = await post('hand-overs', { toProfessionalId: colleague.id })
    t.equal(done.statusCode, 201)
    t.strictSame(done.json(), { handedOver: 2, ended: 0, notified: 2 })
    t.strictSame(await notifications(), [
      `match_taken_over to ${colleague.subject}`,
      `participant_changed to ${other.subject}`,
    ])
    t.strictSame(
      [
        ...(await database.sql`select id, registered_at, removal_date::text, municipality_code from signal order by id`),
      ],
      [...before],
      'nothing of a signal changes but whose it is',
    )
    const contact = (await get(other.subject, '/v1/matches')).body.items[0].participants
    t.strictSame(
      contact.map(({ email }: { email: string }) => email),
      [colleague.email],
    )
    t.equal((await get(colleague.subject, '/v1/signals')).body.items.length, 2)
    t.equal((await get(colleague.subject, '/v1/matches')).body.items.length, 1)
    t.strictSame((await get(leaver.subject, '/v1/signals')).body.items, [])
    t.strictSame((await get(leaver.subject, '/v1/matches')).body.items, [])
    t.strictSame(await events(coordinator.id), ['signal_handed_over', 'signal_handed_over'])

    t.strictSame((await post('hand-overs', { toProfessionalId: colleague.id })).json(), {
      handedOver: 0,
      ended: 0,
      notified: 0,
    })
    t.equal((await notifications()).length, 2, 'again tells nobody')
    const again = await register(colleague.subject, children[0] ?? {})
    t.equal(again.status, 200, 'the colleague finds the signal that is theirs now')
  },
)

t.test('R3: only the signals that are named go over', async (t) => {
  const { register, leaver, colleague, post, signals } = await leaving(t)
  const kept = (await register(leaver.subject, children[0] ?? {})).body.id
  const gone = (await register(leaver.subject, children[1] ?? {})).body.id
  const answer = await post('hand-overs', { toProfessionalId: colleague.id, signalIds: [gone] })
  t.strictSame(answer.json(), { handedOver: 1, ended: 0, notified: 0 })
  t.strictSame(
    (await signals(leaver)).map(({ id }) => id),
    [kept],
  )
  for (const id of [gone, randomUUID()]) {
    const refused = await post('hand-overs', { toProfessionalId: colleague.id, signalIds: [kept, id] })
    t.match(refused.json().errors, [{ location: { pointer: '/signalIds/1' }, code: 'no-such-signal' }])
  }
})

t.test(
  'R3, R15: a colleague with a signal of their own keeps it, and a match of the two alone closes',
  async (t) => {
    const { register, leaver, colleague, other, post, signals, endings, notifications, database } =
      await leaving(t)
    for (const child of children.slice(0, 2)) {
      await register(leaver.subject, child)
      await register(colleague.subject, { ...child, removalDate: '2027-01-01' })
    }
    await register(other.subject, children[1] ?? {})
    const answer = await post('hand-overs', { toProfessionalId: colleague.id })
    t.strictSame(answer.json(), { handedOver: 0, ended: 2, notified: 2 })
    t.strictSame(await endings(), ['handed_over', 'handed_over'])
    t.strictSame(await signals(leaver), [])
    const own =
      await database.sql`select removal_date::text from signal where professional_id = ${colleague.id}`
    t.strictSame(
      [...own],
      [1, 2].map(() => ({ removal_date: '2027-01-01' })),
    )
    const open = await database.sql`
    select count(p.signal_id)::int as n from match m join match_participant p on p.match_id = m.id and p.left_at is null
     where m.closed_at is null group by m.id`
    t.strictSame([...open], [{ n: 2 }], 'one closed, one goes on without the leaver')
    t.strictSame(await notifications(), [
      `match_taken_over to ${colleague.subject}`,
      `participant_changed to ${other.subject}`,
    ])
  },
)

t.test('R11: what has come to its date is ended as lapsed, and not handed over', async (t) => {
  const { register, leaver, colleague, post, signals, endings, clock } = await leaving(t)
  await register(leaver.subject, { ...children[0], removalDate: '2026-12-01' })
  await register(leaver.subject, children[1] ?? {})
  clock.now = new Date('2026-12-01T09:00:00Z')
  t.strictSame((await post('hand-overs', { toProfessionalId: colleague.id })).json().handedOver, 1)
  t.strictSame(await endings(), ['lapsed and archived'])
  t.strictSame(await signals(leaver), [])
})

t.test('R1, R3: a professional who is withdrawn has no role, no login and no signal, at once', async (t) => {
  const { register, get, leaver, colleague, post, signals, database, coordinator, events, issuer } =
    await leaving(t)
  await register(leaver.subject, children[0] ?? {})
  const none = await post('withdrawals', {})
  t.match(none.json().errors, [{ code: 'signals-remain' }])
  t.equal((await get(leaver.subject, '/v1/signals')).status, 200, 'nothing was done')
  const done = await post('withdrawals', { handOverToId: colleague.id })
  t.equal(done.statusCode, 201)
  t.equal((await get(leaver.subject, '/v1/signals')).status, 403)
  t.equal((await register(leaver.subject, children[0] ?? {}, { 'idempotency-key': 'a' })).status, 403)
  t.equal((await signals(colleague)).length, 1)
  const [row] = await database.sql`
    select a.issuer, a.subject, a.withdrawn_at, r.until_date::text
      from account a join role_assignment r on r.account_id = a.id where a.id = ${leaver.id}`
  t.strictSame(row, {
    issuer: null,
    subject: null,
    withdrawn_at: new Date('2026-11-22T09:00:00Z'),
    until_date: '2026-11-22',
  })
  t.strictSame(await events(coordinator.id), ['signal_handed_over', 'role_ended', 'account_withdrawn'])
  t.equal((await post('withdrawals', { handOverToId: colleague.id })).statusCode, 404, 'again')
  t.equal((await get(coordinator.subject, `/v1/professionals/${leaver.id}`)).status, 404)
  const [free] =
    await database.sql`select count(*)::int as n from account where issuer = ${issuer.issuer} and subject = ${leaver.subject}`
  t.equal(free?.n, 0, 'the login is free for another organisation')
})

t.test('R10: signals end as the coordinator chooses, and the match of two closes', async (t) => {
  for (const endReason of ['unfounded', 'risk_gone']) {
    const { register, leaver, other, post, signals, endings, get, database } = await leaving(t)
    await register(leaver.subject, children[0] ?? {})
    await register(other.subject, children[0] ?? {})
    t.strictSame((await post('withdrawals', { endReason })).json(), { handedOver: 0, ended: 1, notified: 1 })
    t.strictSame(await endings(), [endReason === 'risk_gone' ? 'risk_gone and archived' : endReason])
    t.strictSame(await signals(leaver), [])
    t.strictSame((await get(other.subject, '/v1/matches')).body.items, [])
    const [line] = await database.sql`select ground from logbook where event = 'signal_ended'`
    t.equal(line?.ground, 'Jw 7.1.4.5 lid 1')
  }
})

t.test('R3: the last coordinator who can log in stays, as long as the organisation takes part', async (t) => {
  const { ask, coordinator, database, region, organisation } = await peopleService(t)
  const withdraw = () =>
    ask(coordinator.subject, {
      method: 'POST',
      url: `/v1/professionals/${coordinator.id}/withdrawals`,
      payload: {},
    })
  t.equal(problemCode(await withdraw()), 'last-coordinator')
  const invited = await region.account({ organisation, roles: ['coordinator'] })
  await database.sql`update account set issuer = null, subject = null where id = ${invited.id}`
  t.equal((await withdraw()).statusCode, 409, 'somebody who was only invited is none')
  const second = await region.account({ organisation, roles: ['coordinator'] })
  t.equal((await withdraw()).statusCode, 201)
  await database.sql`update partner set state = 'ended' where organisation_id = ${organisation}`
  const last = await ask(second.subject, {
    method: 'POST',
    url: `/v1/professionals/${second.id}/withdrawals`,
    payload: {},
  })
  t.equal(last.statusCode, 201, 'once every partnership has ended')
})

t.test('R2: a professional with a role in a municipality as well keeps it, and the login', async (t) => {
  const { leaver, post, get, database } = await leaving(t)
  await database.sql`insert into role_assignment values (${randomUUID()}, ${leaver.id}, 'follow_up_officer', '0193', '2020-01-01')`
  t.equal((await post('withdrawals', {})).statusCode, 201)
  t.equal((await get(leaver.subject, '/v1/matches')).status, 200)
  t.equal((await get(leaver.subject, '/v1/signals')).status, 403)
})

t.test('R3: a colleague is a professional of the same organisation who has logged in', async (t) => {
  const { register, leaver, colleague, other, coordinator, post, database, region, organisation, signals } =
    await leaving(t)
  await register(leaver.subject, children[0] ?? {})
  const invited = await region.account({ organisation })
  await database.sql`update account set issuer = null, subject = null where id = ${invited.id}`
  const former = await region.account({ organisation, until: '2026-11-22' })
  const answers = new Set<string>()
  for (const id of [leaver.id, other.id, coordinator.id, invited.id, former.id, randomUUID()]) {
    const answer = await post('hand-overs', { toProfessionalId: id })
    t.match(answer.json().errors, [{ location: { pointer: '/toProfessionalId' }, code: 'no-such-colleague' }])
    answers.add(comparable(answer))
    t.match((await post('withdrawals', { handOverToId: id })).json().errors, [{ code: 'no-such-colleague' }])
  }
  t.equal(answers.size, 1, 'alike for somebody elsewhere and for nobody')
  t.equal((await signals(leaver)).length, 1)
  t.strictSame(await signals(colleague), [])
})

t.test('R3, R6: the signals of another organisation’s people are not found, byte for byte', async (t) => {
  const { register, leaver, colleague, otherCoordinator, post, ask, signals } = await leaving(t)
  await register(leaver.subject, children[0] ?? {})
  const answers = new Set<string>()
  const subject = otherCoordinator.subject
  for (const id of [leaver.id, randomUUID()]) {
    const url = `/v1/professionals/${id}`
    answers.add(comparable(await ask(subject, { url: `${url}/signals` })))
    const bodies = {
      'hand-overs': { toProfessionalId: colleague.id },
      withdrawals: { endReason: 'risk_gone' },
    }
    for (const [path, payload] of Object.entries(bodies))
      answers.add(comparable(await ask(subject, { method: 'POST', url: `${url}/${path}`, payload })))
  }
  t.equal(answers.size, 1)
  t.equal((await signals(leaver)).length, 1)
  t.equal((await post('withdrawals', { endReason: 'risk_gone' })).statusCode, 201)
})

t.test('R3: the functions themselves refuse an actor who coordinates nothing', async (t) => {
  const { leaver, colleague, service } = await leaving(t)
  const { sql } = service.database
  await t.rejects(async () => sql`select hand_over_signals(${leaver.id}, ${colleague.id}, null, now())`, {
    code: '42501',
  })
  await t.rejects(async () => sql`select end_signals_of(${leaver.id}, 'risk_gone', now())`, {
    code: '42501',
  })
  t.strictSame([...(await sql`select * from signals_of_colleague(${leaver.id}, null, 10)`)], [])
})

t.test(
  'R17: the mail of a hand-over reaches the others and the colleague, and no longer the leaver',
  async (t) => {
    const made = await leaving(t)
    const { mail, deliver } = await deliveryOf(t, made)
    const { register, leaver, colleague, other, post } = made
    await register(leaver.subject, children[0] ?? {})
    await register(other.subject, children[0] ?? {})
    await post('withdrawals', { handOverToId: colleague.id })
    await deliver()
    const told = mail.received.map(({ to, mail }) => `${to}: ${mail.subject}`).sort()
    t.strictSame(
      told,
      [
        `${colleague.email}: U hebt een match in de verwijsindex overgenomen`,
        `${other.email}: Een match in de verwijsindex heeft een andere contactpersoon`,
        `${other.email}: Er is een match in de verwijsindex`,
      ].sort(),
      'what waited for the leaver was withheld',
    )
  },
)
