import t from 'tap'
import { composeDestructionCertificate } from '../../src/documents/destruction-certificate.ts'
import { passesElevenTest } from '../../src/identity/bsn.ts'
import { certificateOf } from '../documents/examples.ts'
import { piecesOf } from '../documents/words.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { flatTextOf } from '../support/pdf-text.ts'
import { rightsService } from '../support/rights.ts'

const { ask, zwolle, open, signals, database, service, issuer } = await rightsService(t)
const { sql } = database
const [anna] = zwolle.professionals
const bsns = madeUpBsns()

/** Telephone numbers as they may have been written down, of which each holds nine digits that pass the eleven-test. */
const numbers = [
  '+31 612345609',
  '06-12345609',
  '+31612345609',
  '0612345609',
  '+32 612345609',
  '612345609',
  '0038 612345609',
]

t.test('the numbers pass the eleven-test', async (t) => t.ok(passesElevenTest('612345609')))

for (const phone of numbers) {
  t.test(
    `R7, R21: a letter and an answer to access are made with ${phone}, which looks like a BSN`,
    async (t) => {
      const email = 'a612345609@organisatie.example'
      await sql`update account set phone = ${phone}, email = ${email} where id in (${anna.id}, ${zwolle.privacyOfficer.id})`
      const bsn = bsns.next().value
      const [id = ''] = await signals({ bsn, birthDate: '2014-06-01' }, [anna])
      const letter = await ask(anna.subject, 'POST', `/signals/${id}/letters`)
      t.equal(letter.status, 201, letter.payload)
      const said = piecesOf(letter.body).join('\n')
      const phones = said.split(phone).length - said.split(`a${phone}`).length
      t.equal(phones, 2, 'of the professional, and of the municipality')
      t.notMatch(said, bsn)
      const pdf = await service.app.inject({
        method: 'POST',
        url: `/v1/signals/${id}/letters`,
        headers: { authorization: `Bearer ${await issuer.token(anna.subject)}`, accept: 'application/pdf' },
      })
      t.equal(pdf.statusCode, 201)
      t.match(flatTextOf(pdf.rawPayload).replaceAll(' ', ''), phone.replaceAll(' ', ''))

      const opened = await open('access', { bsn, birthDate: '2014-06-01' })
      await ask(zwolle.privacyOfficer.subject, 'POST', `/subject-requests/${opened.id}/decisions`, {
        decision: 'granted',
      })
      const access = await ask(
        zwolle.privacyOfficer.subject,
        'GET',
        `/subject-requests/${opened.id}/access-document`,
      )
      t.equal(access.status, 200, access.payload)
      t.match(piecesOf(access.body).join('\n'), `bel ${phone}`)
    },
  )
}

t.test('a digest may hold any digits', async (t) => {
  const digest = Buffer.from('+612345609/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=', 'base64')
  t.match(piecesOf(composeDestructionCertificate({ ...certificateOf(), digest })).join('\n'), '+612345609/')
})
