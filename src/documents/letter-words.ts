import { archiveYears, requestTermMonths } from '../ground/law.ts'
import { saidDate, saidDay, saidPossibleDay } from './dutch-text.ts'
import type { RegistrationLetter } from './letter-input.ts'
import { authority, reachedBy } from './people.ts'

/**
 * What the letter of a professional says, for each whom it may be for (R21): a guardian is addressed with `u`, a young person with
 * `je`, both together with `jullie`. Plain words (B1).
 */
export interface LetterWords {
  readonly title: string
  readonly addressed: string
  readonly opening: readonly string[]
  readonly sections: readonly LetterSection[]
  readonly questions: { readonly heading: string; readonly text: string }
}

export interface LetterSection {
  readonly heading: string
  readonly before: readonly string[]
  readonly items: readonly string[]
  readonly after: readonly string[]
}

export function letterWords(letter: RegistrationLetter): LetterWords {
  return {
    ...openingOf(letter),
    sections: [meaning(letter), content(letter), whoSees(letter), untilWhen(letter), rights(letter)],
  }
}

/** A colleague who took a signal over did not register it, and says so (R3). */
function newsOf({ registeredAt, takenOver }: RegistrationLetter, whom: string): string {
  const day = saidDay(registeredAt)
  return takenOver
    ? `Op ${day} is een signaal over ${whom} afgegeven in de verwijsindex. Ik heb dit signaal overgenomen van een collega.`
    : `Op ${day} heb ik een signaal over ${whom} afgegeven in de verwijsindex.`
}

function reasonOf({ takenOver }: RegistrationLetter): string {
  return takenOver ? 'waarom het signaal is afgegeven' : 'waarom ik het signaal heb afgegeven'
}

function openingOf(letter: RegistrationLetter) {
  const { addressee, professional } = letter
  const i = `Ik ben ${professional.name}, ${professional.jobTitle} bij ${professional.organisation}.`
  const reason = reasonOf(letter)
  const young = {
    title: 'Er is een signaal over jou in de verwijsindex',
    news: newsOf(letter, 'jou'),
  }
  return {
    guardian: {
      title: 'Er is een signaal over uw kind in de verwijsindex',
      addressed: 'de ouder(s) of voogd(en)',
      opening: [
        'Beste ouder of voogd,',
        `${i} ${newsOf(letter, 'uw kind')} In deze brief leest u wat dat betekent. U hoeft niets te doen.`,
        'U krijgt deze brief omdat uw kind jonger is dan 12 jaar. Bent u voogd? Dan bedoel ik met ‘uw kind’ het kind van wie u voogd ' +
          'bent.',
      ],
      questions: {
        heading: 'Hebt u vragen?',
        text: `Bel of mail mij gerust, ook als u wilt weten ${reason}.`,
      },
    },
    both: {
      title: young.title,
      addressed: 'de jongere en de ouder(s) of voogd(en)',
      opening: [
        'Beste jongere en beste ouder of voogd,',
        `${i} ${young.news} In deze brief lezen jullie wat dat betekent. Jullie hoeven niets te doen.`,
        'Je bent 12, 13, 14 of 15 jaar. Daarom is deze brief voor jou én voor je ouder of voogd. Met ‘jij’ en ‘je’ bedoel ik steeds de ' +
          'jongere. Met ‘jullie’ bedoel ik jullie samen.',
      ],
      questions: {
        heading: 'Hebben jullie vragen?',
        text: `Bel of mail mij gerust, samen of alleen, ook als jullie willen weten ${reason}.`,
      },
    },
    young_person: {
      title: young.title,
      addressed: 'de jongere',
      opening: [
        'Beste jongere,',
        `${i} ${young.news} In deze brief lees je wat dat betekent. Je hoeft niets te doen.`,
        'Je bent 16 jaar of ouder. Daarom geef ik deze brief aan jou, en niet aan je ouders of voogd.',
      ],
      questions: {
        heading: 'Heb je vragen?',
        text: `Bel of mail mij gerust, ook als je wilt weten ${reason}.`,
      },
    },
  }[addressee]
}

function meaning({ addressee }: RegistrationLetter): LetterSection {
  const [whom, soThat] = {
    guardian: ['uw kind', 'Zo hoeft u uw verhaal minder vaak te vertellen'],
    both: ['jou', 'Zo hoeven jullie het verhaal minder vaak te vertellen'],
    young_person: ['jou', 'Zo hoef je je verhaal minder vaak te vertellen'],
  }[addressee]
  const [child, aChild] =
    addressee === 'guardian' ? ['dit kind', 'een kind'] : ['deze jongere', 'een jongere']
  return {
    heading: 'Wat is een signaal?',
    before: [
      `Met een signaal laat een professional weten: ik ben betrokken bij ${child}, en ik wil weten of anderen dat ook zijn. Dat mag ` +
        `alleen als er zorgen zijn over hoe het met ${aChild} gaat. De Jeugdwet (paragraaf 7.1) regelt dit.`,
      `Geeft iemand anders ook een signaal over ${whom} af, bijvoorbeeld iemand van school of van de jeugdhulp? Dan krijgen wij bericht ` +
        `van elkaar en nemen wij contact op. ${soThat}, en werken wij niet langs elkaar heen.`,
    ],
    items: [],
    after: [],
  }
}

