import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { comparable, problemCode } from '../support/answers.ts'
import { testPersons } from '../support/bsn.ts'
import { endSignals } from '../support/ending.ts'
import { deliveryOf, peopleService } from '../support/people.ts'
import type { Account } from '../support/region.ts'

const [first, second, third] = testPersons.map(({ bsn, birthDate }) => ({ bsn, birthDate })) as [
  { bsn: string; birthDate: string },
  { bsn: string; birthDate: string },
  { bsn: string; birthDate: string },
]

/** Somebody who will be away, a colleague who stands in, a third colleague, and somebody of another organisation. */
async function away(t: Test) {
  const made = await peopleService(t, 3)
  const [absent, deputy, colleague] = made.professionals as [Account, Account, Account]
  const { professional: other, coordinator: otherCoordinator } = await made.neighbour()
  const { ask, coordinator } = made
  return {
    ...made,
    absent,
    deputy,
    colleague,
    other,
    otherCoordinator,
    record: (over: object = {}, of = absent) =>
      ask(coordinator.subject, {
        method: 'POST',
        url: `/v1/professionals/${of.id}/absences`,
        payload: { deputy: { id: deputy.id }, fromDate: '2026-11-22', untilDate: '2026-12-07', ...over },
      }),
    end: (id: string, subject = coordinator.subject) =>
      ask(subject, { method: 'POST', url: `/v1/absences/${id}/_end` }),
    notifications: async () => {
      const rows = await made.database.sql<{ line: string }[]>`
        select n.event || ' to ' || a.subject || coalesce(' for ' || b.subject, '') as line
          from notification n join account a on a.id = n.recipient_id left join account b on b.id = n.on_behalf_of
         where n.event <> 'taken_over_by_colleague'
         order by 1`
      return rows.map(({ line }) => line)
    },
  }
}

t.test(
  'R3: meanwhile the deputy sees the matches of who is away, and not their signals or numbers',
  async (t) => {
    const { register, get, ask, absent, deputy, other, record, clock, database } = await away(t)
    const signal = (await register(absent.subject, first)).body
    const matchId = (await register(other.subject, first)).body.match.id
    t.strictSame((await get(deputy.subject, '/v1/matches')).body.items, [], 'not before')
    t.equal((await record({ fromDate: '2026-11-23', untilDate: '2026-12-07' })).statusCode, 201)
    t.strictSame((await get(deputy.subject, '/v1/matches')).body.items, [], 'nor on the day before')

    clock.now = new Date('2026-11-22T23:30:00Z')
    const { body } = await get(deputy.subject, '/v1/matches')
    t.match(body.items, [{ id: matchId, signalId: null, onBehalfOf: { id: absent.id } }])
    t.strictSame(
      body.items[0].participants.map(({ email }: { email: string }) => email),
      [other.email],
    )
    t.strictSame((await get(deputy.subject, `/v1/matches/${matchId}`)).body, body.items[0])
    const looks = await database.sql`
    select ground, account_id, signal_id from logbook where event = 'matches_viewed' and actor_id = ${deputy.id}`
    t.strictSame(
      [...looks],
      [{ ground: 'Jw 7.1.3.3', account_id: absent.id, signal_id: null }],
      'once for the day',
    )

    t.strictSame((await get(deputy.subject, '/v1/signals')).body.items, [])
    t.equal((await get(deputy.subject, `/v1/signals/${signal.id}`)).status, 404)
    const disclosed = await ask(deputy.subject, {
      method: 'POST',
      url: `/v1/signals/${signal.id}/bsn-disclosures`,
    })
    t.equal(disclosed.statusCode, 404)
    t.equal(
      (await get(absent.subject, '/v1/matches')).body.items[0].signalId,
      signal.id,
      'the colleague who is away sees it too',
    )

    clock.now = new Date('2026-12-06T23:30:00Z')
    t.strictSame((await get(deputy.subject, '/v1/matches')).body.items, [], 'until the first day back')
  },
)

