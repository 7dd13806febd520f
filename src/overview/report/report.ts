import { anchorNames, categoryLabels, domainNames, partnerStateNames } from '../../documents/dutch-names.ts'
import type { Domain } from '../../ground/law.ts'
import type { Overview } from '../overview.ts'
import type { Figure, Measure, QuarterFigures } from '../published-figures.ts'

/** What the report for the council says, in Dutch, before it has a form (R4). Organisations are named, people never. */
export interface Report {
  readonly title: string
  readonly subtitle: string
  readonly onDate: string
  readonly keys: readonly { readonly value: string; readonly label: string }[]
  readonly plots: readonly Plot[]
  readonly lists: readonly List[]
  readonly explanation: { readonly title: string; readonly text: string }
}

/** Bars and what they say; a text alternative tells the same to a reader who does not see them. */
export interface Plot {
  readonly title: string
  readonly direction: 'across' | 'upright'
  readonly bars: readonly { readonly name: string; readonly length: number; readonly label: string }[]
  readonly alternative: string
}

export interface List {
  readonly title: string
  readonly items: readonly string[]
  /** What is said below the items, or instead of them. */
  readonly note: string | null
}

const number = new Intl.NumberFormat('nl-NL')
const longDate = new Intl.DateTimeFormat('nl-NL', { dateStyle: 'long', timeZone: 'UTC' })
const shortDate = new Intl.DateTimeFormat('nl-NL', { dateStyle: 'medium', timeZone: 'UTC' })

/**
 * Says what a municipality's view shows, for its council; figures that may not be shown are named as such (R22).
 * @param longestList how many items a list has at most
 */
export function makeReport(overview: Overview, longestList: number): Report {
  const connected = sum(overview.domains.map(({ connectedOrganisations }) => connectedOrganisations))
  const last = overview.quarters.at(-1)
  return {
    title: 'Verwijsindex: wie is aangesloten?',
    subtitle: `Gemeente ${overview.municipality.name}`,
    onDate: `Stand op ${longDate.format(new Date(overview.onDate))}`,
    keys: [
      { value: number.format(connected), label: 'organisaties aangesloten' },
      {
        value: number.format(sum(overview.domains.map(({ professionals }) => professionals))),
        label: 'mensen mogen signaleren',
      },
      { value: last ? toldOf(last, 'signals') : '–', label: `signalen, ${last ? quarterLabel(last) : ''}` },
      { value: last ? toldOf(last, 'matches') : '–', label: `matches, ${last ? quarterLabel(last) : ''}` },
    ],
    plots: [
      domainPlot(overview),
      statePlot(overview),
      quarterPlot('Signalen per kwartaal', overview.quarters, 'signals'),
      quarterPlot('Matches per kwartaal', overview.quarters, 'matches'),
    ],
    lists: [
      missingParties(overview, longestList),
      endingAgreements(overview, longestList),
      missingCategories(overview),
    ],
    explanation: {
      title: 'Hoe deze cijfers zijn gemaakt',
      text: explanation,
    },
  }
}

const explanation =
  'Aansluitingen en afspraken zijn die van vandaag. Signalen en matches worden geteld per kwartaal dat voorbij is, en daarna ' +
  'niet meer gewijzigd. Een match telt mee wanneer een nieuw signaal een ander signaal over dezelfde jeugdige treft. Wat zo klein ' +
  'is dat het iets over één jeugdige of één professional kan zeggen, wordt niet getoond, ook niet als het met ' +
  'andere cijfers uit te rekenen zou zijn: dan staat er “te klein om te tonen”, of “ten minste” waar een deel is weggelaten. ' +
  'Waarom iemand een signaal afgaf, staat nergens: de index legt dat niet vast.'

function domainPlot({ domains }: Overview): Plot {
  return plotOf(
    'Aangesloten organisaties per domein',
    'across',
    domains.map(({ domain, connectedOrganisations }) => bar(domainNames[domain], connectedOrganisations)),
  )
}

function statePlot({ states, missing }: Overview): Plot {
  const never = missing.filter(({ state }) => state === null).length
  const names = Object.keys(partnerStateNames) as (keyof typeof states)[]
  const order = ['connected', 'agreed', 'invited', 'suspended', 'ended']
  return plotOf('Stand van alle partners', 'across', [
    ...names
      .sort((a, b) => order.indexOf(a) - order.indexOf(b))
      .map((state) => bar(partnerStateNames[state], states[state])),
    bar('Niet uitgenodigd', never),
  ])
}

