import t from 'tap'
import { comparable } from '../support/answers.ts'
import { testPersons } from '../support/bsn.ts'
import { endSignals } from '../support/ending.ts'
import { peopleService } from '../support/people.ts'

const [known, unknown, other] = testPersons.map(({ bsn, birthDate }) => ({ bsn, birthDate }))

async function withAdministrator(t: Parameters<typeof peopleService>[0]) {
  const tested = await peopleService(t, 2)
  const administrator = await tested.region.account({ roles: ['functional_administrator'] })
  const record = (payload: object) =>
    tested.ask(administrator.subject, { method: 'POST', url: '/v1/deaths', payload })
  return { ...tested, administrator, record }
}

t.test(
  'R11: at death everything about the young person is destroyed at once, and nothing else',
  async (t) => {
    const { database, professionals, register, record } = await withAdministrator(t)
    const { sql } = database
    const [first, second] = professionals.map(({ subject }) => subject) as [string, string]
    const archived = (await register(first, known ?? {})).body.id
    await endSignals(sql, { ids: [archived] })
    await register(first, known ?? {})
    await register(second, known ?? {})
    await register(first, other ?? {})
    const [person] = await sql<{ id: string }[]>`
    select young_person_id as id from archived_signal`

    const answer = await record({ bsn: known?.bsn, deathDate: '2026-11-20' })
    t.equal(answer.statusCode, 204)
    t.equal((await sql`select from young_person`).length, 1)
    t.equal((await sql`select from signal`).length, 1)
    t.equal((await sql`select from archived_signal`).length, 0)
    t.equal((await sql`select from match`).length, 0)
    t.equal((await sql`select from notification`).length, 0)
    t.equal((await sql`select from logbook where young_person_id = ${person?.id ?? ''}`).length, 0)
    t.match(
      await sql`select reason, kind, day::text, subject_hash = subject_hash(${person?.id ?? ''}) as same from destruction`,
      [{ reason: 'death', kind: 'young_person', day: '2026-11-22', same: true }],
    )
  },
)

t.test('R6: the answer is the same whether or not the number is known, and not faster', async (t) => {
  const { professionals, register, record, administrator, events } = await withAdministrator(t)
  await register(professionals[0]?.subject ?? '', known ?? {})
  const took: number[] = []
  const answers = new Set<string>()
  for (const bsn of [unknown?.bsn, known?.bsn, known?.bsn]) {
    const began = performance.now()
    answers.add(comparable(await record({ bsn })))
    took.push(performance.now() - began)
  }
  t.equal(answers.size, 1)
  t.ok(Math.min(...took) >= 245, took.join())
  t.strictSame(
    (await events(administrator.id)).filter((event) => event === 'death_recorded').length,
    3,
    'each is in the logbook',
  )
})

t.test('R20: what the logbook keeps of a death leads to nobody', async (t) => {
  const { database, professionals, register, record, administrator } = await withAdministrator(t)
  await register(professionals[0]?.subject ?? '', known ?? {})
  await record({ bsn: known?.bsn })
  const [line] = await database.sql`select * from logbook where event = 'death_recorded'`
  const said = Object.entries(line ?? {}).filter(([, value]) => value !== null)
  t.strictSame(said.map(([name]) => name).sort(), [
    'actor_id',
    'event',
    'ground',
    'id',
    'occurred_at',
    'transaction_id',
  ])
  t.equal(line?.actor_id, administrator.id)
  const [certificate] =
    await database.sql`select reason, day::text, count::int, digest from logbook where event = 'destruction_certified'`
  const [destroyed] = await database.sql`select sha256(subject_hash) as digest from destruction`
  t.strictSame(
    { ...certificate },
    { reason: 'death', day: '2026-11-22', count: 1, digest: destroyed?.digest },
  )
})

t.test('R1: nobody else records a death, of any number', async (t) => {
  const { database, professionals, coordinator, ask, register } = await withAdministrator(t)
  await register(professionals[0]?.subject ?? '', known ?? {})
  for (const { subject } of [coordinator, ...professionals]) {
    const answer = await ask(subject, { method: 'POST', url: '/v1/deaths', payload: { bsn: known?.bsn } })
    t.equal(answer.statusCode, 403)
  }
  await t.rejects(
    database.sql.begin(async (tx) => {
      await tx`set local role verwijsindex_service`
      await tx`select record_death('[]', now())`
    }),
    { code: '42501' },
    'nor does the database let it',
  )
  t.equal((await database.sql`select from young_person`).length, 1)
})

t.test(
  'R11, R15: somebody who registers at the same moment comes before and is destroyed, or after and stands alone',
  async (t) => {
    const { database, professionals, register, record } = await withAdministrator(t)
    const { sql } = database
    const [first, second] = professionals.map(({ subject }) => subject) as [string, string]
    for (let turn = 0; turn < 10; turn++) {
      await register(first, known ?? {})
      const [late, recorded] = await Promise.all([register(second, known ?? {}), record({ bsn: known?.bsn })])
      t.equal(recorded.statusCode, 204)
      t.equal(late.status, 201)
      const left = await sql<{ id: string }[]>`select id from signal`
      t.ok(
        left.length === 0 || (left.length === 1 && left[0]?.id === late.body.id),
        `${left.length} signals are left`,
      )
      t.equal((await sql`select from young_person`).length, left.length)
      t.equal((await sql`select from identity_index`).length, left.length)
      t.equal((await sql`select from match`).length, 0)
      await record({ bsn: known?.bsn })
    }
  },
)
