import { spaces, withoutSpacesAround } from './reading.ts'

/**
 * Letters of the names of people and organisations: those of the Latin alphabet as passports of European countries have them
 * (ICAO 9303, part 3), with every accent, for a character class of a regular expression. Each of them can be printed, which a
 * test holds beside the typeface of the documents.
 */
export const letters = [
  'A-Za-z',
  '\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u017F', // Latin-1, Latin Extended-A
  '\\u0186\\u0254\\u0190\\u025B\\u018F\\u0259', // open o, open e, schwa
  '\\u01A0\\u01A1\\u01AF\\u01B0\\u01CD-\\u01DC\\u01DE-\\u01E3', // horns, carons
  '\\u01E4-\\u01EF\\u01B7\\u0292\\u01F4\\u01F5\\u01F8-\\u021B\\u021E\\u021F\\u0226-\\u0233', // Sámi, Romanian, Livonian
  '\\u1E00-\\u1E11\\u1E14-\\u1E17\\u1E1A-\\u1E3B\\u1E3E-\\u1E49\\u1E4C-\\u1E6F\\u1E72-\\u1E75\\u1E78-\\u1E99', // Welsh, Arabic in Latin
  '\\u1E9E\\u1EA0-\\u1EF9', // Vietnamese
].join('')

/** Accents that stand on a letter for which there is no sign with it: `ẹ̀`. Each can be printed too. */
export const accents = '\\u0300-\\u0304\\u0306-\\u030C\\u0323-\\u0328\\u032E\\u0331'

const anyLetter = /\p{L}/u
const notLatin = new RegExp(`(?![${letters}${accents}])[\\p{L}\\p{M}]`, 'u')

/** Said of a text with letters that are not among them. */
export const writeInLatin =
  'Schrijf dit in Latijnse letters, zoals in een paspoort: andere letters kunnen niet in een brief worden afgedrukt.'

/** Whether a text has letters that could not be printed. */
export function hasOtherLetters(text: string): boolean {
  return anyLetter.test(text) && notLatin.test(text)
}

const wideSpaces = new RegExp(`[${spaces}]+`, 'g')

/** One spelling for what looks the same: accents on their letter, one space, one kind of apostrophe and of dash at a time. */
export function inOneSpelling(text: string): string {
  return withoutSpacesAround(text)
    .normalize('NFC')
    .replace(/[‘ʼʻ′`´]/g, '’')
    .replace(/[‐‑−]/g, '-')
    .replace(wideSpaces, ' ')
}
