import type postgres from 'postgres'
import t, { type Test } from 'tap'
import { madeUpBsns } from '../support/bsn.ts'
import { testIssuer } from '../support/issuer.ts'
import { openSql } from '../support/open-sql.ts'
import { type PeopleService, peopleService } from '../support/people.ts'
import type { Account } from '../support/region.ts'
import { until } from '../support/until.ts'

const today = '2026-11-22'
const bsns = madeUpBsns()
const child = () => ({ bsn: bsns.next().value, birthDate: '2015-06-01' })

interface Scene extends PeopleService {
  readonly own: Account
  readonly colleague: Account
  readonly neighbour: PeopleService['neighbour']
}

async function scene(t: Test): Promise<Scene> {
  const made = await peopleService(t, 2, { queryDeadline: 30_000 })
  const [own, colleague] = made.professionals as [Account, Account]
  return { ...made, own, colleague }
}

/** A transaction that is open until it is let go, in which something was done. */
async function holding(t: Test, { database }: Scene, work: (tx: postgres.Sql) => Promise<unknown>) {
  const sql = openSql(database.superuserUrl)
  t.teardown(() => sql.end({ timeout: 5 }))
  await sql`begin`
  await work(sql)
  return {
    sql,
    async letGo(how: 'commit' | 'rollback' = 'rollback') {
      await sql.unsafe(how)
      await sql.end({ timeout: 5 })
    },
  }
}

/** As a story that changes who is connected begins: whose right may end, and which organisation's. */
function change(
  tx: postgres.Sql,
  by: Account,
  persons: string[],
  organisations: string[] = [],
  everybody = false,
) {
  return tx`select * from act_changing(${testIssuer}, ${by.subject}, ${today}, '{}', ${persons}, ${organisations}, ${everybody})`
}

/** Whether a request was answered while something was held. */
function watch<T>(request: Promise<T>): { readonly isAnswered: () => boolean; readonly answer: Promise<T> } {
  let answered = false
  request.then(
    () => {
      answered = true
    },
    () => {
      answered = true
    },
  )
  return { isAnswered: () => answered, answer: request }
}

/** Settles when somebody was seen to wait for one of the locks of rights. */
async function untilSomebodyWaits({ database: { sql } }: Scene): Promise<void> {
  await until(async () => {
    const waiting = await sql`
      select from pg_locks where locktype = 'advisory' and not granted
         and (classid in (organisation_lock(), person_lock(), turn_lock()) or objid in (everybody_lock(), connections_lock()))
         and database = (select oid from pg_database where datname = current_database())`
    return waiting.length > 0
  })
}

