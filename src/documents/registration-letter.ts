import type { CalendarDate } from '../ground/calendar.ts'
import type { Addressee } from './addressee.ts'
import { type Composition, list, paragraph, type Section, withoutNumber } from './composition.ts'
import { saidDate } from './dutch-text.ts'
import { letterWords } from './letter-words.ts'
import type { Contact, Municipality, Person } from './people.ts'

/**
 * What the letter rests on that a professional hands over after registering (R21, GDPR 14). It names no young person, and has no place
 * for a number or a reason.
 */
export interface RegistrationLetter {
  readonly addressee: Addressee
  /** The day on which the letter is handed over. */
  readonly date: CalendarDate
  readonly professional: Person & Contact
  /** The controller, under whose agreements the signal falls. */
  readonly municipality: Municipality
  readonly registeredAt: Date
  /** Whether a colleague registered it, from whom the professional took it over (R3): then the letter does not say that they did. */
  readonly takenOver: boolean
  readonly removalDate: CalendarDate
  /** The 23rd birthday by the birth date that this registration stated (R8), and no other; null where that was not kept. */
  readonly statedDestructionDate: CalendarDate | null
}

/** Informs of a registration in plain Dutch (R21, Jw 7.1.5): the guardian under 12, both from 12 to 15, the young person from 16. */
export function composeRegistrationLetter(letter: RegistrationLetter): Composition {
  const { professional } = letter
  const words = letterWords(letter)
  return withoutNumber({
    kind: 'registration_letter',
    language: 'nl-NL',
    title: words.title,
    sender: professional.organisation,
    addressee: words.addressed,
    date: letter.date,
    facts: [
      { label: 'Van', value: `${professional.name}, ${professional.jobTitle}` },
      { label: 'Datum', value: saidDate(letter.date) },
    ],
    sections: [
      { heading: null, blocks: words.opening.map(paragraph) },
      ...words.sections.map(
        ({ heading, before, items, after }): Section => ({
          heading,
          blocks: [
            ...before.map(paragraph),
            ...(items.length > 0 ? [list(items)] : []),
            ...after.map(paragraph),
          ],
        }),
      ),
      contactSection(professional, words.questions),
    ],
  })
}

function contactSection(
  { name, jobTitle, organisation, phone, email }: Person & Contact,
  { heading, text }: { readonly heading: string; readonly text: string },
): Section {
  return {
    heading,
    blocks: [
      paragraph(text),
      paragraph('Met vriendelijke groet,'),
      {
        kind: 'card',
        title: name,
        facts: [
          { label: 'Functie', value: jobTitle },
          { label: 'Organisatie', value: organisation },
          { label: 'Telefoon', value: phone },
          { label: 'E-mail', value: email },
        ],
      },
    ],
  }
}
