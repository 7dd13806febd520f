import fc from 'fast-check'
import t from 'tap'
import { readPhoneNumber } from '../../src/contact/phone-number.ts'
import { passesElevenTest } from '../../src/identity/bsn.ts'
import { withoutBsn } from '../../src/identity/without-bsn.ts'
import { testPersons } from '../support/bsn.ts'

const kept = (text: string) => {
  const read = readPhoneNumber(text)
  return 'value' in read ? read.value : undefined
}

/** One number, in the forms in which people write it. */
const forms: Readonly<Record<string, readonly string[]>> = {
  '038-4989111': [
    '038-4989111',
    '038 4989111',
    '0384989111',
    '038 498 91 11',
    '038-498 91 11',
    '(038) 498 91 11',
    '(038)4989111',
    '038/4989111',
    '038.498.91.11',
    '038 – 498 91 11',
    '038\u00a0498\u202f91\u00a011',
    '+31 38 498 91 11',
    '+31384989111',
    '+31 (0)38 498 91 11',
    '+31(0)384989111',
    '+31 (038) 498 91 11',
    '(+31) 38 498 91 11',
    '0031 38 498 91 11',
    '0031-(0)38-4989111',
    '31384989111',
    ' 038-4989111 ',
    'tel. 038-4989111',
    'Telefoon: 038-4989111',
  ],
  '06-12345678': [
    '06-12345678',
    '0612345678',
    '06 12 34 56 78',
    '+31 6 12345678',
    '+31 612345678',
    '00316 1234 5678',
  ],
  '0529-123456': ['0529-123456', '0529 12 34 56', '+31 529 123 456'],
  '088-1234567': ['088 123 45 67', '+31 88 123 45 67'],
  '0800-1234': ['0800-1234', '08001234', '0800 12 34'],
  '0900-1234567': ['0900 1234567'],
  '14 038': ['14 038', '14038', '14-038', '+31 14 038'],
  '14 0529': ['14 0529', '140529'],
  '+32470123456': ['+32 470 12 34 56', '0032 470 12 34 56', '+32(0)470/12.34.56'],
  '+492821840': ['+49 2821 84-0', '0049 (0)2821 840'],
  '+35227123456': ['+352 27 12 34 56'],
  '038-4989111 toestel 12': [
    '038-4989111 toestel 12',
    '038 498 91 11, tst. 12',
    '038-4989111 ext 12',
    '038-4989111 #12',
    '+31 (0)38 498 91 11 toest. 12',
  ],
}

for (const [form, written] of Object.entries(forms))
  t.test(`${form} is kept in one form, however it is written`, async (t) => {
    for (const text of [...written, form]) t.equal(kept(text), form, text)
  })

t.test(
  'R7: what is no telephone number is refused, and nine digits that pass the eleven-test above all',
  async (t) => {
    const { bsn } = testPersons[0] as { bsn: string }
    const refused = [
      '',
      '112',
      'geen',
      '038-ZORGEN1',
      '038-498911',
      '038-49891112',
      '06-1234567',
      '1234',
      '038-4989111 en 06-12345678',
      '038-4989111\n',
      '038-4989111\nBcc: x',
      '++31384989111',
      '038-4989111 toestel 123456',
      '1,23E+09',
      '0384989111'.repeat(3),
      bsn,
      `+${bsn}`,
      `00${bsn}`,
      `0${bsn}`,
      `+31 ${bsn}`,
      `038-4989111 toestel ${bsn}`,
      `${bsn} toestel 1`,
      '٠٣٨٤٩٨٩١١١',
    ]
    for (const text of refused) t.equal(kept(text), undefined, JSON.stringify(text))
    const stripped = readPhoneNumber('384989111')
    t.match(stripped, { reason: { detail: /spreadsheet laat een 0 aan het begin weg/ } })
  },
)

t.test('R7: no kept number has nine digits by themselves that pass the eleven-test', async (t) => {
  const digits = fc.stringMatching(/^(\+|00?|\+31 ?\(?0?\)?|)[0-9]([ .-]?[0-9]){4,14}$/)
  let taken = 0
  fc.assert(
    fc.property(digits, (text) => {
      const found = kept(text)
      if (found === undefined) return
      taken++
      t.equal(kept(found), found, 'what is kept is read as itself')
      t.equal(withoutBsn(found), found)
      t.notOk((found.match(/\d+/g) ?? []).some(passesElevenTest))
    }),
    { numRuns: 3000 },
  )
  t.ok(taken > 200, `${taken} of them were numbers`)
})
