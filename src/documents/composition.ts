import type { CalendarDate } from '../ground/calendar.ts'
import { passesElevenTest } from '../identity/bsn.ts'

/**
 * What a document for people says, in Dutch, before it has a form (R21). It is the answer in JSON, and the page is drawn from it and
 * from nothing else, so that the two cannot differ.
 */
export interface Composition {
  readonly kind: 'access' | 'registration_letter' | 'destruction_certificate'
  readonly language: 'nl-NL'
  readonly title: string
  /** Who speaks: a municipality or an organisation. */
  readonly sender: string
  /** To whom, or null where it is for anyone. */
  readonly addressee: string | null
  readonly date: CalendarDate
  readonly facts: readonly Fact[]
  readonly sections: readonly Section[]
}

export interface Fact {
  readonly label: string
  readonly value: string
}

/** A part under a heading of its own; the first one may go without. */
export interface Section {
  readonly heading: string | null
  readonly blocks: readonly Block[]
}

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | Card
  | Table
  /** What is to be copied or compared sign by sign. */
  | { readonly kind: 'code'; readonly lines: readonly string[] }

/** What belongs to one thing or person. */
export interface Card {
  readonly kind: 'card'
  readonly title: string
  readonly facts: readonly Fact[]
}

/** A cell may hold several lines, with `\n` between them. */
export interface Table {
  readonly kind: 'table'
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly string[])[]
}

export interface Column {
  readonly title: string
  /** How much of the width it gets, beside the others. */
  readonly share: number
}

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text })

export const list = (items: readonly string[]): Block => ({ kind: 'list', items })

/** Nine digits by themselves, as a citizen service number is written. */
const nineDigits = /(?<![0-9A-Za-z])\d{9}(?![0-9A-Za-z])/g

/**
 * The composition itself, where nothing in it can be a citizen service number (R7, R21).
 * @param numbered what is printed as it is, since it may hold any number: a telephone number, an address, a digest. One in eleven
 *   passes the eleven-test by chance.
 * @throws Error where something else can
 */
export function withoutNumber(composition: Composition, numbered: readonly string[]): Composition {
  const text = numbered.reduce(
    (rest, printed) => rest.replaceAll(JSON.stringify(printed).slice(1, -1), ''),
    JSON.stringify(composition),
  )
  if (text.match(nineDigits)?.some(passesElevenTest))
    throw new Error('a document for people may not hold what can be a BSN')
  return composition
}