t.test('R15: who is in a match with whom they stand in for sees it once, as their own', async (t) => {
  const { register, get, absent, deputy, record } = await away(t)
  await register(absent.subject, first)
  const own = (await register(deputy.subject, first)).body
  await record()
  const { body } = await get(deputy.subject, '/v1/matches')
  t.match(body.items, [
    { id: own.match.id, signalId: own.id, onBehalfOf: null, participants: [{ email: absent.email }] },
  ])
  t.equal(body.items.length, 1)
})

t.test('R3, R17: the others see whom to reach meanwhile, in the answer and in the match', async (t) => {
  const { register, get, absent, deputy, other, record, database, region, clock } = await away(t)
  await register(absent.subject, first)
  await record()
  const [{ name }] = (await database.sql`select name from account where id = ${deputy.id}`) as unknown as [
    { name: string },
  ]
  const contact = { name, jobTitle: 'Jeugdprofessional', email: deputy.email, phone: '038-1234567' }
  const answer = (await register(other.subject, first)).body
  t.strictSame(answer.match.participants[0].deputy, contact)
  t.equal(answer.match.participants[0].email, absent.email)
  t.strictSame((await get(other.subject, '/v1/matches')).body.items[0].participants[0].deputy, contact)
  const officer = await region.account({ roles: ['follow_up_officer'], municipality: '0193' })
  const seen = (await get(officer.subject, '/v1/matches')).body.items[0].participants
  t.strictSame(
    seen.map((p: { deputy: unknown }) => p.deputy),
    [contact, null],
  )
  clock.now = new Date('2026-12-07T09:00:00Z')
  t.equal((await get(other.subject, '/v1/matches')).body.items[0].participants[0].deputy, null)
})

t.test('R3, R15: the deputy is told of what is new in addition, once, and by mail', async (t) => {
  const made = await away(t)
  const { register, get, absent, deputy, colleague, other, record, notifications, clock } = made
  const { mail, deliver } = await deliveryOf(t, made)
  await register(absent.subject, first)
  await record()
  await record({}, colleague)
  await register(other.subject, first)
  t.strictSame(await notifications(), [
    `match_created to ${absent.subject}`,
    `match_created to ${deputy.subject} for ${absent.subject}`,
    `match_created to ${other.subject}`,
  ])
  await register(colleague.subject, first)
  const joined = (await notifications()).filter((line) => line.startsWith('participant_joined'))
  t.equal(joined.length, 4, 'for two who are away the deputy is told once')
  await register(deputy.subject, second)
  await register(absent.subject, second)
  t.equal(
    (await notifications()).filter((line) => line.includes(`to ${deputy.subject}`)).length,
    3,
    'and as themself where they take part',
  )
  const { body } = await get(deputy.subject, '/v1/notifications')
  const shown = body.items.map(
    ({ event, onBehalfOf }: { event: string; onBehalfOf: { id: string } | null }) =>
      `${event} ${onBehalfOf === null ? 'to oneself' : 'for another'}`,
  )
  t.strictSame(
    shown.sort(),
    ['match_created for another', 'match_created to oneself', 'participant_joined for another'],
    'what the absent were told as well is not shown twice',
  )
  await deliver()
  t.equal(mail.received.filter(({ to }) => to.includes(deputy.email)).length, 3)
  clock.now = new Date('2026-12-07T09:00:00Z')
  const after = (await get(deputy.subject, '/v1/notifications')).body.items
  t.equal(after.length, 1, 'afterwards only their own')
})

