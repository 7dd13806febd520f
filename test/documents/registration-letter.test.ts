import t from 'tap'
import { composeRegistrationLetter } from '../../src/documents/registration-letter.ts'
import { ages, letterTo, testPersons } from './examples.ts'
import { familiar, formal, headingsOf, piecesOf, under, withMore } from './words.ts'

const opening = {
  5: [
    'Beste ouder of voogd,',
    'Ik ben Sanne de Vries, jeugdverpleegkundige bij GGD Rotterdam-Rijnmond. Op 19 januari 2026 heb ik een signaal over uw kind afgegeven ' +
      'in de verwijsindex. In deze brief leest u wat dat betekent. U hoeft niets te doen.',
    'U krijgt deze brief omdat uw kind jonger is dan 12 jaar. Bent u voogd? Dan bedoel ik met ‘uw kind’ het kind van wie u voogd bent.',
  ],
  13: [
    'Beste jongere en beste ouder of voogd,',
    'Ik ben Sanne de Vries, jeugdverpleegkundige bij GGD Rotterdam-Rijnmond. Op 19 januari 2026 heb ik een signaal over jou afgegeven in ' +
      'de verwijsindex. In deze brief lezen jullie wat dat betekent. Jullie hoeven niets te doen.',
    'Je bent 12, 13, 14 of 15 jaar. Daarom is deze brief voor jou én voor je ouder of voogd. Met ‘jij’ en ‘je’ bedoel ik steeds de ' +
      'jongere. Met ‘jullie’ bedoel ik jullie samen.',
  ],
  17: [
    'Beste jongere,',
    'Ik ben Sanne de Vries, jeugdverpleegkundige bij GGD Rotterdam-Rijnmond. Op 19 januari 2026 heb ik een signaal over jou afgegeven in ' +
      'de verwijsindex. In deze brief lees je wat dat betekent. Je hoeft niets te doen.',
    'Je bent 16 jaar of ouder. Daarom geef ik deze brief aan jou, en niet aan je ouders of voogd.',
  ],
}

t.test('R21, Jw 7.1.5: the letter is for whom the law says, and speaks to them', async (t) => {
  for (const age of ages) {
    const letter = composeRegistrationLetter(letterTo(age))
    const text = piecesOf(letter).join('\n')
    t.strictSame(under(letter, null), opening[age], `${age}`)
    t.notMatch(text, age === 5 ? familiar : formal)
  }
  t.notMatch(piecesOf(composeRegistrationLetter(letterTo(17))).join('\n'), /\bjullie\b/i)
  t.strictSame(
    ages.map((age) => composeRegistrationLetter(letterTo(age)).addressee),
    ['de ouder(s) of voogd(en)', 'de jongere en de ouder(s) of voogd(en)', 'de jongere'],
  )
  t.strictSame(headingsOf(composeRegistrationLetter(letterTo(17))), [
    null,
    'Wat is een signaal?',
    'Wat staat er in het signaal?',
    'Wie kan het zien?',
    'Tot wanneer blijft het staan?',
    'Wat zijn je rechten?',
    'Heb je vragen?',
  ])
})

const takenOver = {
  5: [
    'Op 19 januari 2026 is een signaal over uw kind afgegeven in de verwijsindex. Ik heb dit signaal overgenomen van een collega. ' +
      'In deze brief leest u wat dat betekent. U hoeft niets te doen.',
    'Bel of mail mij gerust, ook als u wilt weten waarom het signaal is afgegeven.',
  ],
  13: [
    'Op 19 januari 2026 is een signaal over jou afgegeven in de verwijsindex. Ik heb dit signaal overgenomen van een collega. ' +
      'In deze brief lezen jullie wat dat betekent. Jullie hoeven niets te doen.',
    'Bel of mail mij gerust, samen of alleen, ook als jullie willen weten waarom het signaal is afgegeven.',
  ],
  17: [
    'Op 19 januari 2026 is een signaal over jou afgegeven in de verwijsindex. Ik heb dit signaal overgenomen van een collega. ' +
      'In deze brief lees je wat dat betekent. Je hoeft niets te doen.',
    'Bel of mail mij gerust, ook als je wilt weten waarom het signaal is afgegeven.',
  ],
}

