import { z } from 'zod'

/** A document for people as JSON: what its pages say, in the order in which they say it (R21). */

const Fact = z.object({ label: z.string(), value: z.string() })

const Block = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('paragraph'), text: z.string() }),
  z.object({ kind: z.literal('list'), items: z.array(z.string()) }),
  z.object({ kind: z.literal('card'), title: z.string(), facts: z.array(Fact) }),
  z.object({
    kind: z.literal('table'),
    columns: z.array(z.object({ title: z.string(), share: z.number() })),
    rows: z
      .array(z.array(z.string()))
      .meta({ description: 'A cell may hold several lines, with a line feed between them.' }),
  }),
  z.object({ kind: z.literal('code'), lines: z.array(z.string()) }),
])

export const PeoplesDocument = z
  .object({
    kind: z.enum(['access', 'registration_letter', 'destruction_certificate']),
    language: z.literal('nl-NL'),
    title: z.string(),
    sender: z.string(),
    addressee: z.string().nullable().meta({ description: 'For whom it is; null where for anybody.' }),
    date: z.iso.date(),
    facts: z.array(Fact),
    sections: z.array(z.object({ heading: z.string().nullable(), blocks: z.array(Block) })),
  })
  .meta({ id: 'PeoplesDocument', description: 'A document for people, in Dutch.' })
