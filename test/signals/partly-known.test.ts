import fc from 'fast-check'
import t, { type Test } from 'tap'
import { birthdays23 } from '../../src/identity/birth-date.ts'
import { asker, faultsOf } from '../support/ask.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createTestDatabase } from '../support/database.ts'
import type { Account } from '../support/region.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

const today = '2026-11-22'
const bsns = madeUpBsns()

async function partlyKnown(t: Test, many = 5) {
  const clock = { now: new Date(`${today}T09:00:00Z`) }
  const tested = await createTestService(t, { clock: () => clock.now })
  const { sql } = tested.database
  const { professionals, region } = await smallRegion(sql, many)
  await region.account({ roles: ['functional_administrator'] })
  const ask = asker(tested)
  const state = async (bsnOf: string[]) => {
    const [row] = await sql<{ until: string; conflicts: number }[]>`
      select y.destruction_date::text as until,
             (select count(*)::int from identity_conflict c where c.young_person_id = y.id) as conflicts
        from young_person y join signal s on s.young_person_id = y.id where s.id = any (${bsnOf}) limit 1`
    return row
  }
  /** Registers one number as one professional after another, each with what they know. */
  const stated = async (...birthDates: string[]) => {
    const bsn = bsns.next().value
    const signals: { id: string; removalDate: string }[] = []
    for (const [n, birthDate] of birthDates.entries()) {
      const { status, body } = await tested.register(professionals[n]?.subject ?? '', { bsn, birthDate })
      if (status !== 201) throw new Error(JSON.stringify(body))
      signals.push(body)
    }
    return { bsn, signals, state: () => state(signals.map(({ id }) => id)) }
  }
  return { ...tested, sql, clock, ask, professionals: professionals as Account[], stated }
}

t.test('R8, R9: what is not known of a birth date is taken in the favour of the young person', async (t) => {
  const { stated } = await partlyKnown(t)
  for (const [written, until] of [
    ['2009-00-00', '2032-12-31'],
    ['2009', '2032-12-31'],
    ['2009-05', '2032-05-31'],
    ['2009-05-00', '2032-05-31'],
    ['2004-02-00', '2027-03-01'],
    ['0000-00-00', '2049-11-22'],
  ] as const)
    t.strictSame(await (await stated(written)).state(), { until, conflicts: 0 }, written)
})

t.test('R8: who may still be under 23 is registered, until the last day that they may be', async (t) => {
  const { register, professionals } = await partlyKnown(t, 1)
  const subject = professionals[0]?.subject ?? ''
  const ofBirth = (birthDate: string) => register(subject, { bsn: bsns.next().value, birthDate })
  t.match(await ofBirth('2003'), { status: 201, body: { removalDate: '2026-12-31' } })
  t.match(await ofBirth('2003-11-00'), { status: 201, body: { removalDate: '2026-11-30' } })
  t.strictSame(faultsOf(await ofBirth('2003-10-00')), ['/birthDate not-under-23'])
  t.strictSame(faultsOf(await ofBirth('2002')), ['/birthDate not-under-23'])
  const refused = await ofBirth('2009-00-17')
  t.strictSame(faultsOf(refused), ['/birthDate invalid-format'])
  t.match(refused.body.errors[0].detail, /2009-05-00.*Verzin geen dag/)
})

t.test(
  'R9: dates that can be the same do not disagree, and what is known of them together holds',
  async (t) => {
    const { stated } = await partlyKnown(t)
    for (const [birthDates, until, conflicts] of [
      [['2009', '2009-05-17'], '2032-05-17', 0],
      [['2009-05-17', '2009'], '2032-05-17', 0],
      [['2009-00-00', '2009-05-00', '0000-00-00'], '2032-05-31', 0],
      [['0000', '2009-05-17'], '2032-05-17', 0],
      [['2009', '2010'], '2033-12-31', 1],
      [['2009-05-17', '2010-00-00'], '2033-12-31', 1],
      [['2009-05', '2009-06'], '2032-06-30', 1],
    ] as const)
      t.strictSame(await (await stated(...birthDates)).state(), { until, conflicts }, birthDates.join(', '))
  },
)

t.test('R9: two that disagree do so in each order, though both agree with a third', async (t) => {
  const { stated } = await partlyKnown(t)
  const [a, b, c] = ['2009-05-17', '2009', '2009-11-02'] as const
  for (const order of [
    [a, b, c],
    [a, c, b],
    [b, a, c],
    [b, c, a],
    [c, a, b],
    [c, b, a],
  ])
    t.strictSame(
      await (await stated(...order)).state(),
      { until: '2032-11-02', conflicts: 1 },
      order.join(', '),
    )
})

t.test(
  'R6, R8: what others know better shortens nothing that a professional sees of their own signal',
  async (t) => {
    const { ask, stated, professionals, clock } = await partlyKnown(t)
    const { signals, bsn } = await stated('2004', '2004-03-05')
    const [own] = signals
    t.equal(own?.removalDate, '2027-12-31')
    const subject = professionals[0]?.subject ?? ''
    const renewed = await ask(subject, 'POST', `/signals/${own?.id}/renewals`, {})
    t.equal(renewed.body.removalDate, '2027-12-31', 'by what they stated themselves')
    clock.now = new Date('2027-03-05T09:00:00Z')
    t.equal((await ask(subject, 'POST', `/signals/${own?.id}/renewals`, {})).status, 404, 'the 23rd birthday')
    t.equal(
      (await ask(subject, 'POST', '/signals', { bsn, birthDate: '2004' })).status,
      201,
      'as after a death',
    )
  },
)

