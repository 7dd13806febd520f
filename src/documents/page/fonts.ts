import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'
import type { Measure } from './text.ts'

export type PdfDocument = InstanceType<typeof PDFDocument>

const fonts = createRequire(import.meta.url)
const folder = '@expo-google-fonts/source-sans-3'

/** Gives a document the typeface of all documents, in both weights. */
export function registerFonts(document: PdfDocument): void {
  document.registerFont('plain', fonts.resolve(`${folder}/400Regular/SourceSans3_400Regular.ttf`))
  document.registerFont('bold', fonts.resolve(`${folder}/600SemiBold/SourceSans3_600SemiBold.ttf`))
}

let measuring: PdfDocument | undefined

/** How wide texts are in that typeface; the document that knows is made once. */
export function measureText(): Measure {
  const document = measuring ?? new PDFDocument({ autoFirstPage: false })
  if (measuring === undefined) registerFonts(document)
  measuring = document
  return (text, size, bold) =>
    document
      .font(bold ? 'bold' : 'plain')
      .fontSize(size)
      .widthOfString(text)
}
