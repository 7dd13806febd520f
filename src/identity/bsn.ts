import { inspect } from 'node:util'

const weights = [9, 8, 7, 6, 5, 4, 3, 2, -1] as const

/** Whether nine digits pass the eleven-test and are not 000000000 (R9, Jw 7.1.4.2). */
export function passesElevenTest(digits: string): boolean {
  if (!/^\d{9}$/.test(digits) || digits === '000000000') return false
  const sum = weights.reduce((total, weight, position) => total + weight * Number(digits[position]), 0)
  return sum % 11 === 0
}

/**
 * A citizen service number that cannot be logged, printed or serialised by accident: every way to text but
 * `reveal()` gives a placeholder.
 */
export class Bsn {
  readonly #digits: string

  private constructor(digits: string) {
    this.#digits = digits
  }

  /** The number in a text of nine digits, or undefined where it is none (R9). */
  static parse(text: string): Bsn | undefined {
    return passesElevenTest(text) ? new Bsn(text) : undefined
  }

  /** The nine digits themselves. Each call is a place to look at in a review. */
  reveal(): string {
    return this.#digits
  }

  /** The last three digits, by which a professional recognises a signal of their own. */
  lastDigits(): string {
    return this.#digits.slice(-3)
  }

  toString(): string {
    return '[BSN]'
  }

  toJSON(): string {
    return '[BSN]'
  }

  [inspect.custom](): string {
    return '[BSN]'
  }
}
