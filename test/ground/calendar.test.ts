import fc from 'fast-check'
import t from 'tap'
import { anniversary, dateInAmsterdam, dayBefore, endOfTerm } from '../../src/ground/calendar.ts'
import { ageLimitYears, longestTermMonths } from '../../src/ground/law.ts'
import { createTestDatabase } from '../support/database.ts'

t.test('the date in Amsterdam, at midnight, at the turns of the clock, and in years that leap', async (t) => {
  const instants = {
    '2026-11-21T22:59:59.999Z': '2026-11-21',
    '2026-11-21T23:00:00.000Z': '2026-11-22',
    '2026-06-30T21:59:59.999Z': '2026-06-30',
    '2026-06-30T22:00:00.000Z': '2026-07-01',
    '2026-12-31T22:59:59.999Z': '2026-12-31',
    '2026-12-31T23:00:00.000Z': '2027-01-01',
    // The night in spring in which 02:00 becomes 03:00, and both its midnights.
    '2026-03-28T22:59:59.999Z': '2026-03-28',
    '2026-03-28T23:00:00.000Z': '2026-03-29',
    '2026-03-29T00:59:59.999Z': '2026-03-29',
    '2026-03-29T01:00:00.000Z': '2026-03-29',
    '2026-03-29T21:59:59.999Z': '2026-03-29',
    '2026-03-29T22:00:00.000Z': '2026-03-30',
    // The night in autumn in which 03:00 becomes 02:00, and both its midnights.
    '2026-10-24T21:59:59.999Z': '2026-10-24',
    '2026-10-24T22:00:00.000Z': '2026-10-25',
    '2026-10-25T00:30:00.000Z': '2026-10-25',
    '2026-10-25T01:30:00.000Z': '2026-10-25',
    '2026-10-25T22:59:59.999Z': '2026-10-25',
    '2026-10-25T23:00:00.000Z': '2026-10-26',
    '2028-02-28T23:00:00.000Z': '2028-02-29',
    '2028-02-29T23:00:00.000Z': '2028-03-01',
    '2100-02-28T23:00:00.000Z': '2100-03-01',
  }
  for (const [instant, date] of Object.entries(instants))
    t.equal(dateInAmsterdam(new Date(instant)), date, instant)
  t.throws(() => dateInAmsterdam(new Date('not a time')), RangeError)
})

t.test('R8: the 23rd birthday, by full years', async (t) => {
  const birthdays = {
    '2003-11-22': '2026-11-22',
    '2004-02-28': '2027-02-28',
    '2004-02-29': '2027-03-01',
    '2005-03-01': '2028-03-01',
    '2000-12-31': '2023-12-31',
    '1977-02-29': '2000-02-29',
  }
  for (const [born, birthday] of Object.entries(birthdays))
    t.equal(anniversary(born, ageLimitYears), birthday, born)
  t.equal(anniversary('2004-02-29', 4), '2008-02-29')
  t.equal(anniversary('2096-02-29', 4), '2100-03-01', '2100 has no 29 February')
})

t.test('R11: a term is never a day longer than it may be', async (t) => {
  const terms: [from: string, months: number, end: string][] = [
    ['2026-11-22', longestTermMonths, '2028-11-22'],
    ['2028-02-29', longestTermMonths, '2030-02-28'],
    ['2026-02-28', longestTermMonths, '2028-02-28'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-12-31', 2, '2027-02-28'],
    ['2026-11-30', 3, '2027-02-28'],
    ['2026-08-31', 1, '2026-09-30'],
    ['2026-12-01', 1, '2027-01-01'],
    ['2026-12-15', 12, '2027-12-15'],
  ]
  for (const [from, months, end] of terms)
    t.equal(endOfTerm(from, months), end, `${from} and ${months} months`)
})

/** A day by its number, independent of the code: civil dates as counted by Julian day number (Fliegel and Van Flandern). */
function julianDay(date: string): number {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const a = Math.floor((14 - month) / 12)
  const y = year + 4800 - a
  const m = month + 12 * a - 3
  const leaps = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400)
  return day + Math.floor((153 * m + 2) / 5) + 365 * y + leaps - 32045
}