function quarterPlot(title: string, quarters: readonly QuarterFigures[], measure: Measure): Plot {
  return plotOf(
    title,
    'upright',
    quarters.map((quarter) => ({
      name: quarterLabel(quarter),
      length: quarter[measure].count ?? 0,
      label: toldOf(quarter, measure),
    })),
  )
}

function plotOf(title: string, direction: Plot['direction'], bars: Plot['bars']): Plot {
  const alternative = `${title}: ${bars.map(({ name, label }) => `${name} ${label}`).join('; ')}.`
  return { title, direction, bars, alternative }
}

function bar(name: string, count: number): Plot['bars'][number] {
  return { name, length: count, label: number.format(count) }
}

/** A figure of a quarter in words; that it is not made yet is something else than that it is too small. */
function toldOf(quarter: QuarterFigures, measure: Measure): string {
  return quarter.published ? told(quarter[measure]) : 'nog niet bekend'
}

/** A figure in words: all of it, at least so many, or that it is too small (R22). */
function told({ count, complete }: Figure): string {
  if (count === null) return 'te klein om te tonen'
  return complete ? number.format(count) : `ten minste ${number.format(count)}`
}

/** `2026-Q3` as people say it. */
function quarterLabel({ quarter }: QuarterFigures): string {
  return `${quarter.slice(6)}e kwartaal ${quarter.slice(0, 4)}`
}

function missingParties({ missing }: Overview, longest: number): List {
  const items = missing.map(
    ({ organisation, state }) =>
      `${organisation.name} (${state === null ? 'niet uitgenodigd' : partnerStateNames[state].toLowerCase()})`,
  )
  return shortened(
    'Op de lijst, niet aangesloten',
    items,
    longest,
    'Alle partijen op de lijst zijn aangesloten.',
  )
}

/** Convenants and anchors that have ended or end within a year, the first to end first. */
function endingAgreements({ onDate, convenants, partners }: Overview, longest: number): List {
  const nextYear = `${Number(onDate.slice(0, 4)) + 1}${onDate.slice(4)}`
  const ends = [
    ...convenants.map(({ title, currentPeriodUntilDate, tacitRenewalMonths }) => ({
      date: currentPeriodUntilDate,
      text: tacitRenewalMonths === null ? title : `${title} (wordt stilzwijgend verlengd)`,
    })),
    ...partners
      .filter(({ state }) => state !== 'ended')
      .map(({ organisation, anchor, anchorUntilDate }) => ({
        date: anchorUntilDate,
        text: `${organisation.name}, ${anchorNames[anchor].toLowerCase()}`,
      })),
  ].flatMap(({ date, text }) => (date !== null && date <= nextYear ? [{ date, text }] : []))
  const items = ends
    .sort((a, b) => a.date.localeCompare(b.date))
    .map(
      ({ date, text }) => `${shortDate.format(new Date(date))}${date < onDate ? ', voorbij' : ''}: ${text}`,
    )
  return shortened(
    'Afspraken die binnen een jaar eindigen',
    items,
    longest,
    'Er eindigen geen afspraken binnen een jaar.',
  )
}

function missingCategories({ domains }: Overview): List {
  const items = domains
    .filter(({ missingCategories }) => missingCategories.length > 0)
    .map(({ domain, missingCategories }) => {
      const names = missingCategories.map((category) => categoryLabels[category])
      return `${domainNames[domain as Domain]}: ${names.join(', ')}`
    })
  return {
    title: 'Soorten organisaties die nog niemand vertegenwoordigt',
    items,
    note: items.length === 0 ? 'Van elke soort die de wet noemt is er een aangesloten.' : null,
  }
}

function shortened(title: string, items: readonly string[], longest: number, none: string): List {
  if (items.length === 0) return { title, items, note: none }
  const left = items.length - longest
  const shown = left > 0 ? items.slice(0, longest) : items
  return { title, items: shown, note: left > 0 ? `En nog ${number.format(left)} andere.` : null }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
