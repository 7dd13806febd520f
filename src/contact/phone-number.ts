import { passesElevenTest } from '../identity/bsn.ts'
import { type Reading, spaces, unreadable, withoutSpacesAround } from './reading.ts'

/** What people put between and around digits: spaces of every width, dashes, dots, slashes, parentheses. */
const between = new RegExp(`[${spaces}‐‑‒–—./()-]`, 'g')

/** A number within an organisation, behind the number itself: `toestel 12`, `tst. 12`, `ext 12`, `#12`. */
const extension = /[ ,;]*(?:toestel|toest\.?|tst\.?|ext(?:ension)?\.?|doorkies|#) *(\d{1,5})$/i

/** Area codes of two and three digits; all others that begin with 01 to 05 and 07 have four. */
const shortAreas = /^0(?:6|10|13|15|20|23|24|26|30|33|35|36|38|40|43|45|46|50|53|55|58|7\d|8[4578]|91)/

/**
 * A telephone number with its area code, in the one form in which it is kept: a Dutch one as a Dutch reader writes it
 * (`038-4989111`, `06-12345678`, `14 038`), another from its country code on (`+32470123456`). In neither do nine digits by
 * themselves stand in a row, so that it is not taken for a number of a young person (R7).
 */
export function readPhoneNumber(text: string): Reading {
  const trimmed = withoutSpacesAround(text).replace(/^tel(?:efoon)?[.:]? */i, '')
  const [found = '', inside] = extension.exec(trimmed) ?? []
  const digits = trimmed
    .slice(0, trimmed.length - found.length)
    .replace('(0)', '')
    .replace(between, '')
  if (!/^\+?\d{5,17}$/.test(digits)) return unreadable(notOne)
  const national = nationalOf(digits)
  const value = national === undefined ? foreign(digits.replace(/^(?:\+|00)/, '')) : dutch(national)
  if (value === undefined) return unreadable(/^[1-9]\d{8}$/.test(digits) ? withoutZero : notOne)
  return { value: inside === undefined ? value : `${value} toestel ${inside}` }
}

const notOne = 'Dit is geen geldig telefoonnummer. Schrijf het met het netnummer, zoals 038-1234567.'
const withoutZero =
  'Dit is geen geldig telefoonnummer: het begint niet met een 0 of een landnummer. Een spreadsheet laat een 0 aan het begin weg; ' +
  'maak van de kolom eerst tekst.'

/** The number as it is dialled within the Netherlands, with its 0; undefined where it is one of another country. */
function nationalOf(digits: string): string | undefined {
  const [, abroad] = /^(?:\+|00)?31(\d+)$/.exec(digits) ?? []
  if (abroad !== undefined && (/^(?:\+|00)/.test(digits) || digits.length === 11))
    return /^14\d{3,4}$/.test(abroad) ? abroad : `0${abroad.replace(/^0/, '')}`
  return /^(?:\+|00)/.test(digits) ? undefined : digits
}

function dutch(digits: string): string | undefined {
  if (/^140\d{2,3}$/.test(digits)) return `${digits.slice(0, 2)} ${digits.slice(2)}`
  if (/^0(?:800|90[069])(?:\d{4}|\d{7})$/.test(digits)) return `${digits.slice(0, 4)}-${digits.slice(4)}`
  if (!/^0(?:[1-57]\d|6[1-8]|8[4578]|91)\d{7}$/.test(digits)) return undefined
  const area = shortAreas.exec(digits)?.[0] ?? digits.slice(0, 4)
  return `${area}-${digits.slice(area.length)}`
}

/** Any number of another country, of which only the length is known (E.164). Nine digits that could be a BSN are none. */
function foreign(digits: string): string | undefined {
  return /^[1-9]\d{7,14}$/.test(digits) && !passesElevenTest(digits) ? `+${digits}` : undefined
}
