import t from 'tap'
import { testPersons } from '../documents/examples.ts'
import { familiar, formal, headingsOf, piecesOf, under } from '../documents/words.ts'
import { problemCode } from '../support/answers.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { endSignals } from '../support/ending.ts'
import { flatTextOf } from '../support/pdf-text.ts'
import { accessStory, live } from './access-story.ts'

const story = await accessStory(t)
const { at, zwolle, kampen, people, database, get, grantAccess, document, register, ask, open } = story
const { sql } = database
const bsns = madeUpBsns()

/** On the day on which the official test persons are 5, 13 and 17; the set has nobody of 5 later in the year. */
const day = '2026-01-20T10:42:00Z'

const signers = { 5: ['guardian'], 13: ['guardian', 'young_person'], 17: ['young_person'] } as const

const found = {
  signals: 'Wie heeft een signaal afgegeven?',
  archive: 'Wat staat er in het archief?',
  notifications: 'Wie heeft bericht gekregen?',
  looks: 'Wie heeft er gekeken?',
} as const

for (const age of [5, 13, 17] as const)
  t.test(
    `R21, GDPR 15: the answer to access, for somebody of ${age} with signals of three organisations`,
    async (t) => {
      const { bsn, birthDate } = testPersons[age]
      await live(story, { bsn, birthDate })
      at(day)
      const url = await grantAccess({ bsn, birthDate }, signers[age])
      const composition = await document(url)
      const pdf = await get(zwolle.privacyOfficer, url, 'application/pdf')
      t.equal(pdf.headers['content-type'], 'application/pdf')
      const text = flatTextOf(pdf.rawPayload)

      t.match(composition, {
        kind: 'access',
        sender: 'Gemeente Zwolle',
        date: '2026-01-20',
        facts: [
          {
            label: 'Over',
            value: `${age === 5 ? 'het kind' : 'de jongere'} met het BSN dat eindigt op ${bsn.slice(-3)}`,
          },
          { label: 'Gemaakt op', value: '20 januari 2026, 11.42 uur' },
          { label: 'Verzoek ontvangen op', value: '20 januari 2026' },
          { label: 'Antwoord uiterlijk op', value: '20 februari 2026' },
        ],
      })
      const signals = under(composition, found.signals).join('\n')
      for (const organisation of [
        'GGD IJsselland',
        'Basisschool De Zonnebloem',
        'Stichting Sociale Wijkteams Zwolle',
      ])
        t.match(signals, organisation)
      t.match(
        signals,
        'S. de Vries, jeugdverpleegkundige bij GGD IJsselland\nDomein\nJeugdgezondheidszorg\nAfgegeven op\n4 november 2024, 9.14 uur\n' +
          'Verlengd op\n28 oktober 2025, 16.31 uur\nWordt verwijderd op\n28 oktober 2027',
      )
      t.notMatch(signals, /De Kern|Kampen/)
      const archive = under(composition, found.archive).join('\n')
      t.match(
        archive,
        'J. Mulder\nmaatschappelijk werker, De Kern\nMaatschappelijke ondersteuning\n4 september 2023\n11 juni 2024\n' +
          'de professional zag geen risico meer\n11 juni 2029',
      )
      const notifications = under(composition, found.notifications).join('\n')
      t.match(
        notifications,
        '3 maart 2025\n14.20 uur\nM. el Amrani\nintern begeleider, Basisschool De Zonnebloem\nEr is een match\nbezorgd om 14.21 uur',
      )
      t.match(notifications, 'T. Bos\nmedewerker verwijsindex, Gemeente Zwolle\nEr is een match')
      t.match(notifications, 'Er zijn eerdere signalen in het archief')
      t.match(
        notifications,
        'B. Postma\njeugdconsulent, Jeugdteam Kampen',
        'of the match, another municipality too',
      )
      const looks = under(composition, found.looks).join('\n')
      for (const look of [
        'S. de Vries\njeugdverpleegkundige, GGD IJsselland\nhet burgerservicenummer (BSN)',
        'S. de Vries\njeugdverpleegkundige, GGD IJsselland\nsignalen in het archief',
        'T. Bos\nmedewerker verwijsindex, Gemeente Zwolle\nde match: wie er betrokken zijn',
        'M. el Amrani\nintern begeleider, Basisschool De Zonnebloem\nhet signaal, om er een brief over te maken',
        'Ł. Śliwińska-van den Boogaard\ngezinswerker, Stichting Sociale Wijkteams Zwolle\nhet eigen signaal',
        'B. Postma\njeugdconsulent, Jeugdteam Kampen\nde match: wie er betrokken zijn',
        'F. Jansma\nprivacy officer, Gemeente Zwolle\nalles, om dit antwoord te maken',
      ])
        t.match(looks, look)
      t.notMatch(
        looks,
        'B. Postma\njeugdconsulent, Jeugdteam Kampen\nhet eigen signaal',
        'which is not of Zwolle',
      )

      const all = piecesOf(composition).join('\n')
      if (age === 5) {
        t.match(composition, { addressee: 'de ouder(s) of voogd(en)' })
        t.match(all, 'Op 15 februari 2043 wordt uw kind 23 jaar.')
        t.match(all, formal)
        t.notMatch(all, familiar)
      } else {
        t.match(composition, { addressee: age === 13 ? /samen$/ : 'de jongere' })
        t.match(all, familiar)
        t.notMatch(all, formal)
      }
      t.equal(/\bjullie\b/i.test(all), age === 13)
      t.match(all, 'de privacy officer: mail naar')
      t.notOk(all.includes(bsn))

      // Made a second time, as pages: by then there is one look more. What breaks over pages is compared word by word.
      const pages = text.replaceAll(' ', '')
      const told = piecesOf(composition).filter(
        (piece) => !/gegevens bekeken|20 januari 2026: 11/.test(piece),
      )
      t.strictSame(
        told.flatMap((piece) => piece.split(/\s+/)).filter((word) => !pages.includes(word)),
        [],
        'the pages say every word of it',
      )
    },
  )

