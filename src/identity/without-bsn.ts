import { passesElevenTest } from './bsn.ts'

/** Nine digits in a row, or parted by single dots, spaces or dashes, that are not part of a longer number. */
const nineDigits = /(?<![0-9A-Za-z])\d(?:[ .-]?\d){8}(?![0-9A-Za-z])/g

/** A text with every number that passes the eleven-test taken out: the last net below the opaque type. */
export function withoutBsn(text: string): string {
  return text.replace(nineDigits, (found) =>
    passesElevenTest(found.replace(/[ .-]/g, '')) ? '[BSN]' : found,
  )
}