t.test('R9: what was known of a birth date goes with the signal that stated it', async (t) => {
  const { ask, stated, professionals } = await partlyKnown(t)
  const { signals, state } = await stated('2009', '2009-05-17', '2009-11-02')
  const end = (n: number, reason = 'unfounded') =>
    ask(professionals[n]?.subject ?? '', 'POST', `/signals/${signals[n]?.id}/endings`, { reason })
  await end(2)
  t.strictSame(await state(), { until: '2032-05-17', conflicts: 0 })
  await end(1)
  t.strictSame(await state(), { until: '2032-12-31', conflicts: 0 })
})

t.test('R13: what is archived is still known as far as it was', async (t) => {
  const { ask, stated, professionals, sql, register } = await partlyKnown(t)
  const { bsn, signals, state } = await stated('2009-05', '2009')
  await ask(professionals[0]?.subject ?? '', 'POST', `/signals/${signals[0]?.id}/endings`, {
    reason: 'risk_gone',
  })
  const [row] =
    await sql`select stated_earliest_date::text as first, stated_destruction_date::text as last from archived_signal`
  t.strictSame(row, { first: '2032-05-01', last: '2032-05-31' })
  await register(professionals[2]?.subject ?? '', { bsn, birthDate: '2009-05-31' })
  t.strictSame(await state(), { until: '2032-05-31', conflicts: 0 })
  await register(professionals[3]?.subject ?? '', { bsn, birthDate: '2009-06-01' })
  t.strictSame(await state(), { until: '2032-06-01', conflicts: 1 })
})

t.test('R9: who knows more by now states it by registering again, or by renewing', async (t) => {
  const { ask, stated, professionals, register } = await partlyKnown(t)
  const { bsn, signals, state } = await stated('2009', '2009-11-02')
  const subject = professionals[0]?.subject ?? ''
  const again = (birthDate: string) => register(subject, { bsn, birthDate })
  t.equal((await again('2009-00-00')).status, 200, 'the same')
  t.equal((await again('0000')).status, 200, 'less')
  t.strictSame(await state(), { until: '2032-11-02', conflicts: 0 })
  t.equal((await again('2009-05')).status, 200, 'more, and nothing of others is told')
  t.strictSame(await state(), { until: '2032-11-02', conflicts: 1 })
  t.strictSame(faultsOf(await again('2009-11-02')), ['/birthDate differs-from-own-signal'])
  await ask(subject, 'POST', `/signals/${signals[0]?.id}/renewals`, { birthDate: '2009-11-00' })
  t.strictSame(await state(), { until: '2032-11-02', conflicts: 0 })
})

t.test('R9: the same knowledge under one Idempotency-Key is the same request', async (t) => {
  const { register, professionals } = await partlyKnown(t, 1)
  const [bsn, key] = [bsns.next().value, { 'idempotency-key': 'once' }]
  const first = await register(professionals[0]?.subject ?? '', { bsn, birthDate: '2009' }, key)
  const again = await register(professionals[0]?.subject ?? '', { bsn, birthDate: '2009-00-00' }, key)
  t.equal(first.status, 201)
  t.strictSame(again, first)
})

t.test(
  'R9: the days that hold are those of the latest who can be right together, in each order',
  async (t) => {
    const { sql } = await createTestDatabase(t)
    const written = fc.constantFrom(
      ...[
        '2009',
        '2010',
        '2009-05',
        '2009-06',
        '2009-05-17',
        '2009-05-31',
        '2009-12-31',
        '2010-01-01',
        '0000',
      ],
    )
    const together = async (days: readonly { earliest: string; latest: string }[]) => {
      const ranges = days.map(({ earliest, latest }) => `[${earliest},${latest}]`)
      const [row] = await sql<{ last: string; agree: boolean }[]>`
      select (upper(days_that_hold(${ranges}::daterange[])) - 1)::text as last,
             can_be_right_together(${ranges}::daterange[]) as agree`
      return row
    }
    await fc.assert(
      fc.asyncProperty(fc.array(written, { minLength: 1, maxLength: 6 }), async (all) => {
        const days = all.map((each) => birthdays23(each, today))
        const meet = (some: typeof days) =>
          some.every((one) =>
            some.every((other) => one.earliest <= other.latest && other.earliest <= one.latest),
          )
        // Of every set that can be right together and takes no other in, the last day that all share; and of these the latest.
        const sets = Array.from({ length: 2 ** days.length - 1 }, (_, n) =>
          days.filter((_, bit) => ((n + 1) >> bit) & 1),
        ).filter(meet)
        const whole = sets.filter((set) => days.every((one) => set.includes(one) || !meet([...set, one])))
        const last = whole
          .map((set) => set.map(({ latest }) => latest).sort()[0] ?? '')
          .sort()
          .at(-1)
        t.strictSame(await together(days), { last, agree: meet(days) })
      }),
      { numRuns: 300 },
    )
  },
)
