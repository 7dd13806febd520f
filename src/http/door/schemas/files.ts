import { z } from 'zod'

/** Answers that are no JSON, in the public document. */
export const fileSchemas = {
  'text/csv': z.string().meta({
    description: 'A table for a spreadsheet: semicolons, Dutch headings, a byte order mark.',
  }),
  'application/pdf': z.string().meta({ description: 'A document (PDF).', format: 'binary' }),
  'image/svg+xml': z.string().meta({ description: 'A picture (SVG).' }),
} as const
