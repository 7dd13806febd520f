import { createHash } from 'node:crypto'

/** A form in which a number might have been left behind. */
export interface Needle {
  readonly form: string
  readonly bytes: Buffer
}

const digests = ['md5', 'sha1', 'sha256'] as const

/** Every form in which a number is looked for: as digits, encoded, and digested without a key. */
export function formsOf(bsn: string): Needle[] {
  const text = (form: string, value: string) => ({ form, bytes: Buffer.from(value, 'latin1') })
  return [
    text('digits', bsn),
    ...[' ', '.', '-'].map((part) => text(`parted by "${part}"`, bsn.match(/.{3}/g)?.join(part) ?? '')),
    text('hex', Buffer.from(bsn).toString('hex')),
    text('codes of a buffer', [...Buffer.from(bsn)].join(',')),
    text(
      'percent',
      bsn.replace(/./g, (digit) => `%3${digit}`),
    ),
    { form: 'UTF-16', bytes: Buffer.from(bsn, 'utf16le') },
    ...[0, 1, 2].map((shift) => text(`base64, shifted ${shift}`, insideBase64(bsn, shift))),
    ...digests.flatMap((digest) => {
      const raw = createHash(digest).update(bsn).digest()
      return [
        { form: digest, bytes: raw },
        text(`${digest} in hex`, raw.toString('hex')),
        text(`${digest} in base64`, raw.toString('base64').replace(/=+$/, '')),
      ]
    }),
  ]
}

/** The characters of base64 that depend on the number alone, in each place of a longer text. */
function insideBase64(bsn: string, shift: number): string {
  const encoded = Buffer.from(`${' '.repeat(shift)}${bsn}`)
    .toString('base64')
    .replace(/=+$/, '')
  const bits = (shift + bsn.length) * 8
  return encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(bits / 6))
}

/** Looks for many needles in one pass. */
export class Search {
  readonly #starts = new Uint8Array(1 << 24)
  readonly #byStart = new Map<number, Needle[]>()

  constructor(needles: readonly Needle[]) {
    for (const needle of needles) {
      const start = needle.bytes.readUIntBE(0, 3)
      this.#starts[start] = 1
      this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), needle])
    }
  }

  /** The forms that are in some bytes, each once. */
  formsIn(bytes: Buffer): string[] {
    const found = new Set<string>()
    let window = 0
    for (let end = 0; end < bytes.length; end++) {
      window = ((window << 8) | (bytes[end] as number)) & 0xffffff
      if (this.#starts[window] !== 1 || end < 2) continue
      for (const { form, bytes: needle } of this.#byStart.get(window) ?? []) {
        if (bytes.subarray(end - 2, end - 2 + needle.length).equals(needle)) found.add(form)
      }
    }
    return [...found]
  }
}
