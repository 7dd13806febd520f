/** A decoded part of a token, of which nothing is known yet. */
export type Part = Readonly<Record<string, unknown>>

/** A name in a token as the profile has it; anything else names nobody, and need not reach the database. */
const visibleText = /^[\x20-\x7e]{1,255}$/

export function isPart(value: unknown): value is Part {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

export function isVisibleText(claim: unknown): claim is string {
  return typeof claim === 'string' && visibleText.test(claim)
}

/** Whether a value is one of these words, which are in small letters. */
export function isOneOf(value: unknown, words: readonly string[]): boolean {
  return typeof value === 'string' && words.includes(value.toLowerCase())
}
