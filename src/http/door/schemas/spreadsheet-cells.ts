import { z } from 'zod'
import { refuse } from './rules.ts'

/** What a spreadsheet makes of a cell to which nobody gave a form. */

/** How it shows a number of more than eleven digits; of the others nothing is left. */
const shortened = /^\d(?:[.,]\d+)?E\+\d+$/i

const saidShortened =
  'Het rekenblad heeft dit nummer ingekort. Maak van de kolom eerst tekst, en vul het nummer dan opnieuw in.'

/** A number of so many digits, of which a spreadsheet left out the zeros before it; of `least` digits it has to be. */
export function spreadsheetNumber<Schema extends z.ZodType<unknown, string>>(
  schema: Schema,
  digits: number,
  least: number,
) {
  return z
    .string()
    .transform((cell, context) => {
      if (shortened.test(cell)) {
        refuse(context, { code: 'identifier', detail: saidShortened })
        return z.NEVER
      }
      return /^\d+$/.test(cell) && cell.length >= least ? cell.padStart(digits, '0') : cell
    })
    .pipe(schema)
}

/** A day, also as a Dutch spreadsheet writes it: `31-12-2027`. */
export function spreadsheetDay<Schema extends z.ZodType<unknown, string>>(schema: Schema) {
  return z
    .string()
    .transform((cell) => {
      const [, day = '', month = '', year = ''] = /^(\d{1,2})-(\d{1,2})-(\d{4})$/.exec(cell) ?? []
      return year === '' ? cell : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
    })
    .pipe(schema)
}
