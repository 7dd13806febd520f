import { archiveYears } from '../ground/law.ts'
import type { Addressee } from './addressee.ts'
import { saidDay } from './dutch-text.ts'
import type { Municipality } from './people.ts'

/**
 * What an answer to a request for access says, for each whom it may be for (R21): a guardian is addressed with `u`, a young person
 * with `je`, both together with `jullie`. Plain words (B1); what the law calls by another name stands behind it.
 */

interface OpeningWords {
  readonly title: string
  readonly addressed: string
  readonly salutation: string
  readonly asked: string
  readonly whyYou: string
  readonly inShort: string
  readonly nothing: string
  readonly scope: string
}

/** The first page: to whom, why to them, and what the answer speaks of. */
export function openingWords(addressee: Addressee, { name }: Municipality, madeAt: Date): OpeningWords {
  const day = saidDay(madeAt)
  const nowhere = 'Er zijn geen signalen, er staat niets in het archief en er zijn geen berichten gemaakt.'
  const young = {
    title: 'Wat er over jou in de verwijsindex staat',
    inShort: `Op ${day} staat dit over jou in de verwijsindex:`,
    nothing: `Op ${day} staat er niets over jou in de verwijsindex van gemeente ${name}. ${nowhere}`,
  }
  return {
    guardian: {
      title: 'Wat er over uw kind in de verwijsindex staat',
      addressed: 'de ouder(s) of voogd(en)',
      salutation: 'Beste ouder of voogd,',
      asked: `U hebt gemeente ${name} gevraagd wat er over uw kind in de verwijsindex staat. Dit is ons antwoord.`,
      whyYou:
        'Uw kind is jonger dan 12 jaar. Daarom krijgt u dit antwoord. Bent u voogd? Dan bedoelen we met ‘uw kind’ het kind van ' +
        'wie u voogd bent.',
      inShort: `Op ${day} staat dit over uw kind in de verwijsindex:`,
      nothing: `Op ${day} staat er niets over uw kind in de verwijsindex van gemeente ${name}. ${nowhere}`,
      scope:
        `Dit antwoord gaat over signalen die onder gemeente ${name} vallen. Woont of woonde uw kind ook ergens anders, of krijgt ` +
        'het daar hulp? Dan kunt u die gemeente hetzelfde vragen.',
    },
    both: {
      ...young,
      addressed: 'de jongere en de ouder(s) of voogd(en), samen',
      salutation: 'Beste jongere en beste ouder of voogd,',
      asked: `Jullie hebben gemeente ${name} gevraagd wat er over jou in de verwijsindex staat. Dit is ons antwoord.`,
      whyYou:
        'Je bent 12, 13, 14 of 15 jaar. Daarom is dit antwoord voor jou én voor je ouder of voogd. Met ‘jij’ en ‘je’ bedoelen ' +
        'we steeds de jongere. Met ‘jullie’ bedoelen we jullie samen.',
      scope:
        `Dit antwoord gaat over signalen die onder gemeente ${name} vallen. Woon of woonde je ook ergens anders, of krijg je daar ` +
        'hulp? Dan kunnen jullie die gemeente hetzelfde vragen.',
    },
    young_person: {
      ...young,
      addressed: 'de jongere',
      salutation: 'Beste jongere,',
      asked: `Je hebt gemeente ${name} gevraagd wat er over jou in de verwijsindex staat. Dit is ons antwoord.`,
      whyYou: 'Je bent 16 jaar of ouder. Daarom krijg alleen jij dit antwoord, en niet je ouders of voogd.',
      scope:
        `Dit antwoord gaat over signalen die onder gemeente ${name} vallen. Woon of woonde je ook ergens anders, of krijg je daar ` +
        'hulp? Dan kun je die gemeente hetzelfde vragen.',
    },
  }[addressee]
}

interface SectionWords {
  readonly heading: string
  readonly intro: string
  readonly none: string
}

/** The words around the tables. */
export function sectionWords(
  addressee: Addressee,
): Readonly<Record<'index' | 'signals' | 'archive' | 'notifications' | 'looks', SectionWords>> {
  const [whom, whose] = addressee === 'guardian' ? ['uw kind', 'van uw kind'] : ['jou', 'van jou']
  const same = addressee === 'guardian' ? 'hetzelfde kind' : 'dezelfde jongere'
  return {
    index: {
      heading: 'Wat is de verwijsindex?',
      intro:
        'In de verwijsindex laten professionals weten dat zij betrokken zijn bij een kind of jongere. Dat heet een signaal. Geven twee ' +
        `of meer professionals een signaal af over ${same}, dan is er een match. Zij horen dan van elkaar wie zij zijn, ` +
        'zodat zij kunnen overleggen. In een signaal staat nooit waarom het is afgegeven.',
      none: '',
    },
    signals: {
      heading: 'Wie heeft een signaal afgegeven?',
      intro:
        'Deze signalen gelden nu. Een signaal wordt verwijderd op de datum die erbij staat. De professional kan het ook eerder stoppen, ' +
        'of verlengen als dat nog nodig is.',
      none: `Op dit moment geldt er geen signaal over ${whom}.`,
    },
    archive: {
      heading: 'Wat staat er in het archief?',
      intro:
        `Een signaal gaat naar het archief als er geen risico meer is of als de tijd voorbij is. Daar blijft het ${archiveYears} jaar. ` +
        `Niemand kan in het archief zoeken. Alleen wie later zelf een nieuw signaal over ${whom} afgeeft, krijgt één keer bericht ` +
        'dat er eerdere signalen zijn geweest.',
      none: `Er staan geen signalen over ${whom} in het archief.`,
    },
    notifications: {
      heading: 'Wie heeft bericht gekregen?',
      intro:
        'Bij een match krijgen de betrokken professionals een e-mail, en ook de medewerker van de gemeente die nagaat of zij contact ' +
        `hebben. In de e-mail staan geen gegevens ${whose}. Wie er betrokken zijn, zien zij pas als zij inloggen. ‘Bezorgd’ ` +
        'betekent dat de mailserver van de ontvanger de e-mail heeft aangenomen. ‘Tegengehouden’ betekent dat de ontvanger het bericht ' +
        'op dat moment niet meer mocht krijgen. Het nieuwste bericht staat bovenaan.',
      none: 'Niemand heeft bericht gekregen.',
    },
    looks: {
      heading: 'Wie heeft er gekeken?',
      intro:
        `Elke keer dat iemand gegevens ${whose} bekijkt, komt dat in het logboek. Dit is de hele lijst. Wie het laatst keek, ` +
        'staat bovenaan. Keek iemand vaker naar hetzelfde? Dan staan alle dagen en tijden bij elkaar. Wie alleen een bericht las, staat ' +
        'er niet bij: in een bericht staat niet over wie het gaat. De toezichthouder leest soms regels uit het logboek, maar ziet ook niet over wie ze gaan.',
      none: `Niemand heeft gegevens ${whose} bekeken.`,
    },
  }
}
