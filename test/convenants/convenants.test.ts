import t from 'tap'
import { currentPeriodUntil } from '../../src/convenants/own-convenants.ts'
import { convenantLimits } from '../../src/ground/law.ts'
import { faultsOf } from '../support/ask.ts'
import { testPersons } from '../support/bsn.ts'
import { mergingRegion } from '../support/merging-region.ts'

const [{ bsn, birthDate }] = testPersons as [(typeof testPersons)[0]]
const today = '2026-10-01'
const nobodys = '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01'

const good = {
  title: 'Convenant verwijsindex IJssel-Vecht 2026–2029',
  signedDate: '2026-09-01',
  inForceFromDate: today,
  municipalityCodes: ['0150', '0193'],
}

t.test(
  'R4: a convenant is recorded, agreed to by the others, and only then opens their municipality',
  async (t) => {
    const { ask, west, east, neighbour, made, register, database } = await mergingRegion(t)
    const answer = await ask(west.administrator.subject, 'POST', '/convenants', good)
    t.equal(answer.status, 201)
    const { id, ...shown } = answer.body
    t.strictSame(shown, {
      title: good.title,
      signedDate: '2026-09-01',
      inForceFromDate: today,
      inForceUntilDate: null,
      tacitRenewalMonths: null,
      documentReference: null,
      longestTermMonths: 24,
      smallCountThreshold: 10,
      lapseReminderDays: [30, 7],
      currentPeriodUntilDate: null,
      municipalities: [
        { code: '0150', name: 'Deventer', fromDate: today, untilDate: null },
        { code: '0193', name: 'Zwolle', fromDate: null, untilDate: null },
      ],
    })
    const organisation = await made.organisation()
    await made.partner(id, organisation)
    const { subject } = await made.account({ organisation })
    const inEast = () => register(subject, { bsn, birthDate, municipalityCode: '0193' })
    t.equal((await inEast()).status, 403, 'Zwolle has not agreed')
    t.equal((await register(subject, { bsn, birthDate })).body.municipalityCode, '0150')

    const agree = (by: string, municipalityCode: string) =>
      ask(by, 'POST', `/convenants/${id}/agreements`, { municipalityCode })
    t.equal((await agree(west.administrator.subject, '0193')).status, 403, 'not for another')
    t.equal((await agree(neighbour.administrator.subject, '0166')).status, 404, 'who has no part in it')
    const agreed = await agree(east.administrator.subject, '0193')
    t.match(agreed, { status: 201, body: { municipalities: [{}, { code: '0193', fromDate: today }] } })
    t.strictSame(await agree(east.administrator.subject, '0193'), agreed, 'once more changes nothing')
    t.equal((await inEast()).status, 200, 'now it opens Zwolle: the signal that is there')
    const lines = await database.sql`
    select event, actor_id, municipality_code as code from logbook where convenant_id = ${id} order by id`
    t.strictSame(
      lines.map(({ event, actor_id, code }) => [event, actor_id, code]),
      [
        ['convenant_recorded', west.administrator.id, null],
        ['convenant_agreed', west.administrator.id, '0150'],
        ['convenant_agreed', east.administrator.id, '0193'],
      ],
    )
  },
)

t.test('R4: all that is wrong with a convenant, at once', async (t) => {
  const { ask, west, database } = await mergingRegion(t)
  const record = (change: object) =>
    ask(west.administrator.subject, 'POST', '/convenants', { ...good, ...change })
  await database.sql`insert into municipality values ('0202', 'Voorbij', '1900-01-01', '2026-09-30')`
  t.strictSame(
    faultsOf(
      await record({
        signedDate: '2026-10-02',
        inForceFromDate: '2026-09-30',
        inForceUntilDate: '2026-09-29',
        municipalityCodes: ['0193', '7777', '0202'],
      }),
    ),
    [
      '/signedDate signed-in-future',
      '/inForceFromDate before-signing',
      '/inForceUntilDate until-before-from',
      '/municipalityCodes/1 unknown-municipality',
      '/municipalityCodes/2 unknown-municipality',
      '/municipalityCodes own-municipality-missing',
    ],
  )
  t.strictSame(faultsOf(await record({ tacitRenewalMonths: 12 })), [
    '/tacitRenewalMonths renewal-without-end',
  ])
  t.equal((await record({ title: 'Iets anders' })).status, 201)
  t.strictSame(faultsOf(await record({ title: 'Iets anders' })), ['/title already-recorded'])
})

t.test('R4: the same convenant, recorded by three at once, is there once', async (t) => {
  const { ask, west, database } = await mergingRegion(t)
  const answers = await Promise.all(
    [1, 2, 3].map(() => ask(west.administrator.subject, 'POST', '/convenants', good)),
  )
  t.strictSame(answers.map(({ status }) => status).sort(), [201, 400, 400])
  t.equal((await database.sql`select from convenant where title = ${good.title}`).length, 1)
})

