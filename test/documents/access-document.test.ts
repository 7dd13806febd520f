import t from 'tap'
import { composeAccessDocument } from '../../src/documents/access-document.ts'
import { grounds, knownGround } from '../../src/ground/law.ts'
import { looks as lookKinds } from '../../src/logbook/catalogue.ts'
import { kindsInAccess } from '../../src/outbox/kinds.ts'
import { accessOf, ages, crowded, nothingFor, nurse, testPersons } from './examples.ts'
import { familiar, formal, headingsOf, piecesOf, under, withMore } from './words.ts'

const found = [
  'Wie heeft een signaal afgegeven?',
  'Wat staat er in het archief?',
  'Wie heeft bericht gekregen?',
  'Wie heeft er gekeken?',
] as const

t.test('R21, GDPR 15: under 12 the guardian is answered', async (t) => {
  const document = composeAccessDocument(accessOf(5))
  t.equal(document.title, 'Wat er over uw kind in de verwijsindex staat')
  t.equal(document.addressee, 'de ouder(s) of voogd(en)')
  t.strictSame(headingsOf(document), [
    null,
    'Wat is de verwijsindex?',
    ...found,
    'Waarom mag dit?',
    'Hoe lang bewaren wij de gegevens?',
    'Wat kunt u doen?',
    'Bent u het niet eens met dit antwoord?',
  ])
  t.strictSame(under(document, null), [
    'Beste ouder of voogd,',
    'U hebt gemeente Rotterdam gevraagd wat er over uw kind in de verwijsindex staat. Dit is ons antwoord.',
    'Uw kind is jonger dan 12 jaar. Daarom krijgt u dit antwoord. Bent u voogd? Dan bedoelen we met ‘uw kind’ het kind van wie u voogd bent.',
    'Op 20 januari 2026 staat dit over uw kind in de verwijsindex:',
    '3 signalen gelden op dit moment.',
    '1 signaal is gestopt en staat in het archief.',
    '9 berichten zijn gemaakt, voor 5 personen.',
    '5 personen hebben de gegevens bekeken, samen 9 keer.',
    'Dit antwoord gaat over signalen die onder gemeente Rotterdam vallen. Woont of woonde uw kind ook ergens anders, of krijgt het daar ' +
      'hulp? Dan kunt u die gemeente hetzelfde vragen.',
  ])
  t.match(piecesOf(document).join('\n'), formal)
  t.notMatch(piecesOf(document).join('\n'), familiar)
})

t.test('R21: from 12 to 15 young person and guardian are answered together', async (t) => {
  const document = composeAccessDocument(accessOf(13))
  t.equal(document.title, 'Wat er over jou in de verwijsindex staat')
  t.equal(document.addressee, 'de jongere en de ouder(s) of voogd(en), samen')
  t.strictSame(under(document, null).slice(0, 3), [
    'Beste jongere en beste ouder of voogd,',
    'Jullie hebben gemeente Rotterdam gevraagd wat er over jou in de verwijsindex staat. Dit is ons antwoord.',
    'Je bent 12, 13, 14 of 15 jaar. Daarom is dit antwoord voor jou én voor je ouder of voogd. Met ‘jij’ en ‘je’ bedoelen we steeds de ' +
      'jongere. Met ‘jullie’ bedoelen we jullie samen.',
  ])
  t.match(
    under(document, 'Wat kunnen jullie doen?').join(' '),
    'Vanaf je 16e kun je het zelf doen, zonder je ouder of voogd.',
  )
  t.notMatch(piecesOf(document).join('\n'), formal)
})

t.test('R21: from 16 the young person alone is answered', async (t) => {
  const document = composeAccessDocument(accessOf(17))
  t.equal(document.addressee, 'de jongere')
  t.strictSame(under(document, null).slice(0, 3), [
    'Beste jongere,',
    'Je hebt gemeente Rotterdam gevraagd wat er over jou in de verwijsindex staat. Dit is ons antwoord.',
    'Je bent 16 jaar of ouder. Daarom krijg alleen jij dit antwoord, en niet je ouders of voogd.',
  ])
  t.match(
    under(document, 'Wat kun je doen?').join(' '),
    'Daar heb je geen toestemming van je ouders of voogd voor nodig.',
  )
  t.notMatch(piecesOf(document).join('\n'), formal)
  t.notMatch(piecesOf(document).join('\n'), /\bjullie\b/i)
})

