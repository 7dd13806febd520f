import { z } from 'zod'
import { FaultCode } from './fault-code.ts'

/** What every import of a table is asked, and answers. */

export const ImportQuery = z.strictObject({
  dryRun: z.enum(['true', 'false'], { error: 'Dit is true of false.' }).default('true').meta({
    description: 'Whether to say only what would be done; true where nothing is said.',
    example: 'true',
  }),
})

export const Line = z.int().meta({
  description: 'The number of the row as a spreadsheet shows it; the headings are usually row 1.',
  example: 2,
})

export const ErrorsOfTable = z
  .array(
    z.object({
      in: z.literal('body'),
      location: z.object({ pointer: z.string() }),
      code: FaultCode,
      detail: z.string(),
    }),
  )
  .meta({ description: 'Every fault by its line; of a dry run only, since otherwise one fault refuses all.' })
