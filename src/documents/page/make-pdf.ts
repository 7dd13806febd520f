import PDFDocument from 'pdfkit'
import type { CalendarDate } from '../../ground/calendar.ts'
import { type PdfDocument, registerFonts } from './fonts.ts'
import { page } from './style.ts'

/** What a document says of itself, to a reader who opens, keeps or has it read aloud. */
export interface Properties {
  readonly title: string
  readonly author: string
  readonly subject: string
  readonly language: 'nl' | 'nl-NL'
  readonly onDate: CalendarDate
}

/**
 * Makes a tagged document (PDF/UA, EN 301 549) of A4 pages, of which the first is there. What is drawn alike on the same day gives
 * the same bytes.
 */
export async function makePdf(
  { title, author, subject, language, onDate }: Properties,
  draw: (document: PdfDocument) => void,
): Promise<Buffer> {
  const made = new Date(`${onDate}T00:00:00Z`)
  const document = new PDFDocument({
    size: [page.width, page.height],
    margin: 0,
    bufferPages: true,
    pdfVersion: '1.7',
    subset: 'PDF/UA' as never,
    tagged: true,
    displayTitle: true,
    lang: language,
    info: { Title: title, Author: author, Subject: subject, CreationDate: made, ModDate: made },
  })
  const parts: Buffer[] = []
  document.on('data', (part: Buffer) => parts.push(part))
  const ended = new Promise((resolve) => document.on('end', resolve))
  registerFonts(document)
  draw(document)
  document.end()
  await ended
  return Buffer.concat(parts)
}
