/** A cell that a spreadsheet would take for a formula. */
const formula = /^[=+\-@\t\r]/

const month = '(?:jan|feb|mrt|maart|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]*'

/** A cell that a spreadsheet would take for a number, a day or a time, and write in another way. */
const other = new RegExp(
  [
    '0\\d+', // 007
    '\\d{12,}', // twenty digits, of which it keeps fifteen and shows six
    '\\d+e\\d+', // 12e5
    '\\d{1,4}[-/]\\d{1,4}(?:[-/]\\d{1,4})?', // 4-19
    '\\d{1,2}:\\d\\d',
    `\\d{1,2}[-/ ]?${month}(?:[-/ ]?\\d{1,4})?`, // 3 mei
    `${month}[-/. ]?\\d{1,4}`, // mrt-2026
  ]
    .map((shape) => `^${shape}$`)
    .join('|'),
  'i',
)

/** Whether a spreadsheet would make something else of a text; apostrophes before it are looked through. */
function isTakenFor(text: string, shape: RegExp): boolean {
  return shape.test(text.replace(/^'+/, ''))
}

/** A text as it goes into a table: no formula, and where it is to stay as it is, no number or day either. */
export function intoCell(text: string, staysAsItIs: boolean): string {
  return isTakenFor(text, formula) || (staysAsItIs && isTakenFor(text, other)) ? `'${text}` : text
}

/** A text as it stood before it went into a table; what was typed without an apostrophe stays as it is. */
export function outOfCell(cell: string): string {
  const rest = cell.slice(1)
  return cell.startsWith("'") && (isTakenFor(rest, formula) || isTakenFor(rest, other)) ? rest : cell
}
