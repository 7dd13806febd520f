import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { asker } from '../support/ask.ts'
import { testPersons } from '../support/bsn.ts'
import { inForm } from '../support/long-form.ts'
import { openSql } from '../support/open-sql.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

const now = new Date('2026-11-27T09:00:00Z')
const [first, second] = testPersons.map(({ bsn, birthDate }) => ({ bsn, birthDate }))

/** Two professionals with a match, and a supervisor. */
async function supervised(t: Test) {
  const clock = { now }
  const made = await createTestService(t, { clock: () => clock.now })
  const { professionals, organisations, region } = await smallRegion(made.database.sql, 2)
  const [anna, bas] = professionals.map(({ subject }) => subject) as [string, string]
  const supervisor = await region.account({ roles: ['supervisor'] })
  const ask = asker(made)
  const look = (query = '') => ask(supervisor.subject, 'GET', `/logbook-lines${query}`)
  return { ...made, clock, anna, bas, organisations, supervisor, ask, look }
}

interface Line {
  readonly id: number
  readonly event: string
}

t.test('R5: the supervisor reads who did what, newest first, and that is logged as well', async (t) => {
  const { register, anna, bas, look, supervisor, database } = await supervised(t)
  await register(anna, first ?? {})
  await register(bas, first ?? {})
  const { status, body } = await look()
  t.equal(status, 200)
  const events = body.items.map(({ event }: Line) => event)
  t.strictSame(
    new Set(events),
    new Set(['signal_registered', 'match_created', 'match_joined', 'notification_made']),
  )
  const registered = body.items.find(({ event }: Line) => event === 'signal_registered')
  t.match(registered, {
    description: 'Een signaal is geregistreerd.',
    ground: 'Jw 7.1.4.1',
    occurredAt: now.toISOString(),
    actor: { id: String, name: String },
    organisation: { id: String, name: String },
    signalId: String,
    matchId: null,
  })
  const [line] = await database.sql`select event, actor_id, count::int from logbook order by id desc limit 1`
  t.same(line, { event: 'logbook_viewed', actor_id: supervisor.id, count: body.items.length })
  t.match((await look()).body.items[0], { event: 'logbook_viewed', actor: { id: supervisor.id } })
})

t.test('R5, R6: nothing that a supervisor reads says who a young person is', async (t) => {
  const { register, anna, bas, look, database } = await supervised(t)
  for (const person of [first, second])
    for (const subject of [anna, bas]) await register(subject, person ?? {})
  const { payload, body } = await look('?limit=100')
  const persons = await database.sql<{ id: string }[]>`select id from young_person`
  t.equal(persons.length, 2)
  t.ok(body.items.length > 8)
  for (const { id } of persons) t.notOk(payload.includes(id), 'no pseudonym')
  for (const { bsn, birthDate } of [first, second].flatMap((person) => person ?? [])) {
    t.notOk(payload.includes(bsn))
    t.notOk(payload.includes(birthDate))
  }
})

t.test('R5: by period, event and organisation, page by page, each line once', async (t) => {
  const { register, anna, bas, look, clock, organisations, database } = await supervised(t)
  await register(anna, first ?? {})
  clock.now = new Date('2026-11-28T09:00:00Z')
  await register(bas, first ?? {})
  const all = await database.sql<
    Line[]
  >`select id::int as id, event::text as event from logbook order by occurred_at desc, id desc`
  const seen: number[] = []
  for (let next: number | null = 0; next !== null; ) {
    const { body } = await look(
      `?until=2026-11-28T09:00:00.001Z&limit=2${next === 0 ? '' : `&after=${next}`}&event=notification_made`,
    )
    seen.push(...body.items.map(({ id }: Line) => id))
    next = body.next
  }
  t.strictSame(
    seen,
    all.filter(({ event }) => event === 'notification_made').map(({ id }) => id),
  )
  const count = async (query: string) => (await look(query)).body.items.length
  t.equal(await count('?until=2026-11-28T00:00:00%2B01:00'), 1, 'what came before')
  t.equal(await count('?from=2026-11-27T09:00:00Z&until=2026-11-27T09:00:00.001Z'), 1)
  t.equal(await count('?event=signal_registered'), 2)
  t.equal(await count(`?event=signal_registered&organisationId=${organisations[0]}`), 1)
  t.equal(await count(`?organisationId=${randomUUID()}`), 0)
  t.equal(await count('?after=999999999'), 0, 'there is no such line')
})

