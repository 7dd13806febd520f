/** The short form of a test in every run, the long form where VERWIJSINDEX_LONG=1 asks for it (`npm run test:long`). */
export const longForm = process.env.VERWIJSINDEX_LONG === '1'

export function inForm<T>(short: T, long: T): T {
  return longForm ? long : short
}