t.test('R1: what ends no right keeps nobody who registers', async (t) => {
  const made = await scene(t)
  const { own, colleague, coordinator, organisation, convenant, register } = made
  const { organisation: elsewhere } = await made.neighbour()
  const cases: Record<string, (tx: postgres.Sql) => Promise<unknown>> = {
    'their own details are being confirmed': (tx) =>
      tx`update account set details_confirmed_at = now() where id = ${own.id}`,
    'everybody is being asked to confirm theirs': (tx) => tx`update account set details_asked_at = now()`,
    'contact details are being changed': (tx) =>
      tx`update account set name = 'A. Jansen', job_title = 'Arts', email = 'a@b.example', phone = '038-1' where id = ${own.id}`,
    'a list is being read': async (tx) => {
      await tx`set transaction isolation level repeatable read`
      await tx`select act_as(${testIssuer}, ${coordinator.subject}, ${today})`
      await tx`select from account`
    },
    'people are being added': async (tx) => {
      await change(tx, coordinator, [])
      await tx`insert into account (id, organisation_id, name, job_title, email, phone)
               select gen_random_uuid(), ${organisation}, 'Naam', 'Arts', n || '@b.example', '038-1' from generate_series(1, 500) n`
      await tx`insert into role_assignment (id, account_id, role, from_date)
               select gen_random_uuid(), id, 'professional', ${today} from account where issuer is null`
    },
    'an absence is being recorded': (tx) =>
      tx`insert into absence values (gen_random_uuid(), ${own.id}, ${colleague.id}, ${today}, '2026-12-01')`,
    'a partnership is being changed': (tx) => tx`update partner set anchor = 'contract', may_lead = true`,
    'another organisation is being connected': async (tx) => {
      await tx`update partner set anchor = 'subsidy' where organisation_id = ${elsewhere}`
      await change(tx, coordinator, [], [elsewhere])
      await tx`update partner set state = 'ended' where organisation_id = ${elsewhere}`
    },
    'the right of a colleague is being ended': async (tx) => {
      await change(tx, coordinator, [colleague.id])
      await tx`update role_assignment set until_date = ${today} where account_id = ${colleague.id}`
    },
    'a convenant is given another title': (tx) =>
      tx`update convenant set title = 'Anders' where id = ${convenant}`,
    'an organisation is given another name': (tx) => tx`update organisation set name = 'Anders'`,
    'a merger is being recorded ahead': async (tx) => {
      await change(tx, coordinator, [])
      await tx`insert into municipality values ('1900', 'Nieuw', '2027-01-01', null)`
      await tx`update municipality set valid_until = '2026-12-31' where code = '0193'`
      await tx`update convenant_municipality set until_date = '2027-01-01' where municipality_code = '0193'`
      await tx`insert into convenant_municipality values (${convenant}, '1900', '2027-01-01')`
    },
  }
  for (const [what, work] of Object.entries(cases)) {
    const held = await holding(t, made, work)
    t.equal((await register(own.subject, child())).status, 201, what)
    await held.letGo()
  }
})

t.test(
  'R1: whose right is being ended waits, in nobody’s way, and is refused once it has ended',
  async (t) => {
    const made = await scene(t)
    const { own, colleague, coordinator, organisation, convenant, register } = made
    const other = (await made.neighbour()).professional
    const cases: Record<string, { end: (tx: postgres.Sql) => Promise<unknown>; others: readonly Account[] }> =
      {
        'of a person': {
          end: async (tx) => {
            await change(tx, coordinator, [own.id])
            await tx`update role_assignment set until_date = ${today} where account_id = ${own.id}`
          },
          others: [colleague, other],
        },
        'by the login of a person': {
          end: async (tx) => {
            await change(tx, coordinator, [own.id])
            await tx`update account set issuer = null, subject = null where id = ${own.id}`
          },
          others: [colleague, other],
        },
        'of a partner': {
          end: async (tx) => {
            await change(tx, coordinator, [], [organisation])
            await tx`update partner set state = 'suspended' where organisation_id = ${organisation}`
          },
          others: [other],
        },
        'of everybody under a convenant': {
          end: async (tx) => {
            await change(tx, coordinator, [], [], true)
            await tx`update convenant set in_force_until = '2026-01-01' where id = ${convenant}`
          },
          others: [],
        },
        'at the database, by hand': {
          end: (tx) => tx`update partner set state = 'ended' where organisation_id = ${organisation}`,
          others: [],
        },
      }
    for (const [what, { end, others }] of Object.entries(cases)) {
      for (const how of ['rollback', 'commit'] as const) {
        const held = await holding(t, made, end)
        // In one batch with the others, who come after.
        const waiting = watch(register(own.subject, child()))
        const through = await Promise.all(others.map(({ subject }) => register(subject, child())))
        t.strictSame(
          through.map(({ status }) => status),
          others.map(() => 201),
          `${what}: the others go on`,
        )
        if (others.length === 0) await untilSomebodyWaits(made)
        t.notOk(waiting.isAnswered(), `${what}: waits`)
        await held.letGo(how)
        t.equal((await waiting.answer).status, how === 'commit' ? 403 : 201, `${what}: ${how}`)
      }
      await made.database.sql`update role_assignment set until_date = null`
      await made.database
        .sql`update account set issuer = ${testIssuer}, subject = ${own.subject} where id = ${own.id}`
      await made.database.sql`update partner set state = 'connected'`
      await made.database.sql`update convenant set in_force_until = null`
    }
  },
)

