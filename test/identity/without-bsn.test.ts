import fc from 'fast-check'
import t from 'tap'
import { passesElevenTest } from '../../src/identity/bsn.ts'
import { withoutBsn } from '../../src/identity/without-bsn.ts'
import { testPersons } from '../support/bsn.ts'

const bsn = testPersons[0]?.bsn ?? ''
const parted = (sign: string) => bsn.match(/.{3}/g)?.join(sign) ?? ''

const taken = {
  [bsn]: '[BSN]',
  [`over ${bsn}.`]: 'over [BSN].',
  [`bsn${bsn}`]: 'bsn[BSN]',
  [`${bsn}x`]: '[BSN]x',
  [`_${bsn}_`]: '_[BSN]_',
  [`?bsn=${bsn}&x`]: '?bsn=[BSN]&x',
  [`${bsn},${bsn}`]: '[BSN],[BSN]',
  [`${bsn} ${bsn}`]: '[BSN] [BSN]',
  [parted(' ')]: '[BSN]',
  [parted('.')]: '[BSN]',
  [parted('-')]: '[BSN]',
  [[...bsn].join(' ')]: '[BSN]',
  [`123456 ${parted('-')}`]: '123456 [BSN]',
  [`1 ${bsn} 2`]: '1 [BSN] 2',
  [`1.${bsn}-2`]: '1.[BSN]-2',
  [`${bsn}.5`]: '[BSN].5',
}

const kept = [
  '',
  '123456789',
  '000000000',
  `1${bsn}`,
  `${bsn}0`,
  '2026-11-22T09:30:00.000Z',
  '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01',
  `${bsn.slice(0, 8)}-1234-4abc-8def-123456789012`,
  'aaaaaaaa-1234-4567-8901-234567890123',
  '1763803800000',
  '127.0.0.1:5432',
  '038-1234567',
]

/** Stated, not hidden: the net knows digits. What never becomes text cannot be encoded either, and is the first guard. */
const notCovered = {
  hex: Buffer.from(bsn).toString('hex'),
  base64: Buffer.from(bsn).toString('base64'),
  percent: bsn.replace(/./g, (digit) => `%3${digit}`),
  'codes of a buffer': [...Buffer.from(bsn)].join(),
  'two spaces': parted('  '),
  'a line break': parted('\n'),
  underscores: parted('_'),
  slashes: parted('/'),
}

t.test('R23: a number is taken out of a text', async (t) => {
  for (const [text, expected] of Object.entries(taken)) t.equal(withoutBsn(text), expected, expected)
})

t.test('what is no number stays as it is', async (t) => {
  for (const text of kept) t.equal(withoutBsn(text), text)
})

t.test('what the net does not cover', async (t) => {
  for (const [what, text] of Object.entries(notCovered)) t.equal(withoutBsn(text), text, what)
})

t.test('R23: in each place between other things a number is taken out, and only numbers are', async (t) => {
  const sign = fc.constantFrom('', ' ', '.', '-')
  const number = fc
    .tuple(
      fc.constantFrom(...testPersons.map((person) => person.bsn)),
      fc.array(sign, { minLength: 8, maxLength: 8 }),
    )
    .map(([digits, signs]) => [...digits].map((digit, place) => digit + (signs[place] ?? '')).join(''))
  const around = fc.string().filter((text) => !/\d/.test(text))
  const found = fc.property(
    around,
    number,
    around,
    (before, text, after) => withoutBsn(before + text + after) === `${before}[BSN]${after}`,
  )
  t.notOk(fc.check(found, { numRuns: 3000 }).failed)

  const mixed = fc
    .array(fc.oneof(fc.stringMatching(/^[0-9 .-]{1,12}$/), fc.string({ maxLength: 3 }), number))
    .map((parts) => parts.join(''))
  const none = fc.property(mixed, (text) => {
    const left = withoutBsn(text)
    const runs = left.match(/(?<!\d)\d{9}(?!\d)/g) ?? []
    return !runs.some(passesElevenTest) && withoutBsn(left) === left
  })
  t.notOk(fc.check(none, { numRuns: 5000 }).failed)
  const uuids = fc.property(fc.uuid(), (id) => withoutBsn(`id ${id}.`) === `id ${id}.`)
  t.notOk(fc.check(uuids, { numRuns: 5000 }).failed)
})
