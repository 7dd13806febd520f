import { appealWeeks, archiveYears, longestTermMonths, requestTermMonths } from '../ground/law.ts'
import type { PossibleDays } from '../identity/birth-date.ts'
import type { Addressee } from './addressee.ts'
import { list, paragraph, type Section } from './composition.ts'
import { saidDate } from './dutch-text.ts'
import { authority, type Municipality, reachedBy } from './people.ts'

/** Why the index may be, how long it keeps what, and what one can do about it (R7, R11, R13, R21; GDPR 15 to 21). */
export function explanations(
  addressee: Addressee,
  municipality: Municipality,
  birthdays23: PossibleDays | null,
): Section[] {
  return [
    whySection(addressee, municipality),
    keepingSection(addressee, birthdays23),
    rightsSection(addressee, municipality),
    disagreementSection(addressee, municipality),
  ]
}

function whySection(addressee: Addressee, { name }: Municipality): Section {
  const [about, becomes, same] =
    addressee === 'guardian'
      ? ['over uw kind', 'uw kind 23 wordt', 'hetzelfde kind']
      : ['over jou', 'je 23 wordt', 'dezelfde jongere']
  return {
    heading: 'Waarom mag dit?',
    blocks: [
      paragraph(
        'De Jeugdwet (paragraaf 7.1) regelt de verwijsindex: wie een signaal mag afgeven, wat erin staat en hoe lang het blijft. Het is ' +
          `een taak van algemeen belang (AVG, artikel 6, lid 1, onder e). Gemeente ${name} is verantwoordelijk voor de gegevens.`,
      ),
      paragraph(
        `Het doel is dat professionals die betrokken zijn bij ${same} elkaar vinden en met elkaar overleggen. Voor iets ` +
          'anders mogen de gegevens niet worden gebruikt. Niemand kan in de verwijsindex zoeken.',
      ),
      paragraph('Van een signaal bewaren wij alleen:'),
      list([
        'het burgerservicenummer (BSN), versleuteld, of een nummer dat daarvoor in de plaats komt;',
        'wie de professional is, en hoe die te bereiken is;',
        'de datum en de tijd waarop het is afgegeven;',
        'de datum waarop het wordt verwijderd;',
        `de datum waarop ${becomes}, omdat dan alles wordt vernietigd.`,
      ]),
      paragraph(
        'Waarom een signaal is afgegeven, bewaren wij niet. Daar is in de verwijsindex geen plek voor. De gegevens komen van de ' +
          `professionals die een signaal hebben afgegeven. De computer neemt geen besluiten ${about}: hij meldt alleen dat er meer dan ` +
          'één signaal is.',
      ),
    ],
  }
}

function keepingSection(addressee: Addressee, birthdays23: PossibleDays | null): Section {
  const [whom, becomes, when] =
    addressee === 'guardian'
      ? ['uw kind', 'wordt uw kind 23 jaar', 'Wordt uw kind 23 jaar?']
      : ['jou', 'word je 23 jaar', 'Word je 23 jaar?']
  const birthday = birthdays23 === null ? when : birthdayOf(birthdays23, becomes)
  return {
    heading: 'Hoe lang bewaren wij de gegevens?',
    blocks: [
      list([
        `Een signaal: ten hoogste ${longestTermMonths / 12} jaar nadat het is afgegeven of verlengd.`,
        `In het archief: ${archiveYears} jaar. Klopte een signaal niet, dan wordt het meteen vernietigd en komt het niet in het archief.`,
        `${birthday} Dan vernietigen wij alles over ${whom}.`,
        `In het logboek blijft staan wat er is gebeurd. Na de vernietiging is daarin niet meer te zien dat het over ${whom} ging.`,
      ]),
    ],
  }
}

function birthdayOf(birthdays23: PossibleDays, becomes: string): string {
  const { earliest, latest } = birthdays23
  return earliest === latest
    ? `Op ${saidDate(latest)} ${becomes}.`
    : `De geboortedatum is niet helemaal bekend: uiterlijk op ${saidDate(latest)} ${becomes}.`
}