t.test('R1: an end waits for what rests on that right, and for nothing else', async (t) => {
  const made = await scene(t)
  const { own, colleague, coordinator, organisation, convenant, ask, region } = made
  const administrator = await region.account({ roles: ['municipal_administrator'], municipality: '0193' })
  const neighbour = await made.neighbour()
  const partnerOf = async (of: string) => {
    const [row] = await made.database.sql<
      { id: string }[]
    >`select id from partner where organisation_id = ${of}`
    return row?.id ?? ''
  }
  const withdraw = (who: Account) =>
    ask(coordinator.subject, { method: 'POST', url: `/v1/professionals/${who.id}/withdrawals`, payload: {} })
  const step = async (of: string, state: string) =>
    ask(administrator.subject, {
      method: 'POST',
      url: `/v1/partners/${await partnerOf(of)}/steps`,
      payload: { state },
    })
  const endConvenant = () =>
    ask(administrator.subject, {
      method: 'PATCH',
      url: `/v1/convenants/${convenant}`,
      payload: { inForceUntilDate: '2027-01-01' },
    })
  const registering = () =>
    holding(t, made, (tx) => tx`select act_holding(${testIssuer}, ${own.subject}, ${today})`)

  const waits = {
    'the end of the convenant': endConvenant,
    'that of their partnership': () => step(organisation, 'suspended'),
    'their own': () => withdraw(own),
  }
  const free = [() => withdraw(colleague), () => step(neighbour.organisation, 'suspended')]
  let held = await registering()
  for (const change of free) {
    const { statusCode, body } = await change()
    t.ok(statusCode < 300, `${statusCode} ${body}`)
  }
  for (const [what, change] of Object.entries(waits)) {
    const waiting = watch(change())
    await untilSomebodyWaits(made)
    t.notOk(waiting.isAnswered(), `${what} waits`)
    await held.letGo()
    const { statusCode, body } = await waiting.answer
    t.ok(statusCode < 300, `${what}: ${statusCode} ${body}`)
    held = await registering()
  }
  await held.letGo()
})

t.test('R1: somebody who waits to end a right stops the others for a moment only', async (t) => {
  const made = await scene(t)
  const { own, colleague, coordinator, ask, register } = made
  const held = await holding(t, made, (tx) => tx`select act_holding(${testIssuer}, ${own.subject}, ${today})`)
  const leaving = watch(
    ask(coordinator.subject, { method: 'POST', url: `/v1/professionals/${own.id}/withdrawals`, payload: {} }),
  )
  await untilSomebodyWaits(made)
  for (let n = 0; n < 20; n++) {
    t.equal((await register(own.subject, child())).status, 201, 'they go on registering')
    t.equal((await register(colleague.subject, child())).status, 201, 'and so does a colleague')
  }
  t.notOk(leaving.isAnswered())
  await held.letGo()
  t.equal((await leaving.answer).statusCode, 400, 'by then there are signals to hand over')
})

t.test('R1: a right that ends without having been said is refused by the database', async (t) => {
  const made = await scene(t)
  const { own, colleague, coordinator, organisation } = made
  const elsewhere = (await made.neighbour()).organisation
  const unsaid = { code: '23001' }
  const cases: [string, (tx: postgres.Sql) => Promise<unknown>][] = [
    ['a role', (tx) => tx`update role_assignment set until_date = ${today} where account_id = ${own.id}`],
    [
      'a role from tomorrow',
      (tx) => tx`update role_assignment set until_date = '2026-11-23' where account_id = ${own.id}`,
    ],
    [
      'another role',
      (tx) => tx`update role_assignment set role = 'coordinator' where account_id = ${own.id}`,
    ],
    ['a login', (tx) => tx`update account set issuer = null, subject = null where id = ${own.id}`],
    [
      'a partnership',
      (tx) => tx`update partner set state = 'suspended' where organisation_id = ${organisation}`,
    ],
    ['a convenant', (tx) => tx`update convenant set in_force_until = '2026-11-21'`],
    ['a term', (tx) => tx`update convenant set longest_term_months = 12`],
    ['a municipality', (tx) => tx`update convenant_municipality set until_date = ${today}`],
    ['all of a municipality', (tx) => tx`update municipality set valid_until = '2026-11-21'`],
  ]
  for (const [what, end] of cases) {
    const held = await holding(t, made, (tx) => change(tx, coordinator, [colleague.id], [elsewhere]))
    await t.rejects(end(held.sql), unsaid, what)
    await held.letGo()
  }
  const later: [string, (tx: postgres.Sql) => Promise<unknown>][] = [
    ['a role', (tx) => tx`update role_assignment set until_date = '2026-11-24' where account_id = ${own.id}`],
    ['a convenant', (tx) => tx`update convenant set in_force_until = '2026-11-23'`],
    ['a longer term', (tx) => tx`update convenant set longest_term_months = 24`],
    ['a municipality', (tx) => tx`update convenant_municipality set until_date = '2026-11-24'`],
  ]
  for (const [what, end] of later) {
    const held = await holding(t, made, (tx) => change(tx, coordinator, []))
    await t.resolves(end(held.sql), `${what}, later than tomorrow or longer`)
    await held.letGo()
  }
})

