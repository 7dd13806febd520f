/** Somebody who works with the index: who they are to those whom a document tells of them. Nothing about how to reach them. */
export interface Person {
  readonly name: string
  readonly jobTitle: string
  /** The organisation or municipality that they work for: `GGD IJsselland`, `Gemeente Zwolle`. */
  readonly organisation: string
}

/** How to reach the privacy officer of a municipality, or null where that is not known. */
export interface Contact {
  readonly email: string
  readonly phone: string
}

export interface Municipality {
  /** Without "gemeente" before it. */
  readonly name: string
  readonly contact: Contact | null
}

/** `Sanne de Vries`, and on the next line `jeugdverpleegkundige, GGD IJsselland`. */
export function introduced({ name, jobTitle, organisation }: Person): string {
  return `${name}\n${jobTitle}, ${organisation}`
}

/** `privacy@zwolle.example of 038-1234567`, as what one does with it. */
export function reachedBy({ name, contact }: Municipality): string {
  const place = `gemeente ${name}`
  return contact === null
    ? `${place}, bij de privacy officer`
    : `${place}, bij de privacy officer: mail naar ${contact.email} of bel ${contact.phone}`
}

/** What is printed of how to reach them, and may hold any number. */
export function numbersOf(...contacts: readonly (Contact | null)[]): string[] {
  return contacts.flatMap((contact) => (contact === null ? [] : [contact.phone, contact.email]))
}

export const authority =
  'Autoriteit Persoonsgegevens (autoriteitpersoonsgegevens.nl, of Postbus 93374, 2509 AJ Den Haag)'
