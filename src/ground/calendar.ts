/**
 * Calendar dates of the law: 'YYYY-MM-DD', in Europe/Amsterdam. A `Date` is an instant and never stands
 * for a day here, since midnight and daylight saving would shift it.
 */
export type CalendarDate = string

/** Whether a text is a day that the calendar has, written as a calendar date. */
export function isCalendarDate(text: string): text is CalendarDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const [year, month, day] = partsOf(text)
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

/** Answers what instant it is; handed to every rule that needs the time, never read inside one. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()

const amsterdam = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Amsterdam',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** The calendar date in Europe/Amsterdam at an instant (R8, R11). */
export function dateInAmsterdam(instant: Date): CalendarDate {
  return amsterdam.format(instant)
}

/**
 * The date a number of years later on which that many *full* years have passed: 29 February becomes
 * 1 March in a common year. This is our legal choice for birthdays (R8); PostgreSQL answers 28 February.
 */
export function anniversary(date: CalendarDate, years: number): CalendarDate {
  const [year, month, day] = partsOf(date)
  const target = year + years
  return day <= daysInMonth(target, month) ? written(target, month, day) : written(target, month + 1, 1)
}

/**
 * The last date of a term of whole months: the same day of the month, or the last day of a shorter month,
 * so that a term of at most two years (R11) is never a day longer.
 */
export function endOfTerm(date: CalendarDate, months: number): CalendarDate {
  const [year, month, day] = partsOf(date)
  const monthsSinceZero = year * 12 + (month - 1) + months
  const targetYear = Math.floor(monthsSinceZero / 12)
  const targetMonth = (monthsSinceZero % 12) + 1
  return written(targetYear, targetMonth, Math.min(day, daysInMonth(targetYear, targetMonth)))
}

/** The calendar date before a date. */
export function dayBefore(date: CalendarDate): CalendarDate {
  const [year, month, day] = partsOf(date)
  if (day > 1) return written(year, month, day - 1)
  return month > 1 ? written(year, month - 1, daysInMonth(year, month - 1)) : written(year - 1, 12, 31)
}

/** The last day of the month that a date lies in. */
export function lastOfMonth(date: CalendarDate): CalendarDate {
  const [year, month] = partsOf(date)
  return written(year, month, daysInMonth(year, month))
}

/** The first day of the quarter that a date lies in. */
export function quarterOf(date: CalendarDate): CalendarDate {
  const [year, month] = partsOf(date)
  return written(year, month - ((month - 1) % 3), 1)
}

/** The first day of the quarter after the one that begins on a date. */
export function quarterAfter(quarter: CalendarDate): CalendarDate {
  return endOfTerm(quarter, 3)
}

/** A quarter as people write it, `2026-Q3`, from its first day. */
export function quarterName(quarter: CalendarDate): string {
  const [year, month] = partsOf(quarter)
  return `${String(year).padStart(4, '0')}-Q${Math.ceil(month / 3)}`
}

/** The first day of the quarter that goes by a name. */
export function quarterNamed(name: string): CalendarDate {
  return written(Number(name.slice(0, 4)), Number(name.slice(6)) * 3 - 2, 1)
}

function partsOf(date: CalendarDate): [year: number, month: number, day: number] {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))]
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function written(year: number, month: number, day: number): CalendarDate {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
