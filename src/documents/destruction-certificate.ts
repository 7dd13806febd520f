import type { CalendarDate } from '../ground/calendar.ts'
import { dateInAmsterdam } from '../ground/calendar.ts'
import type { Ground } from '../ground/law.ts'
import {
  type Composition,
  type Fact,
  list,
  paragraph,
  type Section,
  type Table,
  withoutNumber,
} from './composition.ts'
import { saidDate, saidGround, saidInstant, saidNumber } from './dutch-text.ts'

/** What a certificate of destruction rests on: that it was done, and nothing about whom it was (R11, R21). */
export interface DestructionCertificate {
  readonly reference: string
  /** Without "gemeente" before it. */
  readonly municipality: string
  readonly cause:
    | { readonly kind: 'erasure' | 'objection' | 'rectification'; readonly requestReference: string }
    | {
        readonly kind: 'wind_down'
        readonly convenantTitle: string
        /** Signals that go on under another municipality, and so were not destroyed. */
        readonly handedOverSignals: number
      }
  /** As the logbook cites it. */
  readonly ground: Ground
  readonly decidedDate: CalendarDate
  readonly carriedOutAt: Date
  readonly destroyed: {
    readonly activeSignals: number
    readonly archivedSignals: number
    /** Of whom nothing is left in the index; null on request of one, since it would tell of other municipalities (R6). */
    readonly youngPersons: number | null
  }
  /** SHA-256 over what was destroyed, as the line of the logbook has it. */
  readonly digest: Uint8Array
  readonly logbook: {
    /** The name of the logbook, as in its checkpoints. */
    readonly origin: string
    /** The id of the line that certifies the destruction. */
    readonly line: number
    readonly event: string
  }
}

/**
 * Certifies that a granted erasure, objection or rectification, or the wind-down of a convenant, was carried out (R11, R21), in such a way that anybody
 * can hold it beside the sealed logbook (R20).
 */
export function composeDestructionCertificate(certificate: DestructionCertificate): Composition {
  const { digest, municipality, carriedOutAt } = certificate
  if (digest.length !== 32) throw new Error('a SHA-256 is 32 bytes long')
  const composition: Composition = {
    kind: 'destruction_certificate',
    language: 'nl-NL',
    title: 'Bewijs van vernietiging',
    sender: `Gemeente ${municipality}`,
    addressee: null,
    date: dateInAmsterdam(carriedOutAt),
    facts: factsOf(certificate),
    sections: [
      whatSection(certificate),
      digestSection(digest),
      logbookSection(certificate),
      checkSection(certificate),
    ],
  }
  return withoutNumber(composition, [Buffer.from(digest).toString('base64')])
}

const causes = {
  erasure: 'een toegewezen verzoek om gegevens te wissen',
  objection: 'een toegewezen bezwaar tegen het gebruik van gegevens',
  rectification: 'een toegewezen verzoek om de geboortedatum te verbeteren',
} as const

function factsOf({
  reference,
  municipality,
  cause,
  ground,
  decidedDate,
  carriedOutAt,
}: DestructionCertificate): Fact[] {
  const why: Fact[] =
    cause.kind === 'wind_down'
      ? [{ label: 'Aanleiding', value: `het einde van het convenant ‘${cause.convenantTitle}’` }]
      : [
          { label: 'Aanleiding', value: causes[cause.kind] },
          { label: 'Kenmerk van het verzoek', value: cause.requestReference },
        ]
  return [
    { label: 'Nummer', value: reference },
    { label: 'Gemeente', value: municipality },
    ...why,
    { label: 'Grond', value: saidGround(ground) },
    { label: 'Besloten op', value: saidDate(decidedDate) },
    { label: 'Uitgevoerd op', value: saidInstant(carriedOutAt) },
  ]
}

