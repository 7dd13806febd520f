import t from 'tap'
import { composeAccessDocument } from '../../src/documents/access-document.ts'
import { type Composition, list, paragraph } from '../../src/documents/composition.ts'
import { composeDestructionCertificate } from '../../src/documents/destruction-certificate.ts'
import { bottom, type Element, inner, type Laid, left, top } from '../../src/documents/page/flow.ts'
import { measureText } from '../../src/documents/page/fonts.ts'
import { layOut } from '../../src/documents/page/lay-out.ts'
import type { Line } from '../../src/documents/page/text.ts'
import { composeRegistrationLetter } from '../../src/documents/registration-letter.ts'
import { writePdf } from '../../src/documents/write-pdf.ts'
import { flatTextOf, textOfPages } from '../support/pdf-text.ts'
import {
  accessOf,
  ages,
  certificateOf,
  crowded,
  letterTo,
  nothingFor,
  testPersons,
  windDown,
} from './examples.ts'
import { piecesOf } from './words.ts'

const documents: Readonly<Record<string, Composition>> = {
  ...Object.fromEntries(
    ages.flatMap((age) => [
      [`access at ${age}`, composeAccessDocument(accessOf(age))],
      [`nothing at ${age}`, composeAccessDocument(nothingFor(age))],
      [`letter at ${age}`, composeRegistrationLetter(letterTo(age))],
    ]),
  ),
  'much to tell': composeAccessDocument(crowded(13)),
  certificate: composeDestructionCertificate(certificateOf()),
  'wind-down': composeDestructionCertificate(windDown),
}

/** A row higher than a page, and a word wider than its column. */
const unwieldy: Composition = {
  ...composeDestructionCertificate(certificateOf()),
  sections: [
    {
      heading: 'Veel',
      blocks: [
        paragraph('woord '.repeat(2000).trim()),
        list([`${'x'.repeat(300)} eind`]),
        {
          kind: 'table',
          columns: [
            { title: 'Eén', share: 20 },
            { title: 'Twee', share: 80 },
          ],
          rows: [
            ['kort', Array.from({ length: 200 }, (_, n) => `regel-${n}`).join('\n')],
            ['y'.repeat(120), 'kort'],
          ],
        },
        { kind: 'card', title: 'Kaart', facts: [{ label: 'Lang', value: 'waarde '.repeat(900).trim() }] },
      ],
    },
  ],
}

t.test('R21: the page says what the data says, every word of it, and no more than its frame', async (t) => {
  for (const [name, document] of Object.entries(documents)) {
    const text = flatTextOf(await writePdf(document)).replaceAll(' ', '')
    const missing = piecesOf(document).filter((piece) => !text.includes(piece.replace(/\s/g, '')))
    // What breaks over pages has the frame of the next page between.
    const parted = missing.filter((piece) => piece.split(/\s+/).some((word) => !text.includes(word)))
    t.strictSame(parted, [], name)
    t.ok(missing.length <= 2, `${name}: ${missing.length} pieces go on on the next page`)
    t.notMatch(text, '\ufffd', 'every sign is in the typeface')
  }
})

t.test('R7: no number is in the bytes of a page either', async (t) => {
  for (const age of ages) {
    const text = flatTextOf(await writePdf(composeAccessDocument(accessOf(age))))
    t.notOk(text.replace(/[ .-]/g, '').includes(testPersons[age].bsn))
  }
})

t.test('EN 301 549: it is tagged, in Dutch, titled, with headings for tables and bookmarks', async (t) => {
  const pdf = await writePdf(composeAccessDocument(accessOf(13)))
  const text = pdf.toString('latin1')
  t.match(text, /^%PDF-1\.7/)
  for (const mark of [
    '/Lang (nl-NL)',
    '/Marked true',
    '/DisplayDocTitle true',
    'pdfuaid:part>1<',
    '/PageMode /UseOutlines',
  ])
    t.ok(text.includes(mark), mark)
  t.ok(text.includes('(Wat er over jou in de verwijsindex staat)'))
  t.ok(text.includes('/Title (Wie heeft een signaal afgegeven?)'), 'a bookmark')
  t.equal(text.match(/\/S \/H1\b/g)?.length, 1)
  t.equal(text.match(/\/S \/H2\b/g)?.length, 9)
  t.equal(text.match(/\/S \/H3\b/g)?.length, 3, 'one for each signal')
  t.equal(text.match(/\/S \/Table\b/g)?.length, 3)
  t.equal(
    text.match(/\/Scope \/Column/g)?.length,
    12,
    'headings once, however often they are repeated for the eye',
  )
  t.ok(text.match(/\/MediaBox \[0 0 595\.28 841\.89\]/g)?.length, 'A4')
  t.ok(
    (await writePdf(composeAccessDocument(accessOf(13)))).equals(pdf),
    'the same data gives the same bytes',
  )
})

t.test('nothing is cut off, of long words and long tables either', async (t) => {
  for (const [name, document] of Object.entries({ ...documents, unwieldy })) {
    const measure = measureText()
    const laid = layOut(document, measure)
    const outside = marksOf(laid.root).flatMap(({ lines }) =>
      lines.filter(
        ({ x, y, text, size, bold }) =>
          x < left || x + measure(text, size, bold) > left + inner + 0.01 || y < top || y > bottom,
      ),
    )
    t.strictSame(outside, [], name)
    t.strictSame(overlapsOf(laid), [], `${name}: no line runs into another`)
  }
})

t.test('much to tell goes over many pages, each numbered, tables with their headings on each', async (t) => {
  const pages = textOfPages(await writePdf(documents['much to tell'] as Composition))
  t.ok(pages.length > 8, `${pages.length} pages`)
  pages.forEach((page, n) => {
    t.match(page, `Pagina ${n + 1} van ${pages.length}`)
    if (/bezorgd op 3 maart/.test(page)) t.match(page, /Gemaakt op[\s\S]*Aan wie/, `page ${n + 1}`)
    if (/\d keer\n/.test(page)) t.match(page, /Hoe vaak en wanneer/, `page ${n + 1}`)
  })
})

t.test('a row higher than a page goes on, and nothing of it is lost', async (t) => {
  const pages = textOfPages(await writePdf(unwieldy))
  const rows = pages.filter((page) => page.includes('regel-'))
  t.ok(rows.length >= 3)
  for (const page of rows) t.match(page, 'Twee')
  const text = pages.join('\n').replace(/\s/g, '')
  for (let n = 0; n < 200; n++) t.ok(text.includes(`regel-${n}`))
  t.equal(text.match(/woord/g)?.length, 2000)
  t.equal(text.match(/waarde/g)?.length, 900)
  t.ok(text.includes('x'.repeat(300)))
})

function marksOf({ children }: Element): { page: number; lines: readonly Line[] }[] {
  return children.flatMap((child) => ('tag' in child ? marksOf(child) : [child]))
}

/** Lines on one page of which the boxes share more than their edges. */
function overlapsOf({ root, pages }: Laid): string[] {
  const measure = measureText()
  return Array.from({ length: pages }, (_, n) => {
    const lines = marksOf(root)
      .filter(({ page }) => page === n)
      .flatMap((mark) => mark.lines)
      .map((line) => ({ ...line, end: line.x + measure(line.text, line.size, line.bold) }))
    return lines.flatMap((one, at) =>
      lines
        .slice(at + 1)
        .filter((other) => Math.abs(one.y - other.y) < 8 && one.x < other.end && other.x < one.end)
        .map((other) => `${one.text} / ${other.text}`),
    )
  }).flat()
}
