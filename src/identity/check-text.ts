import type { Reason } from '../ground/errors.ts'
import { withoutBsn } from './without-bsn.ts'

/** A text that people gave something as its name or reference has no room for the number of a young person (R7). */
export function reasonAgainstNumberIn(text: string): Reason | undefined {
  if (withoutBsn(text) === text) return undefined
  return { code: 'invalid', detail: 'Dit lijkt een burgerservicenummer.' }
}

/** The same for a name, in which no long number of any kind belongs. */
export function reasonAgainstLongNumberIn(name: string): Reason | undefined {
  if (!/\d{8}/.test(name) && withoutBsn(name) === name) return undefined
  return { code: 'invalid', detail: 'Een nummer van acht of meer cijfers hoort hier niet.' }
}