t.test(
  'R3: notifications of before the absence are there for the deputy; other people’s affairs are not',
  async (t) => {
    const { register, get, absent, deputy, other, record, database } = await away(t)
    await register(absent.subject, first)
    await register(other.subject, first)
    await database.sql`
    insert into notification (id, event, recipient_id, recipient_role, created_at, next_attempt_at)
    values (${randomUUID()}, 'details_confirmation_due', ${absent.id}, 'professional', now(), now())`
    await record()
    const { body } = await get(deputy.subject, '/v1/notifications')
    t.match(body.items, [{ event: 'match_created', onBehalfOf: { id: absent.id } }])
    t.equal(body.items.length, 1)
  },
)

t.test('R1, R3: what waits for a deputy is not told once they no longer stand in', async (t) => {
  const endings: Record<
    string,
    (made: Awaited<ReturnType<typeof away>>, id: string) => PromiseLike<unknown>
  > = {
    'the absence was ended': ({ end }, id) => end(id),
    'the absence is over': async ({ clock }) => {
      clock.now = new Date('2026-12-07T09:00:00Z')
    },
    'the deputy is no professional any more': ({ database, deputy }) =>
      database.sql`update role_assignment set until_date = '2026-11-22' where account_id = ${deputy.id}`,
    'the colleague who is away is no professional any more': ({ database, absent }) =>
      database.sql`update role_assignment set until_date = '2026-11-22' where account_id = ${absent.id}`,
    'the signal of the colleague who is away has ended': ({ database, absent }) =>
      endSignals(database.sql, { professional: absent.id }),
  }
  for (const [what, ending] of Object.entries(endings)) {
    const made = await away(t)
    const { mail, deliver } = await deliveryOf(t, made)
    const { register, absent, deputy, other, record } = made
    await register(absent.subject, first)
    const { id } = (await record()).json()
    await register(other.subject, first)
    await ending(made, id)
    await deliver()
    t.notOk(
      mail.received.some(({ to }) => to.includes(deputy.email)),
      what,
    )
  }
})

t.test('R3: a deputy of somebody whose own right has ended sees nothing for them', async (t) => {
  const { register, get, absent, deputy, other, record, database } = await away(t)
  await register(absent.subject, first)
  await register(other.subject, first)
  await record()
  t.equal((await get(deputy.subject, '/v1/matches')).body.items.length, 1)
  await database.sql`update role_assignment set until_date = '2026-11-22' where account_id = ${absent.id}`
  t.strictSame((await get(deputy.subject, '/v1/matches')).body.items, [])
})

t.test('a deputy who is away as well is not looked behind', async (t) => {
  const { register, get, absent, deputy, colleague, other, record, notifications } = await away(t)
  await register(absent.subject, first)
  await record()
  await record({ deputy: { id: colleague.id } }, deputy)
  await register(other.subject, first)
  t.ok((await notifications()).includes(`match_created to ${deputy.subject} for ${absent.subject}`))
  t.notOk((await notifications()).some((line) => line.includes(colleague.subject)))
  t.strictSame((await get(colleague.subject, '/v1/matches')).body.items, [])
})

t.test('absences are recorded, listed, ended and called off, and each is logged', async (t) => {
  const { record, end, get, absent, deputy, coordinator, clock, events, database } = await away(t)
  const now = (await record()).json()
  const later = (await record({ fromDate: '2026-12-07', untilDate: '2027-01-01' })).json()
  const path = `/v1/professionals/${absent.id}/absences`
  t.strictSame(
    (await get(coordinator.subject, path)).body.items,
    [now, later],
    'the one begins where the other ends',
  )
  t.strictSame((await get(coordinator.subject, `/v1/professionals/${absent.id}`)).body.absence, now)
  t.match(now, { deputy: { id: deputy.id }, fromDate: '2026-11-22', untilDate: '2026-12-07' })
  clock.now = new Date('2026-11-25T09:00:00Z')
  t.strictSame((await end(now.id)).json(), { ...now, untilDate: '2026-11-25' })
  t.strictSame((await end(later.id)).json(), { ...later, untilDate: '2026-12-07' })
  t.equal((await end(now.id)).statusCode, 404, 'again')
  t.equal((await end(later.id)).statusCode, 404)
  t.strictSame((await get(coordinator.subject, path)).body.items, [])
  const periods = await database.sql`select from_date::text, until_date::text from absence order by from_date`
  t.strictSame(
    periods.map(({ from_date, until_date }) => [from_date, until_date]),
    [
      ['2026-11-22', '2026-11-25'],
      ['2026-12-07', '2026-12-07'],
    ],
  )
  t.strictSame(
    (await events(coordinator.id)).filter((event) => event.startsWith('absence')),
    ['absence_recorded', 'absence_recorded', 'absence_ended', 'absence_ended'],
  )
  t.equal(
    (await record({ fromDate: '2026-11-25', untilDate: '2027-02-01' })).statusCode,
    201,
    'what was called off is no obstacle',
  )
})