t.test('R1, R4: ending a convenant, and changing what it sets', async (t) => {
  const { ask, west, register, clock, database } = await mergingRegion(t)
  const { subject } = west.administrator
  const change = (payload: object) => ask(subject, 'PATCH', `/convenants/${west.convenant}`, payload)
  t.match(
    await change({
      title: 'Nieuwe titel',
      longestTermMonths: 6,
      smallCountThreshold: 15,
      lapseReminderDays: [60, 14, 1],
      documentReference: 'Z/1',
    }),
    {
      status: 200,
      body: {
        title: 'Nieuwe titel',
        longestTermMonths: 6,
        smallCountThreshold: 15,
        lapseReminderDays: [60, 14, 1],
        documentReference: 'Z/1',
      },
    },
  )
  t.match(await change({ documentReference: null }), {
    body: { title: 'Nieuwe titel', documentReference: null },
  })
  t.equal(
    (await register(west.professional.subject, { bsn, birthDate })).body.removalDate,
    '2027-04-01',
    'the term holds for the next signal',
  )
  t.strictSame(faultsOf(await change({ inForceUntilDate: '2026-09-29' })), ['/inForceUntilDate ends-in-past'])
  t.strictSame(faultsOf(await change({ inForceUntilDate: '2019-12-31' })), [
    '/inForceUntilDate until-before-from',
    '/inForceUntilDate ends-in-past',
  ])
  t.match(
    await change({ inForceUntilDate: '2021-12-31', tacitRenewalMonths: 12 }),
    { status: 200, body: { currentPeriodUntilDate: '2026-12-31' } },
    'a term long past that was tacitly renewed',
  )
  t.strictSame(
    faultsOf(await change({ tacitRenewalMonths: null })),
    ['/inForceUntilDate ends-in-past'],
    'without renewal it would have ended years ago',
  )
  t.equal((await change({ inForceUntilDate: '2026-12-31', tacitRenewalMonths: null })).status, 200)
  clock.now = new Date('2026-12-31T22:59:59Z')
  t.equal((await register(west.professional.subject, { bsn, birthDate })).status, 200, 'on its last day')
  clock.now = new Date('2026-12-31T23:00:00Z')
  t.equal((await register(west.professional.subject, { bsn, birthDate })).status, 403, 'and not on the next')
  t.match(await change({ title: 'Was ooit' }), { status: 200 }, 'what has ended can still be put right')
  t.strictSame(faultsOf(await change({ inForceUntilDate: '2026-12-30' })), ['/inForceUntilDate ends-in-past'])
  t.match(
    await change({ inForceUntilDate: '2026-12-31' }),
    { status: 200 },
    'the end of yesterday is the end that holds today',
  )
  const lines = await database.sql`select from logbook where event = 'convenant_changed'`
  t.equal(lines.length, 6, 'a line for each change, none for a refusal')
})

t.test('R4: ending at once takes effect at the next request', async (t) => {
  const { ask, west, register } = await mergingRegion(t)
  const ended = await ask(west.administrator.subject, 'PATCH', `/convenants/${west.convenant}`, {
    inForceUntilDate: '2026-09-30',
  })
  t.equal(ended.status, 200)
  t.equal((await register(west.professional.subject, { bsn, birthDate })).status, 403)
})

t.test('R4: another’s convenant is not found, byte for byte as what does not exist', async (t) => {
  const { ask, west, east } = await mergingRegion(t)
  const { subject } = west.administrator
  for (const [method, path, payload] of [
    ['GET', '', undefined],
    ['PATCH', '', { title: 'Van ons' }],
    ['POST', '/agreements', { municipalityCode: '0150' }],
  ] as const) {
    const anothers = await ask(subject, method, `/convenants/${east.convenant}${path}`, payload)
    t.equal(anothers.status, 404)
    t.strictSame(anothers, await ask(subject, method, `/convenants/${nobodys}${path}`, payload))
  }
})

t.test('R4: a municipality that has not agreed may look, and not change', async (t) => {
  const { ask, west, east, made } = await mergingRegion(t)
  const waiting = await made.convenant(['0150', '0193'], { agreed: false })
  const path = `/convenants/${waiting}`
  t.equal((await ask(east.administrator.subject, 'GET', path)).status, 200)
  t.equal((await ask(east.administrator.subject, 'PATCH', path, { title: 'Van ons' })).status, 403)
  await ask(west.administrator.subject, 'POST', `${path}/agreements`, { municipalityCode: '0150' })
  t.equal((await ask(west.administrator.subject, 'PATCH', path, { title: 'Van ons' })).status, 200)
  t.equal((await ask(east.administrator.subject, 'PATCH', path, { title: 'Van ons' })).status, 403)
})