const someDate = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2150-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

const properties = {
  'a date in Amsterdam lies on the day of London or the one after': fc.property(
    fc.date({ min: new Date('1980-01-01'), max: new Date('2150-12-31'), noInvalidDate: true }),
    (instant) =>
      [0, 1].includes(julianDay(dateInAmsterdam(instant)) - julianDay(instant.toISOString().slice(0, 10))),
  ),
  'later instants never have earlier dates': fc.property(
    fc.integer({ min: 0, max: 4e12 }),
    fc.integer({ min: 0, max: 3e5 }),
    (at, more) => dateInAmsterdam(new Date(at)) <= dateInAmsterdam(new Date(at + more)),
  ),
  'an anniversary has the same day and month, or is the 1 March of a 29 February': fc.property(
    someDate,
    fc.integer({ min: 0, max: 30 }),
    (date, years) => {
      const then = anniversary(date, years)
      const same = then.slice(4) === date.slice(4)
      return (
        Number(then.slice(0, 4)) === Number(date.slice(0, 4)) + years &&
        (same || (date.endsWith('-02-29') && then.endsWith('-03-01')))
      )
    },
  ),
  'a birthday is the first day of its year that is not before day and month of birth': fc.property(
    someDate,
    (born) => {
      const birthday = anniversary(born, ageLimitYears)
      const before = new Date(Date.parse(birthday) - 86_400_000).toISOString().slice(0, 10)
      const tooEarly = before.slice(5) < born.slice(5) || before.slice(0, 4) < birthday.slice(0, 4)
      return birthday.slice(5) >= born.slice(5) && tooEarly
    },
  ),
  'who is older turns 23 no later': fc.property(someDate, someDate, (one, other) => {
    const [older, younger] = one <= other ? [one, other] : [other, one]
    return anniversary(older, ageLimitYears) <= anniversary(younger, ageLimitYears)
  }),
  'a term of two years is 730 or 731 days, and one of a month 28 to 31': fc.property(someDate, (date) => {
    const length = (months: number) => julianDay(endOfTerm(date, months)) - julianDay(date)
    return [730, 731].includes(length(24)) && length(1) >= 28 && length(1) <= 31
  }),
  'the day before is one day before': fc.property(
    someDate,
    (date) => julianDay(date) - julianDay(dayBefore(date)) === 1,
  ),
  'a term that begins later ends no earlier': fc.property(
    someDate,
    someDate,
    fc.integer({ min: 1, max: 24 }),
    (one, other, months) => {
      const [early, late] = one <= other ? [one, other] : [other, one]
      return endOfTerm(early, months) <= endOfTerm(late, months)
    },
  ),
}

t.test('what holds for every date', async (t) => {
  for (const [what, property] of Object.entries(properties)) {
    const run = fc.check(property as fc.IProperty<unknown>, { numRuns: 2000 })
    t.notOk(run.failed, `${what}${run.failed ? `: ${JSON.stringify(run.counterexample)}` : ''}`)
  }
})

t.test('R11: PostgreSQL, where registering sets the date, reckons a term just so', async (t) => {
  const { sql } = await createTestDatabase(t)
  const rows = await sql<{ day: string; months: number; end: string }[]>`
    select day::date::text as day, months, (day::date + make_interval(months => months))::date::text as end
      from generate_series('2026-01-01'::date, '2029-12-31', '1 day') day, unnest(array[1, 2, 6, 12, 23, 24]) months`
  t.equal(rows.length, 1461 * 6)
  t.strictSame(
    rows.filter(({ day, months, end }) => endOfTerm(day, months) !== end),
    [],
  )
})