t.test('R20: each time that it is made is logged, and shows to the young person', async (t) => {
  const person = { bsn: bsns.next().value, birthDate: '2015-06-01' }
  const signal = await register('nurse', person)
  const url = await grantAccess(person, ['guardian'])
  await document(url)
  const looks = under(await document(url), found.looks).join('\n')
  t.match(looks, 'alles, om dit antwoord te maken\n2 keer', 'this time too')
  const lines = await sql`
    select l.actor_id, l.young_person_id = s.young_person_id as theirs, l.municipality_code, l.ground
      from logbook l, signal s
     where s.id = ${signal} and l.event = 'access_document_made' and l.request_id = ${url.split('/')[3] ?? ''}`
  t.strictSame(
    [...lines],
    Array(2).fill({
      actor_id: zwolle.privacyOfficer.id,
      theirs: true,
      municipality_code: '0193',
      ground: 'Jw 7.1.5',
    }),
  )
})

t.test('R6: of somebody known elsewhere alone it says as much as of somebody unknown: nothing', async (t) => {
  at('2026-03-02T09:00:00Z')
  const [unknown, elsewhere] = [0, 1].map(() => ({ bsn: bsns.next().value, birthDate: '2015-06-01' }))
  if (!unknown || !elsewhere) throw new Error('nobody')
  await register('elsewhere', elsewhere)
  await story.signals(elsewhere, [kampen.professionals[0]])
  const answers: string[] = []
  for (const person of [unknown, elsewhere]) {
    const url = await grantAccess(person, ['guardian'])
    const reference = url.split('/')[3] ?? ''
    answers.push(JSON.stringify(await document(url)).replaceAll(reference, 'reference'))
  }
  t.equal(answers[0], answers[1])
  t.match(answers[0], 'staat er niets over uw kind in de verwijsindex van gemeente Zwolle')
})