/** Which rights remain, how to use them, and who decides how soon. */
export function rightsSection(addressee: Addressee, municipality: Municipality): Section {
  const term =
    `binnen ${months(requestTermMonths.usual)}. Is het ingewikkeld? Dan mag het ${months(requestTermMonths.extension)} ` +
    'langer duren.'
  const words = {
    guardian: {
      heading: 'Wat kunt u doen?',
      items: [
        'Laten verbeteren: klopt er iets niet, dan kunt u vragen om het te verbeteren (rectificatie). Gaat het om de geboortedatum? Noem dan ' +
          'ook de datum die nu geregistreerd is.',
        'Laten wissen: vindt u dat een signaal er niet hoort te staan, dan kunt u vragen om het te wissen.',
        'Bezwaar maken: past het gebruik van de gegevens niet bij de situatie van uw kind, dan kunt u daar bezwaar tegen maken.',
        'Laten stilzetten: u kunt vragen om de gegevens niet te gebruiken zolang wij iets uitzoeken (beperking).',
        'Opnieuw vragen wat er over uw kind in de verwijsindex staat (inzage).',
      ],
      how:
        `Dit kost niets. U vraagt het aan ${reachedBy(municipality)}. Wij vragen de professional om advies. De gemeente besluit, ` +
        `en u krijgt antwoord ${term} Dat hoort u dan binnen de eerste maand.`,
      granted:
        'Krijgt u gelijk bij een verzoek om te wissen of bij een bezwaar? Dan vernietigen wij de gegevens meteen. U krijgt daar een bewijs van.',
    },
    both: {
      heading: 'Wat kunnen jullie doen?',
      items: [
        'Laten verbeteren: klopt er iets niet, dan kunnen jullie vragen om het te verbeteren (rectificatie). Gaat het om de geboortedatum? Noem dan ' +
          'ook de datum die nu geregistreerd is.',
        'Laten wissen: vinden jullie dat een signaal er niet hoort te staan, dan kunnen jullie vragen om het te wissen.',
        'Bezwaar maken: past het gebruik van de gegevens niet bij jouw situatie, dan kunnen jullie daar bezwaar tegen maken.',
        'Laten stilzetten: jullie kunnen vragen om de gegevens niet te gebruiken zolang wij iets uitzoeken (beperking).',
        'Opnieuw vragen wat er over jou in de verwijsindex staat (inzage).',
      ],
      how:
        `Dit kost niets. Jullie vragen het samen aan ${reachedBy(municipality)}. Vanaf je 16e kun je het zelf doen, zonder je ouder ` +
        `of voogd. Wij vragen de professional om advies. De gemeente besluit, en jullie krijgen antwoord ${term} Dat horen jullie ` +
        'dan binnen de eerste maand.',
      granted:
        'Krijgen jullie gelijk bij een verzoek om te wissen of bij een bezwaar? Dan vernietigen wij de gegevens meteen. Jullie krijgen daar een bewijs van.',
    },
    young_person: {
      heading: 'Wat kun je doen?',
      items: [
        'Laten verbeteren: klopt er iets niet, dan kun je vragen om het te verbeteren (rectificatie). Gaat het om de geboortedatum? Noem dan ' +
          'ook de datum die nu geregistreerd is.',
        'Laten wissen: vind je dat een signaal er niet hoort te staan, dan kun je vragen om het te wissen.',
        'Bezwaar maken: past het gebruik van de gegevens niet bij jouw situatie, dan kun je daar bezwaar tegen maken.',
        'Laten stilzetten: je kunt vragen om de gegevens niet te gebruiken zolang wij iets uitzoeken (beperking).',
        'Opnieuw vragen wat er over jou in de verwijsindex staat (inzage).',
      ],
      how:
        `Dit kost niets. Je vraagt het zelf aan ${reachedBy(municipality)}. Daar heb je geen toestemming van je ouders of voogd voor ` +
        `nodig. Wij vragen de professional om advies. De gemeente besluit, en je krijgt antwoord ${term} Dat hoor je dan binnen de ` +
        'eerste maand.',
      granted:
        'Krijg je gelijk bij een verzoek om te wissen of bij een bezwaar? Dan vernietigen wij de gegevens meteen. Je krijgt daar een bewijs van.',
    },
  }[addressee]
  return {
    heading: words.heading,
    blocks: [list(words.items), paragraph(words.how), paragraph(words.granted)],
  }
}

function disagreementSection(addressee: Addressee, { name }: Municipality): Section {
  const words = {
    guardian: ['Bent u het niet eens met dit antwoord?', 'U kunt', 'Ook kunt u'],
    both: ['Zijn jullie het niet eens met dit antwoord?', 'Jullie kunnen', 'Ook kunnen jullie'],
    young_person: ['Ben je het niet eens met dit antwoord?', 'Je kunt', 'Ook kun je'],
  }[addressee]
  const [heading = '', may, mayAlso] = words
  return {
    heading,
    blocks: [
      paragraph(
        `${may} binnen ${appealWeeks} weken na de datum van dit antwoord een bezwaarschrift sturen naar gemeente ${name}. ${mayAlso} ` +
          `een klacht indienen bij de ${authority}.`,
      ),
    ],
  }
}

function months(count: number): string {
  return count === 1 ? 'één maand' : `${count === 2 ? 'twee' : count} maanden`
}
