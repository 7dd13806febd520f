import { measureText } from '../../documents/page/fonts.ts'
import { page } from '../../documents/page/style.ts'
import type { Overview } from '../overview.ts'
import { type Item, layOut } from './layout.ts'
import { makeReport, type Report } from './report.ts'
import { writePdf } from './write-pdf.ts'
import { writeSvg } from './write-svg.ts'

/** The report for the council as a document. The same view gives the same bytes. */
export async function renderPdf(overview: Overview): Promise<Buffer> {
  const { report, items } = onOnePage(overview)
  return writePdf(report, items, overview.onDate)
}

/** The report for the council as a picture. */
export function renderSvg(overview: Overview): string {
  const { report, items } = onOnePage(overview)
  return writeSvg(report, items)
}

/** With lists as long as there is room for on one page. */
function onOnePage(overview: Overview): { report: Report; items: readonly Item[] } {
  const measure = measureText()
  for (let longest = 8; ; longest--) {
    const report = makeReport(overview, longest)
    const { items, bottom } = layOut(report, measure)
    if (bottom <= page.height - page.margin || longest === 1) return { report, items }
  }
}
