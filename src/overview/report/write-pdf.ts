import { drawLines } from '../../documents/page/draw-lines.ts'
import type { PdfDocument } from '../../documents/page/fonts.ts'
import { makePdf } from '../../documents/page/make-pdf.ts'
import type { Item } from './layout.ts'
import type { Report } from './report.ts'
import type { Shape } from './shapes.ts'

/**
 * Writes the report as a tagged document (PDF/UA): its parts in the order in which they are read, a text alternative for each plot,
 * Dutch as its language. The same report gives the same bytes.
 */
export function writePdf(report: Report, items: readonly Item[], onDate: string): Promise<Buffer> {
  const properties = {
    title: `${report.title} ${report.subtitle}`,
    author: report.subtitle,
    subject: report.onDate,
    language: 'nl' as const,
    onDate,
  }
  return makePdf(properties, (document) => drawAll(document, items))
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
function drawBox(document: PdfDocument, box: Extract<Item, { kind: 'box' }>): void {
  document.markContent('Artifact', { type: 'Layout' })
  fillBox(document, box)
  document.endMarkedContent()
}

function drawPicture(document: PdfDocument, { shapes, x, y }: Extract<Item, { kind: 'picture' }>): void {
  document.save().translate(x, y)
  for (const shape of shapes) drawShape(document, shape)
  document.restore()
}

function drawShape(document: PdfDocument, shape: Shape): void {
  if (shape.kind === 'box') {
    fillBox(document, shape)
    return
  }
  if (shape.kind === 'line') {
    document.moveTo(...shape.from).lineTo(...shape.to)
    document.lineWidth(shape.width).stroke(shape.colour)
    return
  }
  document.font('plain').fontSize(shape.size).fillColor(shape.colour)
  const width = document.widthOfString(shape.text)
  const shift = { start: 0, middle: width / 2, end: width }[shape.anchor]
  document.text(shape.text, shape.x - shift, shape.y, { lineBreak: false, baseline: 'alphabetic' })
}

function fillBox(
  document: PdfDocument,
  { x, y, width, height, colour }: Extract<Item | Shape, { kind: 'box' }>,
): void {
  document.rect(x, y, width, height).fill(colour)
}