t.test('R21: who registered, until when, what is archived, who was told and who looked', async (t) => {
  const document = composeAccessDocument(accessOf(17))
  const [signals, archive, notifications, looks] = found.map((heading) => under(document, heading).join('\n'))
  t.match(
    signals,
    'GGD Rotterdam-Rijnmond\nAfgegeven door\nIneke Bakker, jeugdverpleegkundige bij GGD Rotterdam-Rijnmond\nOvergenomen door\n' +
      'Piet de Boer, jeugdverpleegkundige bij GGD Rotterdam-Rijnmond, op 6 januari 2025\n' +
      'Sanne de Vries, jeugdverpleegkundige bij GGD Rotterdam-Rijnmond, op 3 februari 2025\nDomein\nJeugdgezondheidszorg\nAfgegeven op\n' +
      '4 november 2024, 9.14 uur\nVerlengd op\n28 oktober 2025, 16.31 uur\nWordt verwijderd op\n28 oktober 2027',
  )
  for (const name of [
    'Basisschool De Zonnebloem',
    'Stichting Sociale Wijkteams Rotterdam Noord en Hillegersberg',
  ])
    t.match(signals, name)
  t.match(
    archive,
    'Ineke Bakker\njeugdverpleegkundige, GGD Rotterdam-Rijnmond\nMaatschappelijke ondersteuning\n' +
      'overgenomen door Joost Mulder, maatschappelijk werker bij De Kern, op 1 september 2022\n13 juni 2022\n' +
      'verlengd op 10 januari 2023\n30 mei 2023\nde professional zag geen risico meer\n30 mei 2028',
  )
  t.match(
    notifications,
    '3 maart 2025\n14.20 uur\nMohammed el Amrani\nintern begeleider, Basisschool De Zonnebloem\nEr is een match\nbezorgd om 14.21 uur\n' +
      'geopend om 15.02 uur',
  )
  t.match(notifications, 'als waarnemer van Łucja Śliwińska-van den Boogaard')
  t.match(notifications, 'De gemeente vraagt advies over een verzoek\nnog niet bezorgd')
  t.match(notifications, 'tegengehouden om 9.05 uur')
  t.match(
    looks,
    'Sanne de Vries\njeugdverpleegkundige, GGD Rotterdam-Rijnmond\nde match: wie er betrokken zijn\n3 keer\n' +
      '4 maart 2025: 9.01, 9.09 en 16.40 uur\nJeugdwet, artikel 7.1.4.3 lid 2',
  )
  t.match(
    looks,
    'privacy officer, Gemeente Rotterdam\nalles, om dit antwoord te maken\n1 keer\n20 januari 2026: 11.42 uur\nAVG, artikel 15',
  )
  t.match(looks, 'AVG, artikel 15: het recht op inzage.')
  t.match(looks, 'De verwijsindex zelf')
})

t.test(
  'GDPR 15.1: ground, purpose, source, terms, rights, complaint and who decides are told at every age',
  async (t) => {
    for (const age of ages) {
      const text = piecesOf(composeAccessDocument(accessOf(age))).join('\n')
      for (const said of [
        'De Jeugdwet (paragraaf 7.1) regelt de verwijsindex',
        'Gemeente Rotterdam is verantwoordelijk voor de gegevens.',
        'Het doel is dat professionals',
        'De gegevens komen van de professionals die een signaal hebben afgegeven.',
        'De computer neemt geen besluiten',
        'Laten verbeteren',
        'Laten wissen',
        'Bezwaar maken',
        'De gemeente besluit',
        'binnen één maand. Is het ingewikkeld? Dan mag het twee maanden langer duren.',
        'mail naar privacy@rotterdam.example of bel 010-1234567',
        'binnen 6 weken na de datum van dit antwoord een bezwaarschrift',
        'Autoriteit Persoonsgegevens (autoriteitpersoonsgegevens.nl',
        'Waarom een signaal is afgegeven, bewaren wij niet.',
      ])
        t.ok(text.includes(said), `${age}: ${said}`)
    }
    t.match(
      piecesOf(composeAccessDocument(accessOf(5))).join('\n'),
      'Op 15 februari 2043 wordt uw kind 23 jaar.',
    )
    t.match(piecesOf(composeAccessDocument(accessOf(17))).join('\n'), 'Op 26 januari 2031 word je 23 jaar.')
    const unreached = accessOf(17, { municipality: { name: 'Rotterdam', contact: null } })
    t.match(
      piecesOf(composeAccessDocument(unreached)).join('\n'),
      'aan gemeente Rotterdam, bij de privacy officer. Daar',
    )
  },
)

