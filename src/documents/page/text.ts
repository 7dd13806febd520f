/** How wide a text is in the typeface of the documents. */
export type Measure = (text: string, size: number, bold: boolean) => number

/** A line of text on a page, in points from its upper left corner; `y` is its baseline. */
export interface Line {
  readonly x: number
  readonly y: number
  readonly text: string
  readonly size: number
  readonly bold: boolean
  readonly colour: string
}

/** Breaks a text into lines where it is as wide as there is room; a word that is wider than that is broken itself. */
export function breakLines(
  text: string,
  width: number,
  wideAs: (text: string) => number,
): [string, ...string[]] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((word) => breakWord(word, width, wideAs))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && wideAs(longer) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  const [first = line, ...rest] = [...lines, line]
  return [first, ...rest]
}

/** The pieces of a word, each no wider than there is room. */
function breakWord(word: string, width: number, wideAs: (text: string) => number): string[] {
  if (wideAs(word) <= width) return [word]
  const pieces: string[] = []
  let piece = ''
  for (const sign of word) {
    if (piece !== '' && wideAs(piece + sign) > width) {
      pieces.push(piece)
      piece = sign
    } else piece += sign
  }
  return [...pieces, piece]
}
