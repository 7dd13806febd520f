import { z } from 'zod'

/** Building blocks of requests and answers. Descriptions and examples are part of the public document. */

export const Id = z.uuid().meta({ description: 'Identifier, without meaning of its own.' })

export const At = z.iso
  .datetime({ offset: true })
  .meta({ description: 'Instant in UTC.', example: '2026-11-22T09:30:00.000Z' })

export const MunicipalityCode = z
  .string()
  .regex(/^[0-9]{4}$/, 'Een gemeentecode heeft vier cijfers.')
  .meta({ description: 'CBS code of a municipality.', example: '0193' })

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
    organisation: z.object({ id: Id, name: z.string(), domain: z.string() }),
  })
  .meta({
    id: 'Contact',
    description:
      'A participant of a match: identity and contact details, and nothing more (Jw 7.1.4.3 lid 2).',
  })

/** Decimal digits as a number; `0x10`, `1e1` and an empty text stay what they are, and are refused. */
function toWhole(text: unknown): unknown {
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : text
}
