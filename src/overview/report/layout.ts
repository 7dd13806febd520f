import { colours, page } from '../../documents/page/style.ts'
import { breakLines, type Line, type Measure } from '../../documents/page/text.ts'
import { drawPlot } from './plot.ts'
import type { List, Plot, Report } from './report.ts'
import type { Shape } from './shapes.ts'

/** What a line of text is in the document, for a reader who has it read aloud. */
export type Part = 'H1' | 'H2' | 'P' | 'LI'

/** One thing that is on the page, in points from its upper left corner. */
export type Item =
  | { readonly kind: 'text'; readonly part: Part; readonly lines: readonly Line[] }
  | {
      readonly kind: 'picture'
      readonly shapes: readonly Shape[]
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly alternative: string
    }
  | {
      readonly kind: 'box'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly colour: string
    }

interface Style {
  readonly size: number
  readonly bold?: boolean
  readonly colour?: string
}

const gap = 18
const inner = page.width - 2 * page.margin
const column = (inner - gap) / 2
const sectionGap = 25
const left = page.margin
const right = page.margin + column + gap

/** Sets the report on one page of A4: figures, plots, lists, and how it was made; `bottom` is where that ends. */
export function layOut(report: Report, measure: Measure): { items: Item[]; bottom: number } {
  const set = setter(measure)
  const items: Item[] = []
  let y = page.margin + 10
  items.push(set('P', report.subtitle, left, y, inner, { size: 11, bold: true, colour: colours.quiet }).item)
  items.push(
    set('H1', report.title, left, y + 24, inner, { size: 21, bold: true, colour: colours.title }).item,
  )
  items.push(set('P', report.onDate, left, y + 42, inner, { size: 10, colour: colours.quiet }).item)
  y += 58
  items.push(...keyFigures(report, y, set))
  y += 66
  y = pair(items, report.plots.slice(0, 2), y, 122, set)
  y = pair(items, report.plots.slice(2, 4), y, 128, set)
  const [first, second, third] = report.lists
  const ends = [first, second].map((list, n) =>
    list ? listAt(items, list, n === 0 ? left : right, y, column, set) : y,
  )
  y = Math.max(...ends) + sectionGap
  if (third) y = listAt(items, third, left, y, inner, set) + sectionGap
  items.push(set('H2', report.explanation.title, left, y, inner, heading).item)
  const last = set('P', report.explanation.text, left, y + 13, inner, { size: 8.2, colour: colours.quiet })
  items.push(last.item)
  return { items, bottom: last.end }
}

const heading: Style = { size: 10.5, bold: true, colour: colours.title }
const body: Style = { size: 8.8 }

function keyFigures({ keys }: Report, y: number, set: Set): Item[] {
  const width = (inner - (keys.length - 1) * 8) / keys.length
  return keys.flatMap(({ value, label }, n) => {
    const x = left + n * (width + 8)
    const size = value.length > 12 ? 11 : value.length > 8 ? 14 : 19
    return [
      { kind: 'box' as const, x, y: y - 6, width, height: 50, colour: colours.tint },
      set('P', value, x + 9, y + 17, width - 14, { size, bold: true, colour: colours.title }).item,
      set('P', label, x + 9, y + 34, width - 14, { size: 8.8 }).item,
    ]
  })
}

/** Two plots beside each other; answers where the next thing begins. */
function pair(items: Item[], plots: readonly Plot[], y: number, height: number, set: Set): number {
  plots.forEach((plot, n) => {
    const x = n === 0 ? left : right
    items.push(set('H2', plot.title, x, y, column, heading).item, {
      kind: 'picture',
      shapes: drawPlot(plot, column, height),
      x,
      y: y + 7,
      width: column,
      height,
      alternative: plot.alternative,
    })
  })
  return y + height + 28
}

/** Answers where the list ends. */
function listAt(items: Item[], list: List, x: number, y: number, width: number, set: Set): number {
  items.push(set('H2', list.title, x, y, width, heading).item)
  let at = y + 14
  for (const text of list.items) {
    const { item, end } = set('LI', text, x, at, width, body)
    items.push(item)
    at = end + 12
  }
  if (list.note === null) return at - 12
  const { item, end } = set('P', list.note, x, at, width, { ...body, colour: colours.quiet })
  items.push(item)
  return end
}

type Set = ReturnType<typeof setter>

/** Breaks texts into lines where they are as wide as there is room; `end` is the baseline of the last. */
function setter(measure: Measure) {
  return (
    part: Part,
    text: string,
    x: number,
    y: number,
    width: number,
    { size, bold = false, colour = colours.text }: Style,
  ) => {
    const lines = breakLines(text, width, (part) => measure(part, size, bold)).map((line, n) => ({
      x,
      y: y + n * size * 1.3,
      text: line,
      size,
      bold,
      colour,
    }))
    const end = y + (lines.length - 1) * size * 1.3
    return { item: { kind: 'text' as const, part, lines }, end }
  }
}