function whatSection({ municipality, cause, destroyed }: DestructionCertificate): Section {
  const rows = [
    ['Signalen die nog golden', saidNumber(destroyed.activeSignals)],
    ['Signalen in het archief', saidNumber(destroyed.archivedSignals)],
    ...(destroyed.youngPersons === null
      ? []
      : [['Jongeren van wie nu niets meer in de verwijsindex staat', saidNumber(destroyed.youngPersons)]]),
  ]
  const table: Table = {
    kind: 'table',
    columns: [
      { title: 'Wat', share: 75 },
      { title: 'Aantal', share: 25 },
    ],
    rows,
  }
  const whose =
    cause.kind === 'wind_down'
      ? 'De signalen die onder dit convenant vielen'
      : `De signalen waar dit verzoek over ging en die onder gemeente ${municipality} vielen`
  const everywhere =
    cause.kind === 'rectification'
      ? [
          paragraph(
            'Volgens de juiste geboortedatum is de persoon om wie het gaat 23 jaar of ouder. Dan moet alles over die persoon worden ' +
              `vernietigd, ook wat onder een andere gemeente valt. Dit bewijs telt alleen wat onder gemeente ${municipality} viel.`,
          ),
        ]
      : []
  const passedOn =
    cause.kind === 'wind_down'
      ? [
          paragraph(
            cause.handedOverSignals === 0
              ? 'Er zijn geen signalen overgedragen aan een andere gemeente.'
              : `Overgedragen aan een andere gemeente, en dus niet vernietigd: ${saidNumber(cause.handedOverSignals)}. Daar gaan die ` +
                  'signalen verder.',
          ),
        ]
      : []
  return {
    heading: 'Wat is er vernietigd?',
    blocks: [
      paragraph(
        `${whose}, zijn vernietigd, met de berichten en de matches die alleen daarop rustten. Over wie ze gingen, staat niet in dit bewijs en ` +
          'is er ook niet uit af te leiden.',
      ),
      ...everywhere,
      table,
      ...passedOn,
      paragraph(
        'Wat vernietigd is, komt niet terug in de verwijsindex. In een oude reservekopie kan het nog enige tijd staan. Wordt zo’n kopie ' +
          'ooit teruggezet, dan wordt deze vernietiging eerst opnieuw uitgevoerd, voordat iemand de verwijsindex weer kan gebruiken.',
      ),
    ],
  }
}

function digestSection(digest: Uint8Array): Section {
  const groups = Buffer.from(digest).toString('hex').match(/.{8}/g) ?? []
  return {
    heading: 'Het kenmerk van deze vernietiging',
    blocks: [
      paragraph(
        'Dit kenmerk (SHA-256) is berekend over de lijst van wat vernietigd is. Elke andere lijst geeft een ander kenmerk. De lijst zelf ' +
          'is er niet uit terug te rekenen.',
      ),
      { kind: 'code', lines: [groups.slice(0, 4).join('  '), groups.slice(4).join('  ')] },
      paragraph(
        `Hetzelfde in base64, zoals het in het logboek staat: ${Buffer.from(digest).toString('base64')}`,
      ),
    ],
  }
}

function logbookSection({ logbook }: DestructionCertificate): Section {
  return {
    heading: 'Waar staat het in het logboek?',
    blocks: [
      paragraph(
        'Het logboek van de verwijsindex is verzegeld: een regel kan niet worden veranderd, weggehaald of toegevoegd zonder dat het opvalt.',
      ),
      {
        kind: 'card',
        title: `Regel ${saidNumber(logbook.line)}`,
        facts: [
          { label: 'Logboek', value: logbook.origin },
          { label: 'Gebeurtenis', value: logbook.event },
        ],
      },
    ],
  }
}

/** How anybody checks this, with the program of the index or with one of their own (RFC 6962, C2SP). */
function checkSection({ logbook }: DestructionCertificate): Section {
  return {
    heading: 'Hoe kunt u dit nagaan?',
    blocks: [
      list([
        'Vraag de beheerder van de verwijsindex om een uitvoer van het logboek en om de sleutelregel. Er staan geen namen of ' +
          'burgerservicenummers in.',
        'Controleer de uitvoer met het programma van de verwijsindex, dat openbaar is (opdracht 1). Er moet staan: ‘Nothing was tampered ' +
          'with.’ Dat betekent dat er niets is veranderd.',
        `Zoek in de uitvoer regel ${saidNumber(logbook.line)} op. De gebeurtenis en het kenmerk moeten dezelfde zijn als in dit bewijs.`,
        'De beheerder kan ook van één regel bewijzen dat die in het logboek staat, zonder de andere regels te laten zien (opdracht 2).',
      ]),
      {
        kind: 'code',
        lines: [
          "1.  verwijsindex logbook verify --export logboek.jsonl --key '<sleutelregel>'",
          '2.  verwijsindex logbook prove --line <regelnummer>',
        ],
      },
      paragraph(
        'U kunt ook een ander programma gebruiken. Het logboek is een Merkle-boom volgens RFC 6962, met ondertekende checkpoints in de ' +
          'vorm van C2SP.',
      ),
    ],
  }
}
