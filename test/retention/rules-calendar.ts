/**
 * The calendar of the rules, for the model: days as numbers, so that comparing and counting need no text. It shares nothing
 * with `src/ground/calendar.ts`. Its legal choices are those of R8, R11 and R13.
 */

/** Days since 1 January 1970, in Europe/Amsterdam. */
export type Day = number

const hour = 3_600_000
const dayLength = 24 * hour

/** The number of a day that is written as `YYYY-MM-DD`. */
export function dayOf(text: string): Day {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  return firstOfMonth(year, month) + day - 1
}

/** `YYYY-MM-DD`. */
export function textOf(day: Day): string {
  const [year, month, date] = datesOf(day)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
}

/** R8: the first day on which so many full years have passed; from 29 February in a common year it is 1 March. */
export function fullYearsAfter(day: Day, years: number): Day {
  const [year, month, date] = datesOf(day)
  return Math.min(firstOfMonth(year + years, month) + date - 1, firstOfMonth(year + years, month + 1))
}

/** R11, R13: the last day of a term, never a day longer than it may be; from 29 February in a common year it is 28 February. */
export function endOfYears(day: Day, years: number): Day {
  return endOfMonths(day, years * 12)
}

/** The same for a term in months, as a convenant may set it. */
export function endOfMonths(day: Day, months: number): Day {
  const [year, month, date] = datesOf(day)
  return Math.min(firstOfMonth(year, month + months) + date - 1, firstOfMonth(year, month + months + 1) - 1)
}

/** The day in Amsterdam at an instant, in milliseconds since 1970 in UTC. */
export function dayInAmsterdam(instant: number): Day {
  return Math.floor((instant + offsetAt(instant)) / dayLength)
}

/** The first instant of a day in Amsterdam; summer time begins and ends in the middle of a night, never at midnight. */
export function midnight(day: Day): number {
  const utc = day * dayLength
  return utc - offsetAt(utc - hour)
}

/** Summer time, UTC+2, from the last Sunday of March 01:00 UTC to that of October 01:00 UTC; else UTC+1. */
function offsetAt(instant: number): number {
  const [year] = datesOf(Math.floor(instant / dayLength))
  const begins = lastSunday(year, 3) * dayLength + hour
  const ends = lastSunday(year, 10) * dayLength + hour
  return instant >= begins && instant < ends ? 2 * hour : hour
}

/** 1 January 1970 was a Thursday. */
function lastSunday(year: number, month: number): Day {
  const last = firstOfMonth(year, month + 1) - 1
  return last - ((((last + 4) % 7) + 7) % 7)
}

/** Months beyond December run on into the next year. Years are counted from March, so that the leap day is the last. */
function firstOfMonth(year: number, month: number): Day {
  const months = year * 12 + month - 3
  const marchYear = Math.floor(months / 12)
  const marchMonth = months - marchYear * 12
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400)
  return marchYear * 365 + leapDays + Math.floor((153 * marchMonth + 2) / 5) - 719_468
}

function datesOf(day: Day): [year: number, month: number, date: number] {
  let year = 1970 + Math.floor(day / 365.2425)
  if (firstOfMonth(year, 1) > day) year -= 1
  if (firstOfMonth(year + 1, 1) <= day) year += 1
  let month = Math.min(12, Math.floor((day - firstOfMonth(year, 1)) / 28) + 1)
  while (firstOfMonth(year, month) > day) month -= 1
  return [year, month, day - firstOfMonth(year, month) + 1]
}
