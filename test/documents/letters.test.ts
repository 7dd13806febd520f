import PDFDocument from 'pdfkit'
import t from 'tap'
import { accents, letters } from '../../src/contact/letters.ts'
import { inSigns, measureText, registerFonts } from '../../src/documents/page/fonts.ts'

/** The typeface as pdfkit has it open. */
interface Typeface {
  hasGlyphForCodePoint(codePoint: number): boolean
}

function typefaces(): Typeface[] {
  const document = new PDFDocument({ autoFirstPage: false })
  registerFonts(document)
  const open = (name: string) => (document.font(name) as unknown as { _font: { font: Typeface } })._font.font
  return [open('plain'), open('bold')]
}

const [plain, bold] = typefaces()
const missing = (text: string) =>
  [...text].filter(
    (sign) => ![plain, bold].every((face) => face?.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0)),
  )

t.test('the typeface has every letter that the door lets in, in both weights', async (t) => {
  const taken = new RegExp(`^[${letters}${accents}]$`, 'u')
  const all = Array.from({ length: 0x30000 }, (_, code) => code)
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => String.fromCodePoint(code))
    .filter((sign) => taken.test(sign))
  t.ok(all.length > 500, `${all.length} letters`)
  t.strictSame(
    all.filter((sign) => missing(inSigns(sign)).length > 0),
    [],
  )
  t.strictSame(missing(` 0123456789.,:;'’()&+/!–-@_"“”…·€`), [], 'and what else may stand in a document')
  t.strictSame(missing('李'), ['李'], 'of others it has none')
})

t.test('an accent that stands apart takes no room of its own', async (t) => {
  const measure = measureText()
  t.equal(measure('Ǩ', 10, false), measure('K', 10, false))
  t.equal(inSigns('Zoë'), 'Zoë', 'and what the typeface has as one stays one')
})
