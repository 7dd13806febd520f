import { type Composition, list, paragraph, type Section, withoutNumber } from './composition.ts'
import { saidDate } from './dutch-text.ts'
import type { RegistrationLetter } from './letter-input.ts'
import { letterWords } from './letter-words.ts'
import { type Contact, numbersOf, type Person } from './people.ts'

/** Informs of a registration in plain Dutch (R21, Jw 7.1.5): the guardian under 12, both from 12 to 15, the young person from 16. */
export function composeRegistrationLetter(letter: RegistrationLetter): Composition {
  const { professional, municipality } = letter
  const words = letterWords(letter)
  const composition: Composition = {
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
  }
  return withoutNumber(composition, numbersOf(professional, municipality.contact))
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