t.test('R1, R5: a registration that was refused is found by the organisation of who asked', async (t) => {
  const { service, issuer, anna, bas, look, organisations, database } = await supervised(t)
  const stranger = 'nobody-here'
  await database.sql`update partner set state = 'suspended'`
  for (const subject of [anna, bas, stranger]) {
    const { statusCode } = await service.app.inject({
      method: 'POST',
      url: '/v1/signals',
      headers: { authorization: `Bearer ${await issuer.token(subject)}` },
      payload: { ...first },
    })
    t.equal(statusCode, 403)
  }
  for (const [n, subject] of [anna, bas].entries()) {
    const query = `?event=registration_refused&organisationId=${organisations[n]}`
    const { items } = (await look(query)).body
    t.equal(items.length, 1)
    t.match(items[0], { actor: { name: `Naam ${subject}` }, organisation: { id: organisations[n] } })
  }
  const all = (await look('?event=registration_refused')).body.items
  t.equal(all.length, 3, 'and somebody who is unknown here is of none')
})

t.test('R5: of millions of lines a page is read in some pages of an index', async (t) => {
  const { database, supervisor, organisations } = await supervised(t)
  const lines = inForm(100_000, 2_000_000)
  await database.sql`
    insert into logbook (occurred_at, event, organisation_id, signal_id)
    select timestamptz '2026-01-01' + make_interval(secs => n),
           case when n % 10000 = 0 then 'signal_renewed' else 'signal_registered' end::logbook_event,
           case when n % 5000 = 0 then ${organisations[0] ?? ''}::uuid else ${organisations[1] ?? ''}::uuid end, gen_random_uuid()
      from generate_series(1, ${lines}::int) n`
  await database.sql`analyze logbook`
  const service = openSql(database.serviceUrl)
  t.teardown(() => service.end({ timeout: 5 }))
  const [a, b] = organisations
  const early = `'2026-01-01T02:00:00Z', '2026-01-01T03:00:00Z'`
  const ways: Record<string, string> = {
    everything: 'null, null, null, null, null',
    'far back': `null, null, null, null, ${Math.floor(lines / 2)}`,
    'a period': `${early}, null, null, null`,
    'a rare event': `null, null, 'signal_renewed', null, null`,
    'a common event, long ago': `${early}, 'signal_registered', null, null`,
    'an organisation that does little': `null, null, null, '${a}', null`,
    'a large organisation, long ago': `${early}, null, '${b}', null`,
    'all of it': `null, '2026-01-01T20:00:00Z', 'signal_registered', '${b}', null`,
  }
  await service.begin(async (tx) => {
    await tx`select act_as('https://issuer.example', ${supervisor.subject}, current_date)`
    await tx`select set_config('verwijsindex.roles', '{supervisor}', true)`
    for (const [what, how] of Object.entries(ways)) {
      const asked = `explain (analyze, buffers, format json) select * from logbook_lines(${how}, 51)`
      await tx.unsafe(asked)
      const [row] = await tx.unsafe(asked)
      const [{ Plan }] = row?.['QUERY PLAN'] ?? [{}]
      const pages = Plan['Shared Hit Blocks'] + Plan['Shared Read Blocks']
      t.ok(Plan['Actual Rows'] > 0, what)
      t.ok(pages < 200, `${what}: ${pages} pages, ${Plan['Actual Total Time'].toFixed(1)} ms`)
    }
  })
})