function content(letter: RegistrationLetter): LetterSection {
  const { addressee, birthdays23 } = letter
  const birthday = addressee === 'guardian' ? 'uw kind 23 wordt' : 'je 23 wordt'
  const day = birthdays23 === null ? '' : ` (${saidPossibleDay(birthdays23)})`
  return {
    heading: 'Wat staat er in het signaal?',
    before: ['Alleen dit:'],
    items: [
      addressee === 'guardian'
        ? 'het burgerservicenummer (BSN) van uw kind, versleuteld;'
        : 'je burgerservicenummer (BSN), versleuteld;',
      'wie ik ben, waar ik werk en hoe ik te bereiken ben;',
      'de datum en de tijd, en de datum waarop het signaal wordt verwijderd;',
      `de datum waarop ${birthday}${day}, omdat dan alles wordt vernietigd.`,
    ],
    after: [`Er staat niet in ${reasonOf(letter)}. Daar is in de verwijsindex geen plek voor.`],
  }
}

function whoSees({ addressee, municipality }: RegistrationLetter): LetterSection {
  const [whom, stands, requested] = {
    guardian: ['uw kind', 'uw kind erin staat', 'u erom vraagt'],
    both: ['jou', 'jij erin staat', 'jullie erom vragen'],
    young_person: ['jou', 'jij erin staat', 'je erom vraagt'],
  }[addressee]
  return {
    heading: 'Wie kan het zien?',
    before: [],
    items: [
      'Ik, een collega die mij vervangt, en als het nodig is de coördinator van mijn organisatie.',
      `Andere professionals die zelf een signaal over ${whom} hebben afgegeven. Zij zien wie ik ben en hoe zij mij bereiken.`,
      `Zijn er twee of meer signalen? Dan ziet een medewerker van gemeente ${municipality.name} welke professionals het zijn, om na te ` +
        'gaan of wij contact met elkaar hebben.',
      `De privacy officer van de gemeente, als ${requested}.`,
      'De beheerder en de toezichthouder van de verwijsindex zien soms dat er een signaal is, maar niet over wie.',
    ],
    after: [
      `Niemand kan in de verwijsindex zoeken of ${stands}. Wie gegevens bekijkt, komt in een logboek te staan.`,
    ],
  }
}

function untilWhen({ addressee, removalDate }: RegistrationLetter): LetterSection {
  const [birthday, whom] =
    addressee === 'guardian' ? ['Wordt uw kind 23 jaar', 'uw kind'] : ['Word je 23 jaar', 'jou']
  const years = `${archiveYears} jaar`
  return {
    heading: 'Tot wanneer blijft het staan?',
    before: [
      `Tot ${saidDate(removalDate)}. Is het signaal eerder niet meer nodig, dan stop ik het eerder. Is het dan nog nodig, dan kan ik het ` +
        'verlengen.',
      `Daarna blijft het ${years} in een archief. Alleen wie in die tijd zelf een nieuw signaal over ${whom} afgeeft, hoort dat er eerder ` +
        `een signaal was. Klopte het signaal niet, dan wordt het meteen vernietigd. ${birthday}? Dan wordt alles over ${whom} vernietigd.`,
    ],
    items: [],
    after: [],
  }
}

function rights({ addressee, municipality }: RegistrationLetter): LetterSection {
  const [one, more] = [requestTermMonths.usual, requestTermMonths.usual + requestTermMonths.extension]
  const term = `binnen ${one === 1 ? 'één maand' : `${one} maanden`}, of binnen ${more} maanden als het ingewikkeld is`
  const where = `Gemeente ${municipality.name} is verantwoordelijk voor de gegevens.`
  const words = {
    guardian: {
      heading: 'Wat zijn uw rechten?',
      before: `${where} U kunt de gemeente vragen om:`,
      items: [
        'te laten zien wat er over uw kind in de verwijsindex staat, en wie ernaar heeft gekeken;',
        'te verbeteren wat niet klopt;',
      ],
      objection: 'U kunt ook bezwaar maken tegen het gebruik van de gegevens.',
      how: `Dit kost niets. U vraagt het aan ${reachedBy(municipality)}. U krijgt antwoord ${term}.`,
      complaint: `Bent u het niet eens met de gemeente, of hebt u een klacht? Dan kunt u ook terecht bij de ${authority}.`,
    },
    both: {
      heading: 'Wat zijn jullie rechten?',
      before: `${where} Jullie kunnen de gemeente samen vragen om:`,
      items: [
        'te laten zien wat er over jou in de verwijsindex staat, en wie ernaar heeft gekeken;',
        'te verbeteren wat niet klopt;',
      ],
      objection: 'Jullie kunnen ook samen bezwaar maken tegen het gebruik van de gegevens.',
      how:
        `Dit kost niets. Jullie vragen het aan ${reachedBy(municipality)}. Jullie krijgen antwoord ${term}. Vanaf je 16e kun je het ` +
        'zelf doen, zonder je ouder of voogd.',
      complaint: `Zijn jullie het niet eens met de gemeente, of hebben jullie een klacht? Dan kunnen jullie ook terecht bij de ${authority}.`,
    },
    young_person: {
      heading: 'Wat zijn je rechten?',
      before: `${where} Je kunt de gemeente vragen om:`,
      items: [
        'te laten zien wat er over jou in de verwijsindex staat, en wie ernaar heeft gekeken;',
        'te verbeteren wat niet klopt;',
      ],
      objection: 'Je kunt ook bezwaar maken tegen het gebruik van de gegevens.',
      how:
        `Dit kost niets. Je vraagt het zelf aan ${reachedBy(municipality)}. Daar heb je geen toestemming van je ouders of voogd voor ` +
        `nodig. Je krijgt antwoord ${term}.`,
      complaint: `Ben je het niet eens met de gemeente, of heb je een klacht? Dan kun je ook terecht bij de ${authority}.`,
    },
  }[addressee]
  return {
    heading: words.heading,
    before: [words.before],
    items: [...words.items, 'het signaal te wissen.'],
    after: [words.objection, words.how, words.complaint],
  }
}
