import { anniversary, type CalendarDate, isCalendarDate, lastOfMonth } from '../ground/calendar.ts'
import { earliestDay, reasonAgainstDay } from '../ground/check-day.ts'
import type { Reason } from '../ground/errors.ts'
import { ageLimitYears } from '../ground/law.ts'

/**
 * A birth date as far as it is known, as the population register and people write it: `2009-05-17`; `2009-05-00` or `2009-05` where the
 * day is not known; `2009-00-00` or `2009` where the month is not known either; `0000-00-00` or `0000` where nothing is. Nobody has to invent a day.
 */
export type BirthDate = string

/** The days that something may be on, the first and the last; one and the same where it is known. */
export interface PossibleDays {
  readonly earliest: CalendarDate
  readonly latest: CalendarDate
}

/** Every form of a birth date, for the public document. */
export const birthDatePattern = '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'

/**
 * The days on which somebody may have been born who is there today.
 * @throws RangeError where it is no birth date: `reasonAgainstBirthDate` comes first
 */
export function birthDaysOf(birthDate: BirthDate, today: CalendarDate): PossibleDays {
  const days = daysOf(birthDate)
  if (!days) throw new RangeError('no birth date')
  return days.latest > today ? { ...days, latest: today } : days
}

/** The days on which somebody may turn 23 (R8). The last is the date of destruction: what is not known is taken in their favour. */
export function birthdays23(birthDate: BirthDate, today: CalendarDate): PossibleDays {
  const { earliest, latest } = birthDaysOf(birthDate, today)
  return { earliest: anniversary(earliest, ageLimitYears), latest: anniversary(latest, ageLimitYears) }
}

/** As PostgreSQL reads a range of days. */
export function asRange({ earliest, latest }: PossibleDays): string {
  return `[${earliest},${latest}]`
}

/** One spelling of the same knowledge, that of the population register. */
export function writtenInFull(birthDate: BirthDate): BirthDate {
  return birthDate + '-00-00'.slice(birthDate.length - 4)
}

/** Whether a text is a birth date, as far as it is known, of somebody who can have been born by today (R9). */
export function reasonAgainstBirthDate(birthDate: BirthDate, today: CalendarDate): Reason | undefined {
  const days = daysOf(birthDate)
  if (!days) return noBirthDate
  return days.earliest > today ? unborn : reasonAgainstDay(days.earliest)
}

function daysOf(birthDate: BirthDate): PossibleDays | undefined {
  const [, year, month = '00', day = '00'] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(birthDate) ?? []
  if (year === undefined) return undefined
  if (month === '00' || year === '0000') return day === '00' && month === '00' ? daysIn(year) : undefined
  const earliest = `${year}-${month}-${day === '00' ? '01' : day}`
  if (!isCalendarDate(earliest)) return undefined
  return { earliest, latest: day === '00' ? lastOfMonth(earliest) : earliest }
}

/** All days of a year; of a year that is not known, all that the law reckons with. */
function daysIn(year: string): PossibleDays {
  return year === '0000'
    ? { earliest: earliestDay, latest: '9999-12-31' }
    : { earliest: `${year}-01-01`, latest: `${year}-12-31` }
}

const noBirthDate: Reason = {
  code: 'invalid-format',
  detail:
    'Dit is geen geboortedatum (JJJJ-MM-DD). Schrijf wat niet bekend is als 00: 2009-05-00, 2009-00-00 of 0000-00-00. Verzin geen dag.',
}

const unborn: Reason = { code: 'birth-date-in-future', detail: 'Deze datum ligt in de toekomst.' }
