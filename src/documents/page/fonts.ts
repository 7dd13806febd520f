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

/** Letters that the typeface has in two signs only: the letter, and its accent. */
const inTwo =
  /[\u01DE-\u01E1\u01E8\u01E9\u01EC\u01ED\u0202\u0203\u0206\u0207\u020A\u020B\u020E-\u0217\u0228-\u0233\u1E00\u1E01\u1E04\u1E05\u1E08\u1E09\u1E14\u1E15\u1E1A-\u1E1D\u1E2C-\u1E31\u1E4C-\u1E51\u1E54\u1E55\u1E64\u1E65\u1E68\u1E69\u1E74\u1E75\u1E78-\u1E7D\u1E86-\u1E8D\u1E98\u1E99]/gu

/** A text in the signs that the typeface has. */
export function inSigns(text: string): string {
  return text.replace(inTwo, (letter) => letter.normalize('NFD'))
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
      .widthOfString(inSigns(text))
}
