import { inflateSync } from 'node:zlib'

/**
 * The words of each page of a PDF that the service wrote, line by line, read back by the tables that its fonts carry for that; what cannot
 * be read back cannot be copied or read aloud either.
 */
export function textOfPages(pdf: Buffer): string[] {
  const objects = readObjects(pdf.toString('latin1'))
  const fonts = new Map<string, ReadonlyMap<number, string>>()
  const pages: string[] = []
  for (const { dictionary } of objects.values()) {
    if (!/\/Type \/Page\b(?!s)/.test(dictionary)) continue
    const resources = objects.get(reference(dictionary, 'Resources'))?.dictionary ?? dictionary
    for (const [, name = '', id = ''] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g))
      fonts.set(name, signsOf(objects.get(reference(objects.get(Number(id))?.dictionary ?? '', 'ToUnicode'))))
    pages.push(wordsOf(objects.get(reference(dictionary, 'Contents'))?.stream ?? '', fonts))
  }
  return pages
}

/** All its words, as one line. */
export function flatTextOf(pdf: Buffer): string {
  return textOfPages(pdf).join(' ').replace(/\s+/g, ' ')
}

interface PdfObject {
  readonly dictionary: string
  readonly stream: string
}

function readObjects(text: string): Map<number, PdfObject> {
  const found = text.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)
  return new Map(
    [...found].map(([, id, body = '']) => {
      const at = body.indexOf('stream\n')
      const dictionary = at < 0 ? body : body.slice(0, at)
      return [Number(id), { dictionary, stream: at < 0 ? '' : inflated(body.slice(at + 7), dictionary) }]
    }),
  )
}

function inflated(stream: string, dictionary: string): string {
  if (!dictionary.includes('/FlateDecode')) return stream
  return inflateSync(Buffer.from(stream.replace(/\nendstream$/, ''), 'latin1')).toString('latin1')
}

function reference(dictionary: string, name: string): number {
  return Number(new RegExp(`/${name} (\\d+) 0 R`).exec(dictionary)?.[1] ?? Number.NaN)
}

/** What each glyph stands for. */
function signsOf(map: PdfObject | undefined): Map<number, string> {
  const signs = new Map<number, string>()
  for (const [, from = '', list = ''] of (map?.stream ?? '').matchAll(
    /<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/g,
  ))
    [...list.matchAll(/<([0-9a-f ]*)>/g)].forEach(([, code = ''], n) => {
      signs.set(
        Number.parseInt(from, 16) + n,
        Buffer.from(code.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'),
      )
    })
  return signs
}

function wordsOf(content: string, fonts: ReadonlyMap<string, ReadonlyMap<number, string>>): string {
  const lines: string[] = []
  for (const [, block = ''] of content.matchAll(/\bBT\n([\s\S]*?)\nET/g)) {
    const signs = fonts.get(/\/(F\d+) /.exec(block)?.[1] ?? '')
    const glyphs = [...block.matchAll(/<([0-9a-f]+)>/g)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
    lines.push(glyphs.map((glyph) => signs?.get(Number.parseInt(glyph, 16)) ?? '\ufffd').join(''))
  }
  return lines.join('\n')
}
