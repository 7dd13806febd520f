import t from 'tap'
import type { Composition } from '../../src/documents/composition.ts'
import { familiar, formal, piecesOf } from '../documents/words.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { flatTextOf } from '../support/pdf-text.ts'
import { rightsService } from '../support/rights.ts'

const { ask, zwolle, kampen, signals, database, clock, issuer, service, region } = await rightsService(t)
const { sql } = database
const [anna, bert] = zwolle.professionals
const bsns = madeUpBsns()

async function registered(birthDate: string): Promise<string> {
  const [id = ''] = await signals({ bsn: bsns.next().value, birthDate }, [anna])
  return id
}

async function letterOf(id: string): Promise<Composition> {
  const { status, body } = await ask(anna.subject, 'POST', `/signals/${id}/letters`)
  t.equal(status, 201)
  return body
}

t.test('R21, GDPR 14: the letter is to whom the law informs at the age of the day', async (t) => {
  clock.now = new Date('2027-03-01T09:00:00Z')
  const cases = {
    '2015-03-02': 'de ouder(s) of voogd(en)', // 12 tomorrow
    '2015-03-01': /jongere .*ouder/,
    '2011-03-02': /jongere .*ouder/, // 16 tomorrow
    '2011-03-01': 'de jongere',
    '2005-03-01': 'de jongere',
  }
  for (const [birthDate, addressee] of Object.entries(cases)) {
    const letter = await letterOf(await registered(birthDate))
    t.match(letter, { kind: 'registration_letter', date: '2027-03-01', addressee }, birthDate)
    const text = piecesOf(letter).join('\n')
    t.match(text, birthDate === '2015-03-02' ? formal : familiar)
    t.notMatch(text, birthDate === '2015-03-02' ? familiar : formal)
    t.match(text, `Naam ${anna.subject}`)
    t.match(text, anna.email)
    t.match(text, zwolle.privacyOfficer.email, 'whom of the municipality to ask')
    // Nobody stays longer than to their 23rd birthday.
    t.match(text, birthDate === '2005-03-01' ? '1 maart 2028' : '1 maart 2029', 'until when')
  }
})

t.test('R8: who was born on 29 February is written to as if a day younger, for one day', async (t) => {
  clock.now = new Date('2028-02-29T09:00:00Z')
  const leapling = await registered('2016-02-29') // 12 today, by the birth date that is not kept
  t.match(await letterOf(leapling), { addressee: 'de ouder(s) of voogd(en)' })
  clock.now = new Date('2028-03-01T09:00:00Z')
  t.match(await letterOf(leapling), { addressee: /jongere .*ouder/ })
})

t.test(
  'R6, R9: the 23rd birthday in it is the one that this registration stated, and no other',
  async (t) => {
    const bsn = bsns.next().value
    const [first = ''] = await signals({ bsn, birthDate: '2014-06-01' }, [anna])
    await signals({ bsn, birthDate: '2015-06-01' }, [bert])
    const text = piecesOf(await letterOf(first)).join('\n')
    t.match(text, 'de datum waarop je 23 wordt (1 juni 2037), omdat dan alles wordt vernietigd.')
    t.notMatch(text, '2038')
  },
)

t.test('R6: nor does it tell by whom it is to that somebody else stated a later one', async (t) => {
  const bsn = bsns.next().value
  const [first = ''] = await signals({ bsn, birthDate: '2016-03-01' }, [anna])
  await signals({ bsn, birthDate: '2017-06-01' }, [bert])
  t.match(await letterOf(first), { date: '2028-03-01', addressee: /jongere .*ouder/ })
})

t.test('R3: a colleague who took a signal over says so, until it is handed back', async (t) => {
  const organisation = zwolle.organisations[0] ?? ''
  const coordinator = await region.account({ organisation, roles: ['coordinator'] })
  const colleague = await region.account({ organisation })
  const id = await registered('2015-06-01')
  const handOver = async (from: string, to: string) => {
    const payload = { toProfessionalId: to, signalIds: [id] }
    const { status } = await ask(coordinator.subject, 'POST', `/professionals/${from}/hand-overs`, payload)
    t.equal(status, 201)
  }
  const textOf = async (subject: string) =>
    piecesOf((await ask(subject, 'POST', `/signals/${id}/letters`)).body).join('\n')
  const took =
    'is een signaal over jou afgegeven in de verwijsindex. Ik heb dit signaal overgenomen van een collega.'
  const gave = 'heb ik een signaal over jou afgegeven in de verwijsindex.'
  t.match(await textOf(anna.subject), gave)
  await handOver(anna.id, colleague.id)
  const text = await textOf(colleague.subject)
  t.match(text, took)
  t.match(text, `Ik ben Naam ${colleague.subject}`)
  t.notMatch(text, new RegExp(`${anna.subject}\\b`), 'and names nobody else')
  await handOver(colleague.id, anna.id)
  t.match(await textOf(anna.subject), gave)
})

t.test('R20: that it was made is logged; as pages it says the same', async (t) => {
  const id = await registered('2013-01-01')
  const letter = await letterOf(id)
  const pdf = await service.app.inject({
    method: 'POST',
    url: `/v1/signals/${id}/letters`,
    headers: { authorization: `Bearer ${await issuer.token(anna.subject)}`, accept: 'application/pdf' },
  })
  t.equal(pdf.statusCode, 201)
  t.equal(pdf.headers['content-type'], 'application/pdf')
  t.equal(pdf.headers['content-disposition'], 'inline; filename="brief-2028-03-01.pdf"')
  const pages = flatTextOf(pdf.rawPayload).replaceAll(' ', '')
  t.strictSame(
    piecesOf(letter)
      .flatMap((piece) => piece.split(/\s+/))
      .filter((word) => !pages.includes(word)),
    [],
  )
  const line = { actor_id: anna.id, signal_id: id, tied: true }
  t.strictSame(
    [
      ...(await sql`select actor_id, signal_id, young_person_id is not null as tied from logbook
                     where event = 'letter_made' and signal_id = ${id}`),
    ],
    [line, line],
  )
})

t.test('R6: nobody else’s signal has a letter, nor one that is not active', async (t) => {
  const id = await registered('2013-01-01')
  const deputy = await region.account({ organisation: zwolle.organisations[0] ?? '' })
  await region.absence(anna.id, deputy.id)
  for (const { subject } of [bert, deputy, kampen.professionals[0]])
    t.equal((await ask(subject, 'POST', `/signals/${id}/letters`)).status, 404)
  t.equal((await ask(zwolle.privacyOfficer.subject, 'POST', `/signals/${id}/letters`)).status, 403)
  await ask(anna.subject, 'POST', `/signals/${id}/endings`, { reason: 'risk_gone' })
  t.equal((await ask(anna.subject, 'POST', `/signals/${id}/letters`)).status, 404)
})