t.test('R1: beside the version that knows one lock nothing rests on a right that has ended', async (t) => {
  const made = await scene(t)
  const { own, colleague, coordinator, ask, register, database } = made
  await database.sql.unsafe(`create schema if not exists functions;
    create function functions.hold_connections_still() returns void language sql as 'select pg_advisory_xact_lock_shared(connections_lock())'`)
  const invite = (email: string) =>
    ask(coordinator.subject, {
      method: 'POST',
      url: '/v1/professionals',
      payload: { name: 'A. Jansen', jobTitle: 'Arts', email, phone: '038-1234567' },
    })
  const withdraw = () =>
    ask(coordinator.subject, {
      method: 'POST',
      url: `/v1/professionals/${colleague.id}/withdrawals`,
      payload: {},
    })

  const act = await holding(t, made, (tx) => tx`select functions.hold_connections_still()`)
  t.equal((await register(own.subject, child())).status, 201, 'an act of ours goes on beside one of theirs')
  t.equal((await invite('een@organisatie.example')).statusCode, 201, 'and so does what ends no right')
  const ending = watch(withdraw())
  await untilSomebodyWaits(made)
  t.equal((await register(own.subject, child())).status, 201, 'an end waits for theirs, and not for ours')
  t.notOk(ending.isAnswered())
  await act.letGo()
  t.equal((await ending.answer).statusCode, 201)

  const change = await holding(t, made, (tx) => tx`select pg_advisory_xact_lock(connections_lock())`)
  const adding = watch(invite('twee@organisatie.example'))
  await untilSomebodyWaits(made)
  t.notOk(adding.isAnswered(), 'a change of ours comes after one of theirs')
  await change.sql`update partner set state = 'ended'`
  const late = watch(register(own.subject, child()))
  await untilSomebodyWaits(made)
  await change.letGo('commit')
  t.equal((await late.answer).status, 403, 'what they ended is ended for us')
  t.equal((await adding.answer).statusCode, 201)
})

t.test('R3: coordinators who withdraw each other do not wait in a circle', async (t) => {
  const made = await scene(t)
  const { coordinator, ask, region, organisation } = made
  for (let turn = 0; turn < 5; turn++) {
    const [one, another] = [
      await region.account({ organisation, roles: ['coordinator'] }),
      await region.account({ organisation, roles: ['coordinator'] }),
    ]
    const withdraw = (by: Account, who: Account) =>
      ask(by.subject, { method: 'POST', url: `/v1/professionals/${who.id}/withdrawals`, payload: {} })
    const answers = await Promise.all([
      withdraw(one, another),
      withdraw(another, one),
      withdraw(one, one),
      withdraw(coordinator, one),
    ])
    const statuses = answers.map(({ statusCode }) => statusCode)
    t.ok(
      statuses.every((status) => [201, 403, 404].includes(status)),
      statuses.join(),
    )
    const left = await made.database.sql`
      select from account where id in (${one.id}, ${another.id}) and withdrawn_at is null`
    t.ok(left.length < 2, 'and somebody has left')
  }
})
