import type { Composition } from '../composition.ts'
import { colours, page } from './style.ts'
import { breakLines, type Line, type Measure } from './text.ts'

/** What something is in the structure of a document, for a reader who has it read aloud (PDF/UA). */
export type Tag =
  | 'Document'
  | 'H1'
  | 'H2'
  | 'H3'
  | 'P'
  | 'Div'
  | 'L'
  | 'LI'
  | 'Lbl'
  | 'LBody'
  | 'Table'
  | 'TR'
  | 'TH'
  | 'TD'

export interface Element {
  readonly tag: Tag
  readonly scope?: 'Row' | 'Column'
  readonly children: readonly (Element | Mark)[]
}

/** Lines of an element that stand on one page. */
export interface Mark {
  readonly page: number
  readonly lines: readonly Line[]
}

/** What is for the eye only, or said already. */
export type Artifact = {
  readonly page: number
  readonly box?: {
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
    readonly colour: string
  }
  readonly lines?: readonly Line[]
}

/** A document whose place on its pages is known. */
export interface Laid {
  readonly composition: Composition
  readonly pages: number
  readonly root: Element
  readonly artifacts: readonly Artifact[]
}

/** Where the next thing comes, and what was put beside the text so far. */
export interface Flow {
  page: number
  y: number
  readonly artifacts: Artifact[]
  readonly measure: Measure
}

export interface Style {
  readonly size: number
  readonly leading: number
  readonly bold?: boolean
  readonly colour?: string
}

export const margin = 62
export const left = margin
export const inner = page.width - 2 * margin
export const top = 72
export const bottom = page.height - 66

export const styles = {
  title: { size: 22, leading: 27, bold: true, colour: colours.title },
  heading: { size: 14, leading: 18, bold: true, colour: colours.title },
  subheading: { size: 11.5, leading: 16, bold: true, colour: colours.text },
  body: { size: 10.8, leading: 15.6 },
  cell: { size: 9.4, leading: 12.8 },
  label: { size: 9.4, leading: 14, colour: colours.quiet },
  fact: { size: 10, leading: 14 },
  small: { size: 8.6, leading: 11, colour: colours.quiet },
} as const satisfies Record<string, Style>

/** The lines that a text takes, one below the other; `\n` begins a new one. */
export function linesOf(flow: Flow, text: string, width: number, { size, bold = false }: Style): string[] {
  return text
    .split('\n')
    .flatMap((part) => breakLines(part, width, (piece) => flow.measure(piece, size, bold)))
}

/** One line, whose upper edge is at `y`. */
export function lineAt(
  x: number,
  y: number,
  text: string,
  { size, leading, bold = false, colour = colours.text }: Style,
): Line {
  return { x, y: y + (leading + size * 0.68) / 2, text, size, bold, colour }
}

/** Goes on to a new page where there is not so much room left on this one. */
export function need(flow: Flow, height: number): void {
  if (flow.y > top && flow.y + height > bottom) nextPage(flow)
}

export function nextPage(flow: Flow): void {
  flow.page += 1
  flow.y = top
}

/**
 * Puts a text below what is there, over as many pages as it takes; no line of it stays behind or goes ahead alone.
 */
export function putText(flow: Flow, tag: Tag, text: string, style: Style, x = left, width = inner): Element {
  const lines = linesOf(flow, text, width, style)
  const children: Mark[] = []
  let at = 0
  while (at < lines.length) {
    const rest = lines.length - at
    let fit = Math.floor((bottom - flow.y) / style.leading)
    if (fit < rest && rest - fit === 1) fit -= 1
    if (fit < Math.min(2, rest) && flow.y > top) {
      nextPage(flow)
      continue
    }
    const part = lines.slice(at, at + Math.max(1, fit))
    children.push({
      page: flow.page,
      lines: part.map((line, n) => lineAt(x, flow.y + n * style.leading, line, style)),
    })
    flow.y += part.length * style.leading
    at += part.length
  }
  return { tag, children }
}
