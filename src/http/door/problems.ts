import type { ErrorCode, Fault } from '../../ground/errors.ts'

interface ProblemType {
  readonly status: number
  readonly title: string
  readonly detail: string
}

/**
 * What each error of the catalogue looks like to a client, in one place. Titles and details are Dutch, since people
 * read them; they never say anything about a young person, nor why a right is missing (R1, R6).
 */
export const problemTypes: Readonly<Record<ErrorCode, ProblemType>> = {
  'invalid-request': {
    status: 400,
    title: 'Het verzoek klopt niet',
    detail: 'Een of meer velden kloppen niet; bij errors staat welke en waarom.',
  },
  'malformed-request': {
    status: 400,
    title: 'Het verzoek is niet te ontvangen',
    detail: 'Het is geen volledig en geldig HTTP-verzoek.',
  },
  'malformed-body': {
    status: 400,
    title: 'Het verzoek is niet leesbaar',
    detail:
      'De inhoud van het verzoek is niet te lezen: zij is leeg, of niet geschreven in de vorm die erbij staat (Content-Type).',
  },
  'request-timeout': {
    status: 408,
    title: 'Het verzoek kwam niet op tijd binnen',
    detail: 'Het verzoek was niet binnen een halve minuut compleet. Stuur het opnieuw.',
  },
  'address-too-long': {
    status: 414,
    title: 'Het adres is te lang',
    detail: 'Het adres van het verzoek is langer dan een adres van deze API ooit is.',
  },
  'headers-too-large': {
    status: 431,
    title: 'De kopregels zijn te lang',
    detail: 'De kopregels van het verzoek zijn samen langer dan is toegestaan.',
  },
  'expectation-failed': {
    status: 417,
    title: 'Hieraan kan niet worden voldaan',
    detail: 'Het verzoek verwacht iets (Expect) dat de verwijsindex niet kent.',
  },
  'not-implemented': {
    status: 501,
    title: 'Dit is er niet',
    detail:
      'Het verzoek heeft een methode of een codering (Transfer-Encoding) die de verwijsindex niet kent.',
  },
  unauthenticated: {
    status: 401,
    title: 'U bent niet aangemeld',
    detail: 'Het verzoek heeft geen geldig toegangsbewijs (bearer token).',
  },
  'not-permitted': {
    status: 403,
    title: 'U mag dit niet doen',
    detail:
      'U bent hiervoor op dit moment niet bevoegd. Neem contact op met de coördinator van uw organisatie.',
  },
  'insufficient-scope': {
    status: 403,
    title: 'Het toegangsbewijs is te beperkt',
    detail: 'Het toegangsbewijs geeft geen recht op deze handeling (scope).',
  },
  'not-found': {
    status: 404,
    title: 'Niet gevonden',
    detail: 'Wat u vraagt bestaat niet, of is niet van u.',
  },
  'invitation-not-valid': {
    status: 404,
    title: 'Deze uitnodiging geldt niet',
    detail: 'De code klopt niet, is al gebruikt of geldt niet meer. Vraag om een nieuwe uitnodiging.',
  },
  'identity-in-use': {
    status: 409,
    title: 'Deze aanmelding hoort bij iemand anders',
    detail:
      'Wie u bent volgens uw aanmelding hoort in de verwijsindex al bij een ander account dan waarvoor de uitnodiging is.',
  },
  'partner-exists': {
    status: 409,
    title: 'Deze organisatie is al partner',
    detail: 'De organisatie is onder dit convenant al uitgenodigd of aangesloten.',
  },
  'step-not-allowed': {
    status: 409,
    title: 'Deze stap kan nu niet',
    detail: 'De partner staat niet waar deze stap op volgt. Bekijk de partner, en wat er nu wacht.',
  },
  'request-decided': {
    status: 409,
    title: 'Op dit verzoek is al beslist',
    detail: 'Op een verzoek van een betrokkene wordt één keer beslist. Bekijk het verzoek voor het besluit.',
  },
  'opened-by-decider': {
    status: 409,
    title: 'Iemand anders moet beslissen',
    detail:
      'U hebt dit verzoek zelf geopend. Laat een andere privacy officer van uw gemeente erop beslissen.',
  },
  'destruction-not-confirmed': {
    status: 409,
    title: 'Bevestig de vernietiging',
    detail:
      'Volgens de geboortedatum in dit verzoek is de jeugdige 23, of wordt dat binnen een maand. Dan wordt alles over deze persoon vernietigd, bij elke gemeente. Kijk de datum na. Klopt zij, bevestig dan de vernietiging bij uw besluit.',
  },
  'extension-not-allowed': {
    status: 409,
    title: 'De termijn kan niet worden verlengd',
    detail:
      'De termijn van een verzoek kan één keer worden verlengd, zolang zij niet voorbij is en er niet is beslist.',
  },
  'not-acceptable': {
    status: 406,
    title: 'Deze vorm is er niet',
    detail: 'Het antwoord is er niet in de vorm die u vraagt (Accept).',
  },
  'body-too-large': {
    status: 413,
    title: 'Het verzoek is te groot',
    detail: 'De inhoud van het verzoek is groter dan is toegestaan.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Deze vorm wordt niet gelezen',
    detail:
      'Stuur de inhoud in de vorm die bij dit verzoek hoort: application/json, of text/csv voor een tabel; niet gecomprimeerd (Content-Encoding).',
  },
  'last-coordinator': {
    status: 409,
    title: 'Dit is de laatste coördinator',
    detail:
      'Zolang uw organisatie meedoet heeft zij een coördinator die kan inloggen. Wijs eerst een andere coördinator aan.',
  },
  'idempotency-key-in-flight': {
    status: 409,
    title: 'Dit verzoek is al in behandeling',
    detail: 'Een verzoek met dezelfde Idempotency-Key wordt nog verwerkt. Probeer het zo dadelijk opnieuw.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'Deze Idempotency-Key is al gebruikt',
    detail: 'Dezelfde Idempotency-Key is eerder gebruikt voor een ander verzoek.',
  },
  'registration-gone': {
    status: 410,
    title: 'Deze registratie is al gedaan en voorbij',
    detail:
      'Met deze Idempotency-Key is al een signaal afgegeven, dat er nu niet meer is. Bent u opnieuw betrokken, geef dan een signaal af met een nieuwe sleutel.',
  },
  'registration-differs': {
    status: 409,
    title: 'U gaf eerder iets anders op',
    detail:
      'Voor deze jeugdige hebt u al een signaal, waarin iets anders staat; bij errors staat wat. Er is niets gewijzigd. Zet het recht door uw signaal te verlengen, of laat het zoals het is.',
  },
  'registration-budget-exhausted': {
    status: 429,
    title: 'Het aantal signalen voor vandaag is bereikt',
    detail: 'Er kunnen vandaag geen signalen meer worden afgegeven. Neem contact op met uw coördinator.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Te veel verzoeken',
    detail: 'Er komen te veel verzoeken. Probeer het later opnieuw.',
  },
  'service-unavailable': {
    status: 503,
    title: 'De verwijsindex is even niet bereikbaar',
    detail: 'Er is niets bevestigd. Probeer het zo dadelijk opnieuw, met dezelfde Idempotency-Key.',
  },
  'internal-error': {
    status: 500,
    title: 'Er ging iets mis',
    detail: 'Er ging iets mis bij ons. Er is niets bevestigd.',
  },
}

/** A problem as it goes over the line (RFC 9457, NL API Design Rules). */
export interface ProblemDocument {
  readonly type: string
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly errors?: readonly {
    readonly in: Fault['in']
    readonly location: { readonly pointer: string } | { readonly name: string }
    readonly code: string
    readonly detail: string
  }[]
}

/** The problem document of an error code, with every fault at once. */
export function problemDocument(code: ErrorCode, faults: readonly Fault[] = []): ProblemDocument {
  const document = { type: `urn:verwijsindex:problem:${code}`, ...problemTypes[code] }
  if (faults.length === 0) return document
  return { ...document, errors: faults.map(toError) }
}

function toError(fault: Fault) {
  const location = fault.in === 'body' ? { pointer: fault.name } : { name: fault.name }
  return { in: fault.in, location, code: fault.code, detail: fault.detail }
}