t.test('R4: an administrator of two municipalities agrees for each', async (t) => {
  const { ask, made, database } = await mergingRegion(t)
  const both = await made.account({ roles: ['municipal_administrator'], municipality: '0150' })
  await database.sql`insert into role_assignment values (gen_random_uuid(), ${both.id}, 'municipal_administrator', '0193', '2020-01-01', null)`
  const recorded = await ask(both.subject, 'POST', '/convenants', {
    ...good,
    municipalityCodes: ['0150', '0193', '0166'],
  })
  t.match(recorded.body.municipalities, [
    { code: '0150', fromDate: today },
    { code: '0166', fromDate: null },
    { code: '0193', fromDate: today },
  ])
  t.equal(
    (
      await ask(both.subject, 'POST', `/convenants/${recorded.body.id}/agreements`, {
        municipalityCode: '0166',
      })
    ).status,
    403,
  )
  const single = await made.convenant(['0150'])
  t.strictSame(
    faultsOf(
      await ask(both.subject, 'POST', `/convenants/${single}/agreements`, { municipalityCode: '0193' }),
    ),
    ['/municipalityCode not-in-convenant'],
  )
})

t.test('R4: page by page, newest first', async (t) => {
  const { ask, west } = await mergingRegion(t)
  const { subject } = west.administrator
  for (const title of ['Eerste', 'Tweede', 'Derde'])
    await ask(subject, 'POST', '/convenants', { ...good, title })
  const all = (await ask(subject, 'GET', '/convenants')).body
  t.equal(all.items.length, 5)
  t.equal(all.next, null)
  const seen: string[] = []
  for (let after = ''; seen.length < 9; ) {
    const { body } = await ask(subject, 'GET', `/convenants?limit=2${after}`)
    seen.push(...body.items.map(({ id }: { id: string }) => id))
    if (body.next === null) break
    after = `&after=${body.next}`
  }
  t.strictSame(
    seen,
    all.items.map(({ id }: { id: string }) => id),
  )
})

t.test('R4: the term of the day, as tacit renewals go', async (t) => {
  const cases: [string | null, number | null, string, string | null][] = [
    [null, null, today, null],
    ['2026-12-31', null, today, '2026-12-31'],
    ['2020-12-31', null, today, '2020-12-31'],
    ['2026-12-31', 12, today, '2026-12-31'],
    [today, 12, today, today],
    ['2026-09-30', 12, today, '2027-09-30'],
    ['2020-01-31', 1, '2026-02-20', '2026-02-28'],
    ['2020-01-31', 1, '2026-03-01', '2026-03-31'],
    ['2024-02-29', 12, '2026-01-01', '2026-02-28'],
    ['2024-02-29', 12, '2028-02-29', '2028-02-29'],
    ['1900-01-01', 1, '2100-12-31', '2101-01-01'],
  ]
  for (const [inForceUntilDate, tacitRenewalMonths, day, expected] of cases)
    t.equal(
      currentPeriodUntil({ inForceUntilDate, tacitRenewalMonths }, day),
      expected,
      `${inForceUntilDate} by ${tacitRenewalMonths} on ${day}`,
    )
})

t.test(
  'R4, R11, R22: what a convenant may set lies within the limits that the database holds as well',
  async (t) => {
    const { database, west } = await mergingRegion(t)
    const columns = {
      longest_term_months: convenantLimits.longestTermMonths,
      small_count_threshold: convenantLimits.smallCountThreshold,
      tacit_renewal_months: convenantLimits.tacitRenewalMonths,
    }
    for (const [column, { least, most }] of Object.entries(columns)) {
      const set = (value: number) =>
        database.sql.unsafe(`update convenant set ${column} = ${value} where id = '${west.convenant}'`)
      for (const value of [least, most]) await t.resolves(set(value), `${column} ${value}`)
      for (const value of [least - 1, most + 1])
        await t.rejects(set(value), { code: '23514' }, `${column} ${value}`)
    }
    const { least, most, times, usual } = convenantLimits.lapseReminderDays
    const set = (days: readonly number[]) =>
      database.sql`update convenant set lapse_reminder_days = ${[...days]} where id = ${west.convenant}`
    for (const days of [[least], [most], usual, Array(times).fill(most)]) await t.resolves(set(days))
    for (const days of [[], [least - 1], [most + 1], [7, most + 1], Array(times + 1).fill(most)])
      await t.rejects(set(days), { code: '23514' }, `${days}`)
  },
)