t.test('R21: where nothing is registered, it says so', async (t) => {
  const said = {
    5: 'Op 20 januari 2026 staat er niets over uw kind in de verwijsindex van gemeente Rotterdam.',
    13: 'Op 20 januari 2026 staat er niets over jou in de verwijsindex van gemeente Rotterdam.',
    17: 'Op 20 januari 2026 staat er niets over jou in de verwijsindex van gemeente Rotterdam.',
  }
  for (const age of ages) {
    const document = composeAccessDocument(nothingFor(age))
    t.equal(
      under(document, null)[3],
      `${said[age]} Er zijn geen signalen, er staat niets in het archief en er zijn geen berichten gemaakt.`,
    )
    t.notOk(headingsOf(document).some((heading) => found.some((one) => one === heading)))
    t.notMatch(piecesOf(document).join('\n'), 'BSN dat eindigt')
    t.match(
      piecesOf(document).join('\n'),
      age === 5 ? 'Wordt uw kind 23 jaar? Dan vernietigen' : 'Word je 23 jaar? Dan vernietigen',
    )
  }
  const only = composeAccessDocument({ ...nothingFor(17), looks: accessOf(17).looks })
  t.ok(headingsOf(only).includes('Wie heeft er gekeken?'), 'but who looked is told even then')
  const archived = composeAccessDocument(accessOf(17, { signals: [], notifications: [], looks: [] }))
  t.match(under(archived, 'Wie heeft een signaal afgegeven?'), [
    'Op dit moment geldt er geen signaal over jou.',
  ])
  t.strictSame(under(archived, 'Wie heeft bericht gekregen?'), ['Niemand heeft bericht gekregen.'])
  t.strictSame(under(archived, 'Wie heeft er gekeken?'), ['Niemand heeft gegevens van jou bekeken.'])
  t.match(under(archived, null), { 4: 'Er geldt op dit moment geen signaal.' })
})

t.test(
  'R7, R21: no reason, no other young person and no number can be in it, also where the caller hands it over',
  async (t) => {
    for (const age of ages) {
      const more = {
        reason: 'zorgen',
        bsn: testPersons[age].bsn,
        sibling: 'Maud',
        remarks: 'geheim',
        id: 'ab-12',
      }
      const text = JSON.stringify(composeAccessDocument(withMore(accessOf(age), more)))
      t.equal(text, JSON.stringify(composeAccessDocument(accessOf(age))))
      t.notOk(text.includes(testPersons[age].bsn))
      t.notOk(text.includes(testPersons[age].name), 'nor the name, which the index does not know')
      t.notOk(text.includes(testPersons[age].birthDate))
    }
    const { bsn } = testPersons[17]
    t.throws(() => composeAccessDocument(accessOf(17, { bsnEnding: bsn })), /last three digits/)
    for (const place of [
      accessOf(17, {
        looks: [
          {
            person: { ...nurse, name: `Sanne ${bsn}` },
            at: new Date(0),
            times: 1,
            what: 'letter_made',
            ground: null,
          },
        ],
      }),
      accessOf(17, { request: { ...accessOf(17).request, reference: bsn } }),
    ])
      t.throws(() => composeAccessDocument(place), /can be a BSN/)
    t.doesNotThrow(() =>
      composeAccessDocument(accessOf(17, { request: { ...accessOf(17).request, reference: `1${bsn}` } })),
    )
  },
)

