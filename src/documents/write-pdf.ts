import type { Composition } from './composition.ts'
import { saidDate } from './dutch-text.ts'
import { drawLines } from './page/draw-lines.ts'
import type { Artifact, Element, Laid, Mark } from './page/flow.ts'
import { measureText, type PdfDocument } from './page/fonts.ts'
import { layOut } from './page/lay-out.ts'
import { makePdf } from './page/make-pdf.ts'

/**
 * Writes a document for people (R21) as a PDF that is tagged (PDF/UA): its parts in the order in which they are read, tables with their
 * headings, Dutch as its language. The same composition gives the same bytes.
 */
export function writePdf(composition: Composition): Promise<Buffer> {
  const laid = layOut(composition, measureText())
  const properties = {
    title: composition.title,
    author: composition.sender,
    subject: `Verwijsindex, ${saidDate(composition.date)}`,
    language: composition.language,
    onDate: composition.date,
  }
  return makePdf(properties, (document) => drawAll(document, laid))
}

function drawAll(document: PdfDocument, { pages, artifacts, root }: Laid): void {
  for (let n = 1; n < pages; n++) document.addPage()
  for (const artifact of artifacts) drawArtifact(document, artifact)
  const element = toStructure(document, root)
  document.addStructure(element)
  element.end()
  for (const { tag, children } of root.children.filter(isElement))
    if (tag === 'H2') addBookmark(document, children)
}

/** The headings, for a reader who goes through the document by them. */
function addBookmark(document: PdfDocument, children: Element['children']): void {
  const marks = children.filter((child): child is Mark => !isElement(child))
  document.switchToPage(marks[0]?.page ?? 0)
  document.outline.addItem(marks.flatMap(({ lines }) => lines.map(({ text }) => text)).join(' '))
}

function isElement(child: Element | Mark): child is Element {
  return 'tag' in child
}

function drawArtifact(document: PdfDocument, { page, box, lines }: Artifact): void {
  document.switchToPage(page)
  document.markContent('Artifact', { type: box ? 'Layout' : 'Pagination' })
  if (box) document.rect(box.x, box.y, box.width, box.height).fill(box.colour)
  drawLines(document, lines ?? [])
  document.endMarkedContent()
}

/** Draws an element with all that is in it, and answers its place in the structure. */
function toStructure(document: PdfDocument, { tag, scope, children }: Element): PDFKit.PDFStructureElement {
  const options = (scope ? { scope } : {}) as PDFKit.Mixins.StructureElementOptions
  const element = document.struct(tag, options)
  for (const child of children)
    element.add(isElement(child) ? toStructure(document, child) : drawMark(document, tag, child))
  return element
}

function drawMark(document: PdfDocument, tag: string, { page, lines }: Mark): PDFKit.PDFStructureContent {
  document.switchToPage(page)
  const content = document.markStructureContent(tag)
  drawLines(document, lines)
  document.endMarkedContent()
  return content
}