t.test('R21: what lies under other municipalities, or happened before, is not ours to tell', async (t) => {
  const person = { bsn: bsns.next().value, birthDate: '2015-06-01' }
  at('2026-04-01T08:00:00Z')
  await register('elsewhere', person)
  await story.signals(person, [kampen.professionals[1]])
  at('2026-04-02T08:00:00Z')
  for (const { subject } of [people.elsewhere, kampen.followUpOfficer]) {
    await ask(subject, 'GET', '/matches')
    await ask(subject, 'GET', '/signals')
  }
  at('2026-04-03T08:00:00Z')
  const ours = await register('nurse', person)
  at('2026-04-04T08:00:00Z')
  const composition = await document(await grantAccess(person, ['guardian']))
  t.strictSame(headingsOf(composition).slice(2, 6), Object.values(found))
  t.match(under(composition, null).join('\n'), '1 signaal geldt op dit moment.')
  const all = piecesOf(composition).join('\n')
  t.notMatch(all, /1 april 2026|2 april 2026/, 'nothing from before it was registered here')
  t.match(all, 'Er is iemand bij de match gekomen', 'but who was told of it')

  await endSignals(sql, { ids: [ours] }, 'unfounded', '2026-04-04')
  at('2026-04-05T08:00:00Z')
  t.match(
    piecesOf(await document(await grantAccess(person, ['guardian']))).join('\n'),
    'staat er niets over uw kind',
    'what was unfounded is destroyed, and what there is elsewhere does not show',
  )
})

t.test(
  'R14, R21: who was told of what we archived shows, under every municipality, also once they withdrew',
  async (t) => {
    const person = { bsn: bsns.next().value, birthDate: '2015-06-01' }
    at('2026-04-10T08:00:00Z')
    const ours = await register('former', person)
    await endSignals(sql, { ids: [ours] }, 'risk_gone', '2026-04-10')
    at('2026-04-11T08:00:00Z')
    await register('elsewhere', person)
    const told = async () => {
      const url = await grantAccess(person, ['guardian'])
      return under(await document(url), found.notifications).join('\n')
    }
    const elsewhere = 'B. Postma\njeugdconsulent, Jeugdteam Kampen\nEr zijn eerdere signalen in het archief'
    t.match(await told(), elsewhere)

    const withdrawn = await register('nurse', person)
    await ask(people.nurse.subject, 'POST', `/signals/${withdrawn}/endings`, { reason: 'unfounded' })
    const both = await told()
    t.match(both, elsewhere)
    t.match(
      both,
      'S. de Vries\njeugdverpleegkundige, GGD IJsselland\nEr zijn eerdere signalen in het archief',
    )
  },
)

t.test('R11, R13: the document goes by the day on which it is made', async (t) => {
  const person = { bsn: bsns.next().value, birthDate: '2016-06-01' }
  at('2024-05-01T08:00:00Z')
  await register('nurse', person)
  at('2026-05-01T08:00:00Z') // past its removal date, and nothing has run
  const url = await grantAccess(person, ['guardian'])
  const composition = await document(url)
  t.match(under(composition, null).join('\n'), 'Er geldt op dit moment geen signaal.')
  t.match(under(composition, found.archive).join('\n'), '1 mei 2026\nde tijd was voorbij\n1 mei 2031')
})

t.test('R21: only for access, granted, by this municipality, and for a month', async (t) => {
  const person = { bsn: bsns.next().value, birthDate: '2015-06-01' }
  at('2026-05-30T09:00:00Z')
  await register('nurse', person)
  const { subject } = zwolle.privacyOfficer
  const document = (id: string) => get(zwolle.privacyOfficer, `/v1/subject-requests/${id}/access-document`)
  const access = await open('access', person)
  t.equal((await document(access.id)).statusCode, 404, 'not decided')
  await ask(subject, 'POST', `/subject-requests/${access.id}/decisions`, { decision: 'refused' })
  t.equal((await document(access.id)).statusCode, 404, 'refused')
  const rectification = await story.grant('rectification', person)
  t.equal((await document(rectification.id)).statusCode, 404, 'granted, but not access')
  const granted = await story.grant('access', person)
  t.equal((await document(granted.id)).statusCode, 200)
  t.equal(
    (await get(zwolle.privacyOfficer, `/v1/subject-requests/${granted.id}/certificate`)).statusCode,
    404,
    'nothing was destroyed',
  )
  const html = await get(
    zwolle.privacyOfficer,
    `/v1/subject-requests/${granted.id}/access-document`,
    'text/html',
  )
  t.strictSame([html.statusCode, problemCode(html)], [406, 'not-acceptable'])
  at('2026-06-30T21:59:00Z')
  t.equal((await document(granted.id)).statusCode, 200, 'the last minute of the month')
  at('2026-06-30T22:00:00Z')
  t.equal((await document(granted.id)).statusCode, 404)
})