t.test('R20, R21: of many looks and notifications none is left out', async (t) => {
  const access = crowded(13)
  const document = composeAccessDocument(access)
  const [notifications, looks] = [found[2], found[3]].map((heading) => under(document, heading))
  t.equal(notifications?.filter((piece) => piece === 'Er is een match').length, 60)
  const told = looks?.flatMap((piece) => /^(?:nog )?(\d+) keer$/.exec(piece)?.[1] ?? []).map(Number)
  t.equal(
    told?.reduce((sum, count) => sum + count, 0),
    200,
  )
  const times = looks
    ?.filter((piece) => / 2025: .* uur$/.test(piece))
    .flatMap((piece) => piece.match(/\d+\.\d\d/g) ?? [])
  t.equal(times?.length, 200, 'each with its time')
  t.ok((looks?.length ?? 0) < 200, 'grouped')
  t.match(under(document, null).join(' '), '5 personen hebben de gegevens bekeken, samen 200 keer.')
})

t.test('R20, R21: of looks in one minute the answer tells how often', async (t) => {
  const [look] = accessOf(17).looks
  if (!look) throw new Error('examples without any')
  const document = composeAccessDocument(accessOf(17, { looks: [{ ...look, times: 20_000 }] }))
  t.match(under(document, 'Wie heeft er gekeken?').join('\n'), '20.000 keer\n4 maart 2025: 9.00 uur')
  t.match(under(document, null).join(' '), '1 persoon heeft de gegevens bekeken, samen 20.000 keer.')
})

t.test('R17, R20: there are words for every kind of notification and look', async (t) => {
  const [notification] = accessOf(17).notifications
  const [look] = accessOf(17).looks
  if (!notification || !look) throw new Error('examples without any')
  const all = accessOf(17, {
    notifications: kindsInAccess.map((event) => ({ ...notification, event })),
    looks: lookKinds.map((what) => ({ ...look, what })),
  })
  const rows = composeAccessDocument(all).sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'table' ? block.rows : [])),
  )
  t.equal(rows.length, 1 + kindsInAccess.length + lookKinds.length)
  t.ok(rows.flat().every((cell) => cell !== '' && !cell.includes('undefined')))
})

t.test(
  'R20, R21: every article that a look rests on is explained, in the spelling of the logbook',
  async (t) => {
    const [look] = accessOf(17).looks
    if (!look) throw new Error('an example without any')
    const all = Object.values(grounds)
    const looks = all.map((ground) => ({ ...look, ground }))
    const lines = composeAccessDocument(accessOf(17, { looks })).sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === 'list' ? block.items : [])),
    )
    const explained = lines.filter((line) => /^(Jeugdwet|AVG), artikel /.test(line))
    t.equal(explained.length, all.length)
    t.ok(explained.includes('AVG, artikel 15: het recht op inzage.'))
    t.ok(explained.includes('Jeugdwet, artikel 7.1.4.4: een professional mag de eigen signalen bekijken.'))
    t.strictSame(
      all.map((ground) => knownGround(ground)),
      all,
    )
    for (const other of ['GDPR 15', 'Jw', ''])
      t.throws(() => knownGround(other), /does not know the ground/, 'an unknown one is refused')
  },
)

t.test('R21: times are those of the clock in Amsterdam, also in the night that it is set back', async (t) => {
  const looks = ['2025-10-26T00:30:00Z', '2025-10-26T01:30:00Z', '2025-10-25T22:05:00Z'].map((instant) => ({
    person: nurse,
    at: new Date(instant),
    times: 1,
    what: 'signals_viewed' as const,
    ground: 'Jw 7.1.4.4' as const,
  }))
  const document = composeAccessDocument(accessOf(17, { looks }))
  t.ok(under(document, 'Wie heeft er gekeken?').includes('26 oktober 2025: 0.05, 2.30 en 2.30 uur'))
})
