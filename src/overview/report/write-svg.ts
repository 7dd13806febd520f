import { page, typeface } from '../../documents/page/style.ts'
import type { Line } from '../../documents/page/text.ts'
import type { Item } from './layout.ts'
import type { Report } from './report.ts'
import type { Shape } from './shapes.ts'

/** Writes the report as one picture, with its texts as text and a text alternative for each plot. */
export function writeSvg(report: Report, items: readonly Item[]): string {
  const { width, height } = page
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 ${width} ${height}" lang="nl"`,
    ` role="document" aria-labelledby="report-title" font-family="'${typeface}', 'Source Sans Pro', Arial, sans-serif">`,
    `<title id="report-title">${escaped(`${report.title} ${report.subtitle}`)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...items.map(written),
    '</svg>\n',
  ].join('\n')
}

function written(item: Item): string {
  if (item.kind === 'box') return writtenBox(item)
  if (item.kind === 'text') return item.lines.map(writtenLine).join('\n')
  return (
    `<g role="img" aria-label="${escaped(item.alternative)}" transform="translate(${round(item.x)} ${round(item.y)})">` +
    `<title>${escaped(item.alternative)}</title>${item.shapes.map(writtenShape).join('')}</g>`
  )
}

function writtenShape(shape: Shape): string {
  if (shape.kind === 'box') return writtenBox(shape)
  if (shape.kind === 'line') {
    const [[x1, y1], [x2, y2]] = [shape.from.map(round), shape.to.map(round)] as [number[], number[]]
    return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${shape.colour}" stroke-width="${shape.width}"/>`
  }
  const place = `x="${round(shape.x)}" y="${round(shape.y)}" text-anchor="${shape.anchor}"`
  return `<text ${place} font-size="${shape.size}" fill="${shape.colour}">${escaped(shape.text)}</text>`
}

function writtenBox({ x, y, width, height, colour }: Extract<Item | Shape, { kind: 'box' }>): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${colour}"/>`
}

function writtenLine({ x, y, text, size, bold, colour }: Line): string {
  const weight = bold ? ' font-weight="600"' : ''
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}"${weight} fill="${colour}">${escaped(text)}</text>`
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
