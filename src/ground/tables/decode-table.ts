/**
 * Bytes of a table as a spreadsheet saves them: UTF-8 or UTF-16 ("Unicode-tekst"), each with or without a mark, or one byte a letter,
 * as a Dutch Excel writes where nobody chooses UTF-8, and an Excel of a Mac in its own way.
 * @returns undefined where they are no text at all, but the file of a program
 * @throws TypeError where they are UTF-16 that is cut off or broken
 */
export function decodeTable(bytes: Uint8Array): string | undefined {
  if (isWorkbook(bytes)) return undefined
  const text = decode(bytes)
  return text.includes('\0') ? undefined : text
}

function decode(bytes: Uint8Array): string {
  const wide = isUtf16(bytes)
  if (wide) return new TextDecoder(wide, { fatal: true }).decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const ofMac = bytes.includes(carriageReturn) && !bytes.includes(lineFeed)
    return ofMac ? new TextDecoder('macintosh').decode(bytes) : fromWindows(bytes)
  }
}

/** UTF-16 by its mark, or since of the headings, which are Latin letters, every second byte is empty and no other is. */
function isUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  const start = bytes.subarray(0, 16)
  const empty = (odd: 0 | 1) => start.filter((byte, place) => place % 2 === odd && byte === 0).length
  const half = Math.floor(start.length / 2)
  if (half < 4) return undefined
  if (empty(1) === half && empty(0) === 0) return 'utf-16le'
  return empty(0) >= half && empty(1) === 0 ? 'utf-16be' : undefined
}

const carriageReturn = 0x0d
const lineFeed = 0x0a

/** What Windows-1252 has from 0x80 to 0x9F, where ISO 8859-1 has nothing to print; some versions of Node read the one as the other. */
const windowsLetters = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

function fromWindows(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (letter) => windowsLetters[letter.charCodeAt(0) - 0x80] ?? letter)
}

/** How the files of Excel itself begin: a zip (.xlsx, .ods), or an OLE document (.xls). */
const workbooks = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
]

function isWorkbook(bytes: Uint8Array): boolean {
  return workbooks.some((start) => start.every((byte, place) => bytes[place] === byte))
}
