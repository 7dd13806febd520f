import { inSigns, type PdfDocument } from './fonts.ts'
import type { Line } from './text.ts'

/** Writes lines onto the current page. */
export function drawLines(document: PdfDocument, lines: readonly Line[]): void {
  for (const { x, y, text, size, bold, colour } of lines)
    document
      .font(bold ? 'bold' : 'plain')
      .fontSize(size)
      .fillColor(colour)
      .text(inSigns(text), x, y, { lineBreak: false, baseline: 'alphabetic' })
}
