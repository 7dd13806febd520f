import t from 'tap'
import { findDetailFaults, sameDetails } from '../../src/contact/details.ts'
import { testPersons } from '../support/bsn.ts'

const details = { name: 'S. de Wit', jobTitle: 'Arts 4-19', email: 's@ggd.example', phone: '038-4989111' }

t.test(
  'R7: below the door too each detail is in the form in which it is kept, and holds no BSN',
  async (t) => {
    const { bsn } = testPersons[0] as { bsn: string }
    t.strictSame(findDetailFaults(details), [])
    t.strictSame(findDetailFaults({}), [], 'what is not given is not wrong')
    const wrong = { name: `S ${bsn}`, jobTitle: bsn, email: `s${bsn}@ggd.example`, phone: bsn }
    t.strictSame(
      findDetailFaults(wrong, '/contact').map(({ name, code }) => `${name} ${code}`),
      ['name', 'jobTitle', 'email', 'phone'].map((field) => `/contact/${field} invalid-format`),
    )
    const other = { ...details, email: 's@GGD.example', phone: '(038) 498 91 11' }
    t.strictSame(
      findDetailFaults(other).map(({ name }) => name),
      ['/email', '/phone'],
    )
  },
)

t.test('details that were written down in another form before are the same', async (t) => {
  t.ok(sameDetails({ ...details, phone: '+31 (0)38 498 91 11', name: 'S.  de Wit' }, details))
  t.ok(
    sameDetails({ ...details, name: 'Naam 7' }, { ...details, name: 'Naam 7' }),
    'also where it cannot be read',
  )
  t.notOk(sameDetails({ ...details, phone: '038-4989112' }, details))
  t.notOk(sameDetails({ ...details, name: 'Naam 7' }, details))
})