t.test('what cannot be is refused, every fault at once, also for two requests at once', async (t) => {
  const { record, other, absent } = await away(t)
  const faults = async (over: object) =>
    (await record(over))
      .json()
      .errors?.map(({ location, code }: { location: { pointer: string }; code: string }) => [
        location.pointer,
        code,
      ])
  t.strictSame(await faults({ deputy: { id: absent.id }, fromDate: '2026-11-21', untilDate: '2026-11-21' }), [
    ['/deputy/id', 'no-such-colleague'],
    ['/fromDate', 'in-the-past'],
    ['/untilDate', 'not-after-from'],
  ])
  t.strictSame(await faults({ deputy: { id: other.id } }), [['/deputy/id', 'no-such-colleague']])
  t.strictSame(await faults({ untilDate: '2027-11-23' }), [['/untilDate', 'too-long']])
  const both = await Promise.all([record(), record({ fromDate: '2026-12-01', untilDate: '2026-12-20' })])
  t.strictSame(both.map(({ statusCode }) => statusCode).sort(), [201, 400])
  t.strictSame(await faults({}), [['/fromDate', 'overlaps']])
})

t.test(
  'R3: a professional who is withdrawn stands in for nobody any more, and nobody for them',
  async (t) => {
    const { record, ask, get, absent, deputy, colleague, coordinator, register, other } = await away(t)
    await register(absent.subject, first)
    await register(other.subject, first)
    await register(deputy.subject, third)
    await record()
    await record({ deputy: { id: colleague.id }, fromDate: '2026-12-07', untilDate: '2026-12-20' }, deputy)
    const withdrawn = await ask(coordinator.subject, {
      method: 'POST',
      url: `/v1/professionals/${deputy.id}/withdrawals`,
      payload: { handOverToId: colleague.id },
    })
    t.equal(withdrawn.statusCode, 201)
    t.strictSame((await get(coordinator.subject, `/v1/professionals/${absent.id}/absences`)).body.items, [])
    t.equal((await get(other.subject, '/v1/matches')).body.items[0].participants[0].deputy, null)
  },
)

t.test('R3, R6: an absence of another organisation is not found, byte for byte', async (t) => {
  const { record, end, otherCoordinator, ask, absent, get } = await away(t)
  const { id } = (await record()).json()
  const answers = new Set<string>()
  for (const each of [id, randomUUID()]) answers.add(comparable(await end(each, otherCoordinator.subject)))
  for (const each of [absent.id, randomUUID()]) {
    const url = `/v1/professionals/${each}/absences`
    answers.add(comparable(await ask(otherCoordinator.subject, { url })))
    const payload = { deputy: { id: absent.id }, fromDate: '2026-11-23', untilDate: '2026-11-24' }
    const answer = await ask(otherCoordinator.subject, { method: 'POST', url, payload })
    t.equal(problemCode(answer), 'not-found')
    answers.add(comparable(answer))
  }
  t.equal(answers.size, 1)
  t.equal((await get(otherCoordinator.subject, '/v1/professionals')).body.items.length, 2)
})
