import { dateInAmsterdam } from '../ground/calendar.ts'
import { type AccessDocument, isRegistered } from './access-input.ts'
import {
  archiveSection,
  lookSection,
  notificationSection,
  signalSection,
  timesLooked,
} from './access-tables.ts'
import { openingWords, sectionWords } from './access-words.ts'
import { type Composition, type Fact, list, paragraph, type Section, withoutNumber } from './composition.ts'
import { counted, saidDate, saidInstant, saidNumber } from './dutch-text.ts'
import { numbersOf } from './people.ts'
import { explanations } from './rights-words.ts'

/**
 * Answers a request for access in plain Dutch (R21, GDPR 15): to the guardian under 12, to both from 12 to 15, to the young person
 * from 16.
 */
export function composeAccessDocument(access: AccessDocument): Composition {
  if (access.bsnEnding !== null && !/^\d{3}$/.test(access.bsnEnding))
    throw new Error('of the BSN only the last three digits may be shown')
  const { addressee, municipality, madeAt, birthdays23 } = access
  const words = openingWords(addressee, municipality, madeAt)
  const found = isRegistered(access)
    ? [signalSection(access), archiveSection(access), notificationSection(access), lookSection(access)]
    : access.looks.length > 0
      ? [lookSection(access)]
      : []
  const composition: Composition = {
    kind: 'access',
    language: 'nl-NL',
    title: words.title,
    sender: `Gemeente ${municipality.name}`,
    addressee: words.addressed,
    date: dateInAmsterdam(madeAt),
    facts: factsOf(access),
    sections: [...opening(access), ...found, ...explanations(addressee, municipality, birthdays23)],
  }
  return withoutNumber(composition, numbersOf(municipality.contact))
}

function factsOf({ addressee, madeAt, request, bsnEnding }: AccessDocument): Fact[] {
  const who = addressee === 'guardian' ? 'het kind' : 'de jongere'
  const whom =
    bsnEnding === null ? [] : [{ label: 'Over', value: `${who} met het BSN dat eindigt op ${bsnEnding}` }]
  return [
    ...whom,
    { label: 'Gemaakt op', value: saidInstant(madeAt) },
    { label: 'Verzoek ontvangen op', value: saidDate(request.receivedDate) },
    { label: 'Antwoord uiterlijk op', value: saidDate(request.answerByDate) },
    { label: 'Kenmerk', value: request.reference },
  ]
}

/** Whom this is for and why, the answer itself in short, and what the index is. */
function opening(access: AccessDocument): Section[] {
  const { addressee, municipality, madeAt } = access
  const words = openingWords(addressee, municipality, madeAt)
  const { heading, intro } = sectionWords(addressee).index
  const answer = isRegistered(access)
    ? [paragraph(words.inShort), list(inNumbers(access))]
    : [paragraph(words.nothing)]
  const before = [words.salutation, words.asked, words.whyYou].map(paragraph)
  return [
    { heading: null, blocks: [...before, ...answer, paragraph(words.scope)] },
    { heading, blocks: [paragraph(intro)] },
  ]
}

function inNumbers({ signals, archivedSignals, notifications, looks }: AccessDocument): string[] {
  const told = new Set(notifications.map(({ recipient }) => JSON.stringify(recipient))).size
  const seen = looks.filter(({ person }) => person !== null)
  const looked = new Set(seen.map(({ person }) => JSON.stringify(person))).size
  return [
    signals.length === 0
      ? 'Er geldt op dit moment geen signaal.'
      : `${counted(signals.length, 'signaal geldt', 'signalen gelden')} op dit moment.`,
    archivedSignals.length === 0
      ? 'Er staan geen signalen in het archief.'
      : `${counted(archivedSignals.length, 'signaal is gestopt en staat', 'signalen zijn gestopt en staan')} in het archief.`,
    notifications.length === 0
      ? 'Er zijn geen berichten gemaakt.'
      : `${counted(notifications.length, 'bericht is gemaakt', 'berichten zijn gemaakt')}, voor ${counted(told, 'persoon', 'personen')}.`,
    seen.length === 0
      ? 'Niemand heeft de gegevens bekeken.'
      : `${counted(looked, 'persoon heeft', 'personen hebben')} de gegevens bekeken, samen ${saidNumber(timesLooked(seen))} keer.`,
  ]
}
