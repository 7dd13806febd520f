import { z } from 'zod'
import type { Reading } from '../../../contact/reading.ts'
import { type CalendarDate, type Clock, dateInAmsterdam } from '../../../ground/calendar.ts'
import { reasonAgainstDay } from '../../../ground/check-day.ts'
import type { Reason } from '../../../ground/errors.ts'
import { type BirthDate, birthDatePattern } from '../../../identity/birth-date.ts'
import { follows, refuse } from './rules.ts'

/** Building blocks of requests and answers. Descriptions and examples are part of the public document. */

/** In one spelling, since ids are held against each other: in capitals it is the same one. */
export const Id = z.uuid().toLowerCase().meta({ description: 'Identifier, without meaning of its own.' })

export const At = z.iso
  .datetime({ offset: true })
  .meta({ description: 'Instant in UTC.', example: '2026-11-22T09:30:00.000Z' })

export const MunicipalityCode = z
  .string()
  .regex(/^[0-9]{4}$/, 'Een gemeentecode heeft vier cijfers.')
  .meta({ description: 'CBS code of a municipality.', example: '0193' })

/** A date as the law reckons, in a range in which all arithmetic with terms is sound. */
export const Day = z.iso
  .date({ error: 'Dit is geen datum (JJJJ-MM-DD).', abort: true })
  .superRefine(follows(reasonAgainstDay))

/** In an answer: since when mail to an address is refused for good. */
export const MailRefusedDate = z.iso
  .date()
  .optional()
  .meta({
    description:
      'Since when the mail server refuses the address for good; absent where it does not. What was refused is sent again once the ' +
      'address is changed, or given again as it is.',
    example: '2026-11-22',
  })

/** A birth date, as far as it is known, that follows a rule on the day that the clock says (R8, R9). */
export function birthDateText(
  clock: Clock,
  rule: (birthDate: BirthDate, today: CalendarDate) => Reason | undefined,
) {
  return z
    .string()
    .superRefine(follows((date: BirthDate) => rule(date, dateInAmsterdam(clock()))))
    .meta({ pattern: birthDatePattern, example: '2015-06-01' })
}

/** What every birth date in the public document says of its forms. */
export const birthDateForms =
  'As far as it is known, as the population register writes it: `2015-06-01`; `2015-06-00` or `2015-06`; `2015-00-00` or `2015`; `0000-00-00` ' +
  'or `0000` where nothing is known. What is not known is taken in favour of the young person. Invent no day.'

/** A date in an answer, or none. */
export const DayOrNone = z.iso.date().nullable().meta({ format: 'date' })

/** A text that is kept in one form, of at most so many signs: what it is read as, or what is wrong with it. */
export function keptText(most: number, tooLong: string, read: (text: string) => Reading) {
  return z
    .string()
    .max(most, tooLong)
    .transform((text, context) => {
      const found = read(text)
      if ('value' in found) return found.value
      refuse(context, found.reason)
      return z.NEVER
    })
}

export const IdParams = z.strictObject({ id: Id })

export const PageQuery = z.strictObject({
  limit: z
    .preprocess(toWhole, z.int().min(1).max(100))
    .default(50)
    .meta({ description: 'At most this many items; 50 where nothing is said.', example: 50 }),
  after: Id.optional().meta({
    description: 'Continue after the item with this id: `next` of the page before.',
  }),
})

export const Next = Id.nullable().meta({ description: 'Value of `after` for the next page, or null.' })

export const Contact = z
  .object({
    joinedAt: At,
    name: z.string(),
    jobTitle: z.string(),
    email: z.string(),
    phone: z.string(),
    deputy: z
      .object({ name: z.string(), jobTitle: z.string(), email: z.string(), phone: z.string() })
      .nullable()
      .meta({ description: 'Whom to reach today, while they are away.' }),
    organisation: z.object({ id: Id, name: z.string(), domain: z.string() }),
  })
  .meta({
    id: 'Contact',
    description:
      'A participant of a match: identity and contact details, and nothing more (Jw 7.1.4.3 lid 2).',
  })

/** The part of a list that goes by municipality codes. */
export const CodePageQuery = z.strictObject({
  limit: PageQuery.shape.limit,
  after: MunicipalityCode.optional().meta({
    description: 'Continue after this municipality: `next` of the page before.',
    example: '0193',
  }),
})

/** Decimal digits as a number; `0x10`, `1e1` and an empty text stay what they are, and are refused. */
function toWhole(text: unknown): unknown {
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : text
}
