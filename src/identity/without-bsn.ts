import { passesElevenTest } from './bsn.ts'

/**
 * A UUID, which is left as it is; or nine digits in a row, or parted by single dots, spaces or dashes, that are not part
 * of a longer number. Letters may touch them.
 */
const uuidOrNineDigits =
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|(?<!\d)\d(?:[ .-]?\d){8}(?!\d)/gi

/**
 * A text with every number that passes the eleven-test taken out: the last net below the opaque type. It does not know
 * a number that is encoded (hex, base64, percent), parted in another way, or without its leading zero.
 */
export function withoutBsn(text: string): string {
  const finder = new RegExp(uuidOrNineDigits)
  let kept = ''
  let from = 0
  for (let found = finder.exec(text); found; found = finder.exec(text)) {
    if (passesElevenTest(found[0].replace(/[ .-]/g, ''))) {
      kept += `${text.slice(from, found.index)}[BSN]`
      from = finder.lastIndex
    } else if (/\D/.test(found[0]) && !isUuid(found[0])) {
      // Its last digits may be the first of a number.
      finder.lastIndex = found.index + 1
    }
  }
  return kept + text.slice(from)
}

function isUuid(found: string): boolean {
  return found.length === 36
}

/**
 * Whether a text holds what can be a BSN: a number that passes the eleven-test, also one whose leading zero was left out, or a
 * longer one, of which it may be a part (R7). For fields that need no such number.
 */
export function canHoldBsn(text: string): boolean {
  const runs = text.match(/\d{8,}/g) ?? []
  return (
    withoutBsn(text) !== text || runs.some((run) => run.length > 9 || passesElevenTest(run.padStart(9, '0')))
  )
}
