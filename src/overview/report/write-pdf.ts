import PDFDocument from 'pdfkit'
import { type PdfDocument, registerFonts } from './fonts.ts'
import type { Item, Line } from './layout.ts'
import { readPicture, type Shape } from './picture.ts'
import type { Report } from './report.ts'
import { page } from './style.ts'

/**
 * Writes the report as a tagged document (PDF/UA): its parts in the order in which they are read, a text alternative for each plot,
 * Dutch as its language. The same report gives the same bytes.
 */
export async function writePdf(report: Report, items: readonly Item[], onDate: string): Promise<Buffer> {
  const made = new Date(`${onDate}T00:00:00Z`)
  const document = new PDFDocument({
    size: [page.width, page.height],
    margin: 0,
    pdfVersion: '1.7',
    subset: 'PDF/UA' as never,
    tagged: true,
    displayTitle: true,
    lang: 'nl',
    info: {
      Title: `${report.title} ${report.subtitle}`,
      Author: report.subtitle,
      Subject: report.onDate,
      CreationDate: made,
      ModDate: made,
    },
  })
  const parts: Buffer[] = []
  document.on('data', (part: Buffer) => parts.push(part))
  const ended = new Promise((resolve) => document.on('end', resolve))
  registerFonts(document)
  drawAll(document, items)
  document.end()
  await ended
  return Buffer.concat(parts)
}

/** Adds each item to the structure of the document; the entries of a list become one list in it. */
function drawAll(document: PdfDocument, items: readonly Item[]): void {
  const root = document.struct('Document')
  document.addStructure(root)
  let list: PDFKit.PDFStructureElement | undefined
  for (const item of items) {
    if (item.kind === 'text' && item.part === 'LI') {
      list ??= document.struct('L')
      list.add(
        document.struct('LI', {}, [document.struct('LBody', {}, () => drawLines(document, item.lines))]),
      )
      continue
    }
    if (list) root.add(list)
    list = undefined
    if (item.kind === 'box') drawBox(document, item)
    else root.add(toStructure(document, item))
  }
  if (list) root.add(list)
  root.end()
}

function toStructure(
  document: PdfDocument,
  item: Exclude<Item, { kind: 'box' }>,
): PDFKit.PDFStructureElement {
  if (item.kind === 'text') return document.struct(item.part, {}, () => drawLines(document, item.lines))
  const bbox = [item.x, item.y, item.x + item.width, item.y + item.height]
  return document.struct(
    'Figure',
    { alt: item.alternative, bbox } as PDFKit.Mixins.StructureElementOptions,
    () => drawPicture(document, item),
  )
}

/** What is for the eye only. */
function drawBox(
  document: PdfDocument,
  { x, y, width, height, colour }: Extract<Item, { kind: 'box' }>,
): void {
  document.markContent('Artifact', { type: 'Layout' })
  document.rect(x, y, width, height).fill(colour)
  document.endMarkedContent()
}

function drawLines(document: PdfDocument, lines: readonly Line[]): void {
  for (const { x, y, text, size, bold, colour } of lines)
    document
      .font(bold ? 'bold' : 'plain')
      .fontSize(size)
      .fillColor(colour)
      .text(text, x, y, { lineBreak: false, baseline: 'alphabetic' })
}

function drawPicture(document: PdfDocument, { svg, x, y }: Extract<Item, { kind: 'picture' }>): void {
  document.save().translate(x, y)
  for (const shape of readPicture(svg)) drawShape(document, shape)
  document.restore()
}

function drawShape(document: PdfDocument, shape: Shape): void {
  if (shape.kind === 'path') {
    document.path(shape.d).lineWidth(shape.width)
    if (shape.fill !== null) document.fill(shape.fill)
    else if (shape.stroke !== null) document.stroke(shape.stroke)
    return
  }
  document.font('plain').fontSize(shape.size).fillColor(shape.colour)
  const width = document.widthOfString(shape.text)
  const shift = { start: 0, middle: width / 2, end: width }[shape.anchor]
  document.text(shape.text, shape.x - shift, shape.y + shape.drop * shape.size, {
    lineBreak: false,
    baseline: 'alphabetic',
  })
}