t.test('R3, R21: a colleague who took the signal over does not say that they registered it', async (t) => {
  for (const age of ages) {
    const letter = composeRegistrationLetter({ ...letterTo(age), takenOver: true })
    const [news = '', questions = ''] = takenOver[age]
    const i = 'Ik ben Sanne de Vries, jeugdverpleegkundige bij GGD Rotterdam-Rijnmond.'
    t.equal(under(letter, null)[1], `${i} ${news}`)
    t.ok(piecesOf(letter).includes(questions), questions)
    t.equal(
      under(letter, 'Wat staat er in het signaal?').at(-1),
      'Er staat niet in waarom het signaal is afgegeven. Daar is in de verwijsindex geen plek voor.',
    )
    t.notMatch(piecesOf(letter).join('\n'), /\bik (een|het) signaal\b[^.]*afgegeven/i)
  }
})

t.test('R21, GDPR 14: what it is, who sees it, until when, which rights, and whom to ask', async (t) => {
  for (const age of ages) {
    const letter = composeRegistrationLetter(letterTo(age))
    const text = piecesOf(letter).join('\n')
    t.equal(letter.sender, 'GGD Rotterdam-Rijnmond')
    for (const said of [
      'De Jeugdwet (paragraaf 7.1) regelt dit.',
      'Er staat niet in waarom ik het signaal heb afgegeven. Daar is in de verwijsindex geen plek voor.',
      'Niemand kan in de verwijsindex zoeken of',
      'Tot 19 januari 2028.',
      'Daarna blijft het 5 jaar in een archief.',
      'Gemeente Rotterdam is verantwoordelijk voor de gegevens.',
      'het signaal te wissen.',
      'bezwaar maken tegen het gebruik van de gegevens.',
      'gemeente Rotterdam, bij de privacy officer: mail naar privacy@rotterdam.example of bel 010-1234567',
      'binnen één maand, of binnen 3 maanden als het ingewikkeld is',
      'Autoriteit Persoonsgegevens',
      'Telefoon\n010-7654321\nE-mail\ns.devries@ggd.example',
    ])
      t.ok(text.includes(said), `${age}: ${said}`)
  }
})

t.test('R7, R8: it tells everything that is stored, the 23rd birthday too', async (t) => {
  const stored = (age: (typeof ages)[number], change = {}) =>
    under(composeRegistrationLetter({ ...letterTo(age), ...change }), 'Wat staat er in het signaal?')
  t.strictSame(stored(5), [
    'Alleen dit:',
    'het burgerservicenummer (BSN) van uw kind, versleuteld;',
    'wie ik ben, waar ik werk en hoe ik te bereiken ben;',
    'de datum en de tijd, en de datum waarop het signaal wordt verwijderd;',
    'de datum waarop uw kind 23 wordt (15 februari 2043), omdat dan alles wordt vernietigd.',
    'Er staat niet in waarom ik het signaal heb afgegeven. Daar is in de verwijsindex geen plek voor.',
  ])
  t.equal(stored(17)[4], 'de datum waarop je 23 wordt (26 januari 2031), omdat dan alles wordt vernietigd.')
  t.equal(
    stored(13, { birthdays23: null })[4],
    'de datum waarop je 23 wordt, omdat dan alles wordt vernietigd.',
  )
  t.equal(
    stored(13, { birthdays23: { earliest: '2031-01-01', latest: '2031-12-31' } })[4],
    'de datum waarop je 23 wordt (uiterlijk 31 december 2031), omdat dan alles wordt vernietigd.',
    'and no day where none is known',
  )
})

t.test(
  'R7, R21: it names no young person, no number and no reason, also where the caller hands them over',
  async (t) => {
    for (const age of ages) {
      const more = { reason: 'zorgen', bsn: testPersons[age].bsn, youngPerson: testPersons[age].name }
      const text = JSON.stringify(composeRegistrationLetter(withMore(letterTo(age), more)))
      t.equal(text, JSON.stringify(composeRegistrationLetter(letterTo(age))))
      for (const secret of [
        testPersons[age].bsn,
        testPersons[age].bsn.slice(-3),
        testPersons[age].name,
        'zorgen"',
      ])
        t.notOk(text.includes(secret), secret)
    }
    const letter = letterTo(17)
    const jobTitle = `jeugdverpleegkundige van ${testPersons[17].bsn}`
    t.throws(
      () => composeRegistrationLetter({ ...letter, professional: { ...letter.professional, jobTitle } }),
      /can be a BSN/,
    )
  },
)
