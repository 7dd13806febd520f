import { canHoldBsn } from '../identity/without-bsn.ts'
import { accents, hasOtherLetters, inOneSpelling, letters, writeInLatin } from './letters.ts'
import { type Reading, unreadable } from './reading.ts'

interface Shape {
  readonly signs: RegExp
  /** Said of what has another shape. */
  readonly said: string
  /** More digits in all have room for a number of nine, of which the first may be left out (R7). */
  readonly mostDigits: number
}

/** A name of a person: `'t Hart`, `D’Ancona-Łoś`, `J.P. (Jan Peter) van der Ven, MSc`. */
export const readPersonName = reader({
  signs: new RegExp(`^['’(]?[${letters}][${letters}${accents} .,'’()-]*$`, 'u'),
  said: 'Een naam bestaat uit letters.',
  mostDigits: 0,
})

/** What somebody is in their organisation: `Jeugdarts 4-19 jaar`, `Coördinator IB/RT`. */
export const readJobTitle = reader({
  signs: new RegExp(`^['’(]?[${letters}0-9][${letters}${accents}0-9 .,'’()&+/–-]*$`, 'u'),
  said: 'Een functie bestaat uit letters, met ten hoogste enkele kleine getallen.',
  mostDigits: 7,
})

/** The name of an organisation: `’s Heeren Loo`, `Praktijk 2000 & Zn. (Zwolle)`. */
export const readOrganisationName = reader({
  signs: new RegExp(`^['’]?[${letters}0-9][${letters}${accents}0-9 .,:'’()&+/!–-]*$`, 'u'),
  said: 'Een naam bestaat uit letters, met ten hoogste een klein getal.',
  mostDigits: 7,
})

/** The name of a municipality: `’s-Hertogenbosch`, `Súdwest-Fryslân`, `Bergen (NH.)`. */
export const readMunicipalityName = reader({
  signs: new RegExp(`^['’]?[${letters}][${letters}${accents} .,'’()/-]*$`, 'u'),
  said: 'De naam van een gemeente bestaat uit letters.',
  mostDigits: 0,
})

/** The title of a convenant, which may have the days of its term: `Convenant verwijsindex 1-1-2026 t/m 31-12-2030`. */
export const readTitle = reader({
  signs: new RegExp(`^['’]?[${letters}][${letters}${accents}0-9 .,:;'’()&/–-]*$`, 'u'),
  said: 'Een titel begint met een letter en bestaat uit letters, cijfers en leestekens.',
  mostDigits: 16,
})

/** A short text that people gave something as its name: no room for a story, nor for a number of a young person (R7). */
function reader({ signs, said, mostDigits }: Shape): (text: string) => Reading {
  return (text) => {
    const value = inOneSpelling(text)
    if (hasOtherLetters(value)) return unreadable(writeInLatin)
    if (value.includes('?')) return unreadable(lostLetter)
    if (!signs.test(value)) return unreadable(said)
    const digits = value.replace(/[^0-9]/g, '').length
    return digits > mostDigits || /\d{8}/.test(value) || canHoldBsn(value)
      ? unreadable(tooManyDigits)
      : { value }
  }
}

const lostLetter =
  'Een vraagteken hoort hier niet. Staat dit in een tabel, sla haar dan op als CSV UTF-8: dan blijven alle letters bewaard.'
const tooManyDigits = 'Een nummer van acht of meer cijfers hoort hier niet.'
