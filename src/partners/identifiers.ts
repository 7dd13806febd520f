import type { Category } from '../ground/law.ts'
import { passesElevenTest } from '../identity/bsn.ts'

/** The numbers by which an organisation is known elsewhere; each is unique, and none is needed. */
export const identifierNames = ['kvkNumber', 'oin', 'agbCode', 'brin', 'rsin'] as const

export type Identifier = (typeof identifierNames)[number]

export type Identifiers = Readonly<Record<Identifier, string | null>>

/** Who an organisation is, as a municipality states it (R4). */
export interface OrganisationIdentity extends Identifiers {
  readonly name: string
  readonly category: Category
  readonly kind: 'institution' | 'independent'
}

interface Form {
  readonly holds: (text: string) => boolean
  /** Said to somebody who gave something else. */
  readonly said: string
}

/** What each number looks like. That it exists is not asked of anybody. */
export const identifierForms: Readonly<Record<Identifier, Form>> = {
  kvkNumber: { holds: (text) => /^\d{8}$/.test(text), said: 'Een KvK-nummer heeft acht cijfers.' },
  oin: {
    holds: (text) => /^0{7}[1-9]\d{12}$/.test(text),
    said: 'Een OIN heeft twintig cijfers: een voorvoegsel van acht (0000000 en een cijfer van 1 tot 9), dan het nummer.',
  },
  agbCode: { holds: (text) => /^\d{8}$/.test(text), said: 'Een AGB-code heeft acht cijfers.' },
  brin: {
    holds: (text) => /^\d{2}[A-Z]{2}$/.test(text),
    said: 'Een BRIN heeft twee cijfers en twee hoofdletters.',
  },
  rsin: {
    holds: (text) => /^\d{9}$/.test(text) && passesElevenTest(text),
    said: 'Een RSIN heeft negen cijfers en voldoet aan de elfproef.',
  },
}

/** Prefixes of an OIN that is made from a fiscal number. */
const fiscalOin = /^0{7}[12]/

/** Said where a number of an independent functionary would be their citizen service number. */
export const fiscalNumberOfPerson =
  'Het fiscale nummer van een zelfstandige is diens burgerservicenummer; het hoort hier niet en wordt niet bewaard.'

/** The numbers that an independent functionary may not be known by, since they hold the person's own BSN (R7, R9). */
export function personalNumbers(given: Partial<Identifiers> & { readonly kind: string }): Identifier[] {
  if (given.kind !== 'independent') return []
  return identifierNames.filter(
    (name) => (name === 'rsin' && given.rsin) || (name === 'oin' && fiscalOin.test(given.oin ?? '')),
  )
}
