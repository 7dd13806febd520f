import { parse } from 'csv-parse/sync'

/** How Excel saves a table, by what a Dutch one calls it. */
export const excelForms = [
  'CSV UTF-8',
  'CSV (lijstscheidingsteken ;)',
  'CSV (lijstscheidingsteken ,)',
  'CSV UTF-8 met sep=;',
  'Unicode-tekst',
  'CSV (Macintosh)',
] as const

export type ExcelForm = (typeof excelForms)[number]

/**
 * What becomes of a table that is opened in Excel and saved again: numbers lose their first zeros and their last digits, days are
 * written the Dutch way, empty rows and columns come along, and empty cells at the end of a row go from the seventeenth row on.
 */
export function savedByExcel(csv: string, form: ExcelForm): Buffer {
  const rows = (parse(csv, { bom: true, delimiter: ';', relax_column_count: true }) as string[][]).map(
    (cells) => cells.map(asGeneral),
  )
  const width = Math.max(...rows.map((cells) => cells.length)) + 2
  const padded = [...rows, ['', ''], [], []].map((cells, row) =>
    row < 16 ? [...cells, ...Array<string>(width - cells.length).fill('')] : withoutEmptyEnd(cells),
  )
  const separator = form === 'Unicode-tekst' ? '\t' : form.endsWith(',)') ? ',' : ';'
  const lines = padded.map((cells) => cells.map((cell) => quoted(cell, separator)).join(separator))
  return encoded(lines, form)
}

/** A cell that nobody gave a form. */
function asGeneral(cell: string): string {
  if (/^\d{12,}$/.test(cell)) {
    const [whole, part] = Number(cell).toExponential(5).split('e')
    return `${whole?.replace('.', ',').replace(/,?0+$/, '')}E${part}`
  }
  if (/^\d+$/.test(cell)) return String(Number(cell))
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(cell) ?? []
  if (day !== undefined) return `${Number(day)}-${Number(month)}-${year}`
  const [, first, second] = /^(\d{1,4})-(\d{1,2})$/.exec(cell) ?? []
  return first === undefined ? cell : `${months[Number(second) % 12]}-${first.slice(-2)}`
}

const months = ['dec', 'jan', 'feb', 'mrt', 'apr', 'mei', 'jun', 'jul', 'aug', 'sep', 'okt', 'nov']

function withoutEmptyEnd(cells: readonly string[]): readonly string[] {
  const last = cells.findLastIndex((cell) => cell !== '')
  return cells.slice(0, last + 1)
}

function quoted(cell: string, separator: string): string {
  return cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

function encoded(lines: readonly string[], form: ExcelForm): Buffer {
  const text = `${lines.join('\r\n')}\r\n`
  if (form === 'Unicode-tekst') return Buffer.from(`\uFEFF${text}`, 'utf16le')
  if (form === 'CSV UTF-8') return Buffer.from(`\uFEFF${text}`)
  if (form === 'CSV UTF-8 met sep=;') return Buffer.from(`\uFEFFsep=;\r\n${text}`)
  if (form === 'CSV (Macintosh)') return inBytes(`${lines.join('\r')}\r`, ofMac)
  return inBytes(text, ofWindows)
}

/** One byte a letter; what the form has not becomes a question mark. */
function inBytes(text: string, bytes: ReadonlyMap<string, number>): Buffer {
  return Buffer.from([...text].map((letter) => bytes.get(letter) ?? bytes.get('?') ?? 0))
}

const all = Array.from({ length: 256 }, (_, byte) => byte)
const ofMac = new Map(all.map((byte) => [new TextDecoder('macintosh').decode(Uint8Array.of(byte)), byte]))
const high = new Map(
  [...'€‚ƒ„…†‡ˆ‰Š‹Œ'].map((letter, place) => [
    letter,
    [0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c][place] ?? 0,
  ]),
)
const ofWindows = new Map([
  ...all
    .filter((byte) => byte < 0x80 || byte > 0x9f)
    .map((byte) => [String.fromCharCode(byte), byte] as const),
  ...high,
  ...[...'‘’“”•–—˜™š›œ'].map((letter, place) => [letter, 0x91 + place] as const),
  ['Ž', 0x8e],
  ['ž', 0x9e],
  ['Ÿ', 0x9f],
])
