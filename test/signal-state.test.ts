import fc from 'fast-check'
import t from 'tap'
import { type SignalEvents, type SignalState, signalState } from '../src/signal-state.ts'
import { longForm } from './support/long-form.ts'

const day = (text: string) => text
const born = { destructionDate: day('2038-06-01') }
const registered = { date: day('2026-11-22'), removalDate: day('2028-11-22') }
const at = (events: Partial<SignalEvents>, today: string): SignalState =>
  signalState({ ...born, terms: [registered], ...events }, today)

t.test(
  'R11, R13: active until the removal date, archived for five years from it, then destroyed',
  async (t) => {
    t.strictSame(at({}, '2028-11-21'), { state: 'active', until: '2028-11-22' })
    const archived = { state: 'archived', since: '2028-11-22', reason: 'lapsed', until: '2033-11-22' }
    t.strictSame(at({}, '2028-11-22'), archived)
    t.strictSame(at({}, '2033-11-21'), archived)
    t.strictSame(at({}, '2033-11-22'), { state: 'destroyed', since: '2033-11-22', reason: 'archive_ended' })
  },
)

t.test(
  'R10, R13: what is gone is archived, what was unfounded or handed over is destroyed at once',
  async (t) => {
    const ended = (reason: 'unfounded' | 'risk_gone' | 'handed_over') => ({
      ended: { date: '2027-02-01', reason },
    })
    t.equal(at(ended('risk_gone'), '2027-01-31').state, 'active')
    t.strictSame(at(ended('risk_gone'), '2027-02-01'), {
      state: 'archived',
      since: '2027-02-01',
      reason: 'risk_gone',
      until: '2032-02-01',
    })
    t.strictSame(at(ended('unfounded'), '2027-02-01'), {
      state: 'destroyed',
      since: '2027-02-01',
      reason: 'unfounded',
    })
    t.equal(at(ended('handed_over'), '2027-02-01').state, 'destroyed')
    t.match(at({ ended: { date: '2028-11-22', reason: 'unfounded' } }, '2028-12-01'), {
      state: 'archived',
      reason: 'lapsed',
    })
  },
)

t.test('R12: a renewal begins the term anew', async (t) => {
  const terms: SignalEvents['terms'] = [registered, { date: '2028-11-01', removalDate: '2030-11-01' }]
  t.strictSame(at({ terms }, '2028-12-01'), { state: 'active', until: '2030-11-01' })
  t.match(at({ terms }, '2030-11-01'), { state: 'archived', until: '2035-11-01' })
})

t.test('R8, R11: the 23rd birthday, death, erasure and objection destroy whatever there is', async (t) => {
  const soon = { destructionDate: '2028-03-01' }
  t.strictSame(at(soon, '2028-02-29'), { state: 'active', until: '2028-03-01' })
  t.strictSame(at(soon, '2028-03-01'), { state: 'destroyed', since: '2028-03-01', reason: 'turned_23' })
  t.match(at({ destructionDate: '2030-01-01' }, '2029-01-01'), { state: 'archived', until: '2030-01-01' })
  for (const reason of ['death', 'erasure', 'objection'] as const) {
    const destroyed = { date: '2027-05-05', reason }
    t.equal(at({ destroyed }, '2027-05-04').state, 'active')
    t.strictSame(at({ destroyed }, '2027-05-05'), { state: 'destroyed', since: '2027-05-05', reason })
  }
})

t.test('R13: from 29 February the archive ends on 28 February, never a day longer', async (t) => {
  t.match(at({ ended: { date: '2028-02-29', reason: 'risk_gone' } }, '2028-03-01'), { until: '2033-02-28' })
})

const firstDay = Date.UTC(2020, 0, 1) / 86_400_000
const written = (number: number) => new Date((firstDay + number) * 86_400_000).toISOString().slice(0, 10)
const person = fc
  .record({
    registered: fc.nat(3000),
    term: fc.integer({ min: 1, max: 730 }),
    renewals: fc.array(fc.record({ after: fc.nat(729), term: fc.integer({ min: 1, max: 730 }) }), {
      maxLength: 3,
    }),
    birthday: fc.integer({ min: 1, max: 8400 }),
    ended: fc.option(
      fc.record({ after: fc.nat(1500), reason: fc.constantFrom('unfounded', 'risk_gone', 'handed_over') }),
    ),
    destroyed: fc.option(
      fc.record({ after: fc.nat(5000), reason: fc.constantFrom('death', 'erasure', 'objection') }),
    ),
  })
  .map((p) => {
    // Day by day, as the rules are told: nothing here but counting, and what was done on a day.
    const days = { ...p, birthday: p.registered + p.birthday }
    const terms = [{ at: p.registered, until: Math.min(p.registered + p.term, days.birthday) }]
    for (const { after, term } of p.renewals) {
      const last = terms.at(-1) as { at: number; until: number }
      const at = last.at + after
      if (at < last.until) terms.push({ at, until: Math.min(at + term, days.birthday) })
    }
    return { ...days, terms }
  })

t.test(
  `R8, R11, R13: over many lives, day by day: nothing destroyed early, nothing a day late`,
  async (t) => {
    let days = 0
    let differences = 0
    const wanted = (longForm ? 1_000_000 : 40_000) * 365
    const lives = fc.sample(person, { numRuns: Math.ceil(wanted / 6000), seed: 23 })
    for (const life of lives) {
      const last = life.terms.at(-1) as { at: number; until: number }
      const [first, ...more] = life.terms.map(({ at, until }) => ({
        date: written(at),
        removalDate: written(until),
      }))
      if (!first) continue
      const endDay = life.ended
        ? Math.max(last.at, life.registered + life.ended.after)
        : Number.POSITIVE_INFINITY
      const destroyDay = life.destroyed ? life.registered + life.destroyed.after : Number.POSITIVE_INFINITY
      const events: SignalEvents = {
        destructionDate: written(life.birthday),
        terms: [first, ...more],
        ...(life.ended ? { ended: { date: written(endDay), reason: life.ended.reason as 'unfounded' } } : {}),
        ...(life.destroyed
          ? { destroyed: { date: written(destroyDay), reason: life.destroyed.reason as 'death' } }
          : {}),
      }
      let state = 'active'
      let leaves = ''
      for (let today = life.registered; today < life.registered + 6000; today++) {
        const date = written(today)
        if (state === 'active' && today >= endDay && endDay < last.until)
          state = life.ended?.reason === 'risk_gone' ? 'archived' : 'destroyed'
        else if (state === 'active' && today >= last.until) state = 'archived'
        if (state === 'archived' && leaves === '') leaves = fiveYearsOn(date)
        if (state === 'archived' && date >= leaves) state = 'destroyed'
        if (today >= life.birthday || today >= destroyDay) state = 'destroyed'
        days++
        if (signalState(events, date).state !== state) differences++
      }
    }
    t.comment(`${Math.round(days / 365)} person-years`)
    t.equal(differences, 0)
  },
)

/** Five calendar years on, where that day is there; else the last day of the month. */
function fiveYearsOn(date: string): string {
  const [year, rest] = [Number(date.slice(0, 4)) + 5, date.slice(4)]
  const leap = year % 4 === 0
  return rest === '-02-29' && !leap ? `${year}-02-28` : `${year}${rest}`
}
