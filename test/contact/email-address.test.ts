import fc from 'fast-check'
import t from 'tap'
import { addressToSendTo, readEmailAddress } from '../../src/contact/email-address.ts'
import { testPersons } from '../support/bsn.ts'

const kept = (text: string) => {
  const read = readEmailAddress(text)
  return 'value' in read ? read.value : read.reason.detail
}

t.test('RFC 5321: an address is kept as it is, with its domain in ASCII', async (t) => {
  const taken: Readonly<Record<string, string>> = {
    "jan.o'brien@ggd.example": "jan.o'brien@ggd.example",
    'jan_@ggd.example': 'jan_@ggd.example',
    '_jan-@ggd.example': '_jan-@ggd.example',
    'jan+verwijsindex=zwolle@ggd.example': 'jan+verwijsindex=zwolle@ggd.example',
    "!#$%&'*+/=?^_`{|}~-@ggd.example": "!#$%&'*+/=?^_`{|}~-@ggd.example",
    'J@x.nl': 'J@x.nl',
    'Jan.Jansen@GGD.Example': 'Jan.Jansen@ggd.example',
    'jan@súdwest.example': 'jan@xn--sdwest-pya.example',
    'jan@su\u0301dwest.example': 'jan@xn--sdwest-pya.example',
    'jan@xn--sdwest-pya.example': 'jan@xn--sdwest-pya.example',
    'jan@faß.example': 'jan@xn--fa-hia.example',
    'jan@a.b-c.d1.example': 'jan@a.b-c.d1.example',
    ' jan@ggd.example ': 'jan@ggd.example',
    'jan1234567@ggd.example': 'jan1234567@ggd.example',
  }
  for (const [text, form] of Object.entries(taken)) {
    t.equal(kept(text), form, text)
    t.equal(addressToSendTo(form), form, 'and sent to as it is kept')
  }
  t.match(kept('jan@почта.рф'), /^jan@xn--[a-z0-9]+\.xn--p1ai$/)
})

t.test('RFC 5321: what no server takes, or is more than one address, is refused at the door', async (t) => {
  const refused = [
    '',
    'jan',
    '@ggd.example',
    'jan@',
    'jan..j@ggd.example',
    '.jan@ggd.example',
    'jan.@ggd.example',
    'jan jansen@ggd.example',
    'jan@ggd',
    'jan@ggd..example',
    'jan@.ggd.example',
    'jan@ggd.example.',
    'jan@-ggd.example',
    'jan@ggd-.example',
    'jan@ggd_a.example',
    'jan@1.2.3.4',
    'jan@0x7f.1',
    'jan@[127.0.0.1]',
    'jan@ggd%2eexample.nl',
    'jan@ggd。example',
    `${'a'.repeat(65)}@ggd.example`,
    `jan@${'a'.repeat(64)}.example`,
    `jan@${'ab.'.repeat(90)}example`,
    'jan@a@ggd.example',
    'jan@ggd.example,piet@ggd.example',
    'jan@ggd.example;piet@ggd.example',
    'Jan <jan@ggd.example>',
    'jan@ggd.example\n',
    'jan@ggd.example\r\nBcc: piet@ggd.example',
    'jan@ggd.example\0',
    'a\u2028@ggd.example',
  ]
  for (const [place, text] of refused.entries()) {
    t.equal(kept(text), 'Dit is geen geldig mailadres.', `refused ${place}`)
    t.equal(addressToSendTo(text), undefined, `refused ${place}`)
  }
  t.match(kept('"jan jansen"@ggd.example'), /aanhalingstekens/)
  t.match(kept('josé@ggd.example'), /zonder accenten/)
})

t.test('R7: an address has no room for a number that can be a BSN', async (t) => {
  const { bsn } = testPersons[0] as { bsn: string }
  const [first, second, third] = bsn.match(/.{3}/g) ?? []
  for (const text of [bsn, `x${bsn}`, `${first}.${second}.${third}`, `1${bsn}`, bsn.replace(/^0/, '')])
    t.match(kept(`${text}@ggd.example`), /burgerservicenummer/, text)
  t.match(kept(`jan@a${bsn}.example`), /burgerservicenummer/)
})

t.test('every address that is kept is one address, and stays as it is', async (t) => {
  const signs = fc.stringMatching(/^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~" ,;:<>@()[\]\\éø-]{1,20}$/)
  fc.assert(
    fc.property(signs, fc.constantFrom('ggd.example', 'súdwest.example', 'GGD.nl', 'x'), (local, host) => {
      const read = readEmailAddress(`${local}@${host}`)
      if (!('value' in read)) return
      t.match(read.value, /^[!-~]+@[a-z0-9.-]+$/)
      t.notMatch(read.value, /[",;:<>()[\]\\ ]|@.*@|\.\.|^\.|\.@/)
      t.equal(kept(read.value), read.value)
    }),
    { numRuns: 2000 },
  )
})
