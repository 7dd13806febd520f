import t from 'tap'
import { composeDestructionCertificate } from '../../src/documents/destruction-certificate.ts'
import { certificateOf, windDown } from './examples.ts'
import { piecesOf, under, withMore } from './words.ts'

t.test('R11, R21: what was destroyed on which decision, and where the logbook has it', async (t) => {
  const certificate = composeDestructionCertificate(certificateOf())
  t.equal(certificate.sender, 'Gemeente Rotterdam')
  t.equal(certificate.addressee, null)
  t.strictSame(
    certificate.facts.map(({ label, value }) => `${label}: ${value}`),
    [
      'Nummer: 0198f3b0-11aa-7d20-8c55-0b9e7f31d2c4',
      'Gemeente: Rotterdam',
      'Aanleiding: een toegewezen verzoek om gegevens te wissen',
      'Kenmerk van het verzoek: 0198f3a2-5b7e-7c41-9a3d-6f2b1c0d4e5a',
      'Grond: AVG, artikel 17',
      'Besloten op: 20 januari 2026',
      'Uitgevoerd op: 20 januari 2026, 11.42 uur',
    ],
  )
  t.match(
    under(certificate, 'Wat is er vernietigd?').join('\n'),
    'Signalen die nog golden\n3\nSignalen in het archief\n1\nJongeren van wie nu niets meer in de verwijsindex staat\n1',
  )
  t.match(
    under(certificate, 'Waar staat het in het logboek?').join('\n'),
    'Regel 20.481\nLogboek\nverwijsindex.example/logboek',
  )
  const check = under(certificate, 'Hoe kunt u dit nagaan?').join('\n')
  t.match(check, 'verwijsindex logbook verify --export')
  t.match(check, 'regel 20.481')
})

t.test('R20: the digest is written in groups, and as the logbook has it', async (t) => {
  const { digest } = certificateOf()
  const said = under(composeDestructionCertificate(certificateOf()), 'Het kenmerk van deze vernietiging')
  t.equal(said.slice(1, 3).join('').replaceAll(' ', ''), Buffer.from(digest).toString('hex'))
  t.match(said[3], Buffer.from(digest).toString('base64'))
  t.throws(() => composeDestructionCertificate(certificateOf({ digest: new Uint8Array(20) })), /32 bytes/)
})

t.test('R21: an objection, and the wind-down of a convenant', async (t) => {
  const objection = certificateOf({ cause: { kind: 'objection', requestReference: 'x' }, ground: 'AVG 21' })
  t.match(
    piecesOf(composeDestructionCertificate(objection)).join('\n'),
    'een toegewezen bezwaar tegen het gebruik van gegevens',
  )
  const text = piecesOf(composeDestructionCertificate(windDown)).join('\n')
  t.match(text, 'het einde van het convenant ‘Verwijsindex Rijnmond 2019’')
  t.match(text, 'De signalen die onder dit convenant vielen, zijn vernietigd')
  t.match(text, '18.204\nSignalen in het archief\n40.771')
  t.match(text, 'Overgedragen aan een andere gemeente, en dus niet vernietigd: 412.')
  const none = certificateOf({ cause: { kind: 'wind_down', convenantTitle: 'X', handedOverSignals: 0 } })
  t.match(piecesOf(composeDestructionCertificate(none)).join('\n'), 'Er zijn geen signalen overgedragen')
})

t.test('R8, R21: a rectification by which somebody is 23 already', async (t) => {
  const cause = { kind: 'rectification', requestReference: 'x' } as const
  const text = piecesOf(composeDestructionCertificate(certificateOf({ cause }))).join('\n')
  t.match(text, 'een toegewezen verzoek om de geboortedatum te verbeteren')
  t.match(text, 'is de persoon om wie het gaat 23 jaar of ouder')
  t.match(text, 'Dit bewijs telt alleen wat onder gemeente Rotterdam viel.')
  t.notMatch(piecesOf(composeDestructionCertificate(certificateOf())).join('\n'), '23 jaar of ouder')
})

t.test('R7: nothing of whom it was can be in it, also where the caller hands it over', async (t) => {
  const more = { bsn: '999991383', youngPersonId: '0198-ab', reason: 'zorgen' }
  t.strictSame(
    composeDestructionCertificate(withMore(certificateOf(), more)),
    composeDestructionCertificate(certificateOf()),
  )
  const logbook = { ...certificateOf().logbook, line: 999_991_383 }
  t.doesNotThrow(
    () => composeDestructionCertificate(certificateOf({ logbook })),
    'a line may have any number',
  )
})
