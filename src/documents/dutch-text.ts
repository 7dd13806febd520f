import type { CalendarDate } from '../ground/calendar.ts'
import type { Ground, Law } from '../ground/law.ts'
import type { PossibleDays } from '../identity/birth-date.ts'

/** Dates, times, counts and names as a Dutch reader writes them. */

const longDate = new Intl.DateTimeFormat('nl-NL', { dateStyle: 'long', timeZone: 'UTC' })
const dayOfInstant = new Intl.DateTimeFormat('nl-NL', { dateStyle: 'long', timeZone: 'Europe/Amsterdam' })
const clockTime = new Intl.DateTimeFormat('nl-NL', {
  hour: 'numeric',
  minute: '2-digit',
  timeZone: 'Europe/Amsterdam',
})
const number = new Intl.NumberFormat('nl-NL')

/** `12 januari 2026`. */
export function saidDate(date: CalendarDate): string {
  return longDate.format(new Date(date))
}

/** `12 januari 2026`, or `uiterlijk 31 december 2026` where it is not known on which of several days. */
export function saidPossibleDay({ earliest, latest }: PossibleDays): string {
  return earliest === latest ? saidDate(latest) : `uiterlijk ${saidDate(latest)}`
}

/** `12 januari 2026`, on the calendar of Amsterdam. */
export function saidDay(instant: Date): string {
  return dayOfInstant.format(instant)
}

/** `9.14`, on the clock of Amsterdam. */
export function saidTime(instant: Date): string {
  return clockTime
    .format(instant)
    .replace(/^0(?=\d)/, '')
    .replace(':', '.')
}

/** `12 januari 2026, 9.14 uur`. */
export function saidInstant(instant: Date): string {
  return `${saidDay(instant)}, ${saidTime(instant)} uur`
}

/** `1.204`. */
export function saidNumber(count: number): string {
  return number.format(count)
}

/** `1 signaal`, `3 signalen`. */
export function counted(count: number, one: string, more: string): string {
  return `${saidNumber(count)} ${count === 1 ? one : more}`
}

/** `a, b en c`. */
export function enumerated(parts: readonly string[]): string {
  const [last = '', ...before] = parts.toReversed()
  return before.length === 0 ? last : `${before.toReversed().join(', ')} en ${last}`
}

/** An article as people look it up: `Jeugdwet, artikel 7.1.4.4`. */
export function saidGround(ground: Ground): string {
  const [law, ...article] = ground.split(' ') as [Law, ...string[]]
  return `${lawNames[law]}, artikel ${article.join(' ')}`
}

const lawNames: Readonly<Record<Law, string>> = { Jw: 'Jeugdwet', AVG: 'AVG' }
