import type { Table } from '../composition.ts'
import {
  bottom,
  type Element,
  type Flow,
  inner,
  left,
  lineAt,
  linesOf,
  type Mark,
  nextPage,
  type Style,
  styles,
  top,
} from './flow.ts'
import { colours } from './style.ts'
import type { Line } from './text.ts'

const padding = 5
const { leading } = styles.cell
const head: Style = { ...styles.cell, bold: true, colour: colours.title }

interface Place {
  readonly x: number
  readonly width: number
}

/**
 * Puts a table below what is there. It breaks between rows, and within a row only where that is higher than half a page; on each
 * page its headings are repeated, for the eye.
 */
export function putTable(flow: Flow, table: Table): Element {
  const places = placesOf(table)
  const heads = table.columns.map(({ title }, n) => linesOf(flow, title, widthOf(places, n), head))
  const body = table.rows.map((row) => row.map((cell, n) => cellLines(flow, cell, widthOf(places, n))))
  if (flow.y > top && flow.y + heightOf(heads) + heightOf(body[0] ?? []) > bottom) nextPage(flow)
  const headings = putHeadings(flow, heads, places)
  const rows = body.map((cells) => {
    const height = heightOf(cells)
    if (flow.y + height > bottom && (height < (bottom - top) / 2 || flow.y + 3 * leading > bottom))
      nextTablePage(flow, heads, places)
    return putRow(flow, cells, places, () => nextTablePage(flow, heads, places))
  })
  return { tag: 'Table', children: [headings, ...rows] }
}

/** How high the headings and the first row are. */
export function startOfTable(flow: Flow, table: Table): number {
  const places = placesOf(table)
  const heads = table.columns.map(({ title }, n) => linesOf(flow, title, widthOf(places, n), head))
  const first = (table.rows[0] ?? []).map((cell, n) => cellLines(flow, cell, widthOf(places, n)))
  return heightOf(heads) + Math.min(heightOf(first), (bottom - top) / 2)
}

function placesOf({ columns }: Table): Place[] {
  const shares = columns.reduce((sum, { share }) => sum + share, 0)
  let x = left
  return columns.map(({ share }) => {
    const place = { x, width: (inner * share) / shares }
    x += place.width
    return place
  })
}

function widthOf(places: readonly Place[], n: number): number {
  return (places[n]?.width ?? inner) - 2 * padding
}

/** The first line of what a cell says stands out where more lines follow. */
interface CellLine {
  readonly text: string
  readonly style: Style
}

function cellLines(flow: Flow, cell: string, width: number): CellLine[] {
  const [first = '', ...more] = cell.split('\n')
  const [main, rest] = [styles.cell, { ...styles.cell, colour: colours.quiet }]
  return [
    ...linesOf(flow, first, width, main).map((text) => ({ text, style: main })),
    ...more.flatMap((part) => linesOf(flow, part, width, rest).map((text) => ({ text, style: rest }))),
  ]
}

function heightOf(cells: readonly (readonly unknown[])[]): number {
  return Math.max(1, ...cells.map(({ length }) => length)) * leading + 2 * padding - 2
}

function headLines(flow: Flow, heads: readonly (readonly string[])[], places: readonly Place[]): Line[][] {
  return heads.map((lines, n) =>
    lines.map((text, at) =>
      lineAt((places[n]?.x ?? left) + padding, flow.y + padding - 1 + at * leading, text, head),
    ),
  )
}

function putHeadings(flow: Flow, heads: readonly (readonly string[])[], places: readonly Place[]): Element {
  const lines = headLines(flow, heads, places)
  paintHeadings(flow, heads)
  const children = lines.map(
    (each): Element => ({ tag: 'TH', scope: 'Column', children: [{ page: flow.page, lines: each }] }),
  )
  flow.y += heightOf(heads)
  return { tag: 'TR', children }
}

function nextTablePage(flow: Flow, heads: readonly (readonly string[])[], places: readonly Place[]): void {
  nextPage(flow)
  paintHeadings(flow, heads)
  flow.artifacts.push({ page: flow.page, lines: headLines(flow, heads, places).flat() })
  flow.y += heightOf(heads)
}

function paintHeadings(flow: Flow, heads: readonly (readonly string[])[]): void {
  flow.artifacts.push({
    page: flow.page,
    box: { x: left, y: flow.y, width: inner, height: heightOf(heads), colour: colours.tint },
  })
}

function putRow(
  flow: Flow,
  cells: readonly CellLine[][],
  places: readonly Place[],
  turn: () => void,
): Element {
  const marks: Mark[][] = cells.map(() => [])
  const most = Math.max(1, ...cells.map(({ length }) => length))
  let at = 0
  while (at < most) {
    if (at > 0) turn()
    const fit = Math.max(1, Math.floor((bottom - flow.y - 2 * padding + 2) / leading))
    cells.forEach((lines, n) => {
      const part = lines.slice(at, at + fit)
      if (part.length > 0)
        marks[n]?.push({ page: flow.page, lines: part.map((line, k) => placed(flow, line, k, places[n])) })
    })
    flow.y += Math.min(fit, most - at) * leading + 2 * padding - 2
    at += fit
    rule(flow)
  }
  return { tag: 'TR', children: marks.map((children): Element => ({ tag: 'TD', children })) }
}

function placed(flow: Flow, { text, style }: CellLine, n: number, place: Place | undefined): Line {
  return lineAt((place?.x ?? left) + padding, flow.y + padding - 1 + n * leading, text, style)
}

function rule(flow: Flow): void {
  flow.artifacts.push({
    page: flow.page,
    box: { x: left, y: flow.y - 0.5, width: inner, height: 0.5, colour: colours.line },
  })
}
