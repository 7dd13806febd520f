import { currentPeriodUntil } from '../convenants/own-convenants.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import {
  type Category,
  categories,
  categoryNames,
  type Domain,
  domains,
  fewestContributors,
} from '../ground/law.ts'
import { type JoiningPath, type JoiningStep, waitsOnOf } from '../partners/joining-path.ts'
import type { ConvenantInForce, Organisation, Partner, PartnerState, Standing } from './connections.ts'
import type { OrganisationFigures, PublishedFigures, QuarterFigures } from './published-figures.ts'

/** What a municipality sees of who is connected, on a day (R4). No figure in it is a single professional's or can be traced (R22). */
export interface Overview {
  readonly onDate: CalendarDate
  readonly municipality: { readonly code: string; readonly name: string }
  readonly convenants: readonly OverviewConvenant[]
  readonly partners: readonly OverviewPartner[]
  /** How many partners stand where. */
  readonly states: Readonly<Record<PartnerState, number>>
  readonly domains: readonly OverviewDomain[]
  readonly quarters: readonly QuarterFigures[]
  /** Who is on a convenant's own list and not connected. */
  readonly missing: readonly MissingParty[]
}

export interface OverviewConvenant extends ConvenantInForce {
  /** The next day on which it ends, or is renewed tacitly; null where it has no end. */
  readonly currentPeriodUntilDate: CalendarDate | null
}

export interface OverviewPartner extends Partner {
  readonly convenantId: string
  readonly organisation: Organisation
  readonly anchorEnded: boolean
  readonly anchorEndsSoon: boolean
  /** Whether so many have the right to register that it may be told how actively they do. */
  readonly activityShown: boolean
  readonly quarters: readonly OrganisationFigures[]
}

export interface OverviewDomain {
  readonly domain: Domain
  readonly connectedOrganisations: number
  readonly professionals: number
  readonly quarters: readonly QuarterFigures[]
  /** Categories of the law that no connected partner belongs to. */
  readonly missingCategories: readonly Category[]
}

export interface MissingParty {
  readonly convenantId: string
  readonly organisation: Organisation
  /** Null where it was never invited. */
  readonly state: Exclude<PartnerState, 'connected'> | null
  /** The step on its way that it waits for, and who is to take it (R4). */
  readonly waitsFor: JoiningStep | null
  readonly waitsOn: JoiningPath['waitsOn']
}

interface Material {
  readonly today: CalendarDate
  readonly municipality: Overview['municipality']
  readonly convenants: readonly ConvenantInForce[]
  readonly standings: readonly Standing[]
  readonly figures: PublishedFigures
  /** The ways of partners that have agreed or are suspended; those of others follow from how they stand. */
  readonly paths: ReadonlyMap<string, JoiningPath>
}

/** An anchor that ends within so many days wants a new agreement in time. */
const soonDays = 90

/** Puts the view together from what was read. */
export function makeOverview({
  today,
  municipality,
  convenants,
  standings,
  figures,
  paths,
}: Material): Overview {
  const partners = standings.flatMap(({ convenantId, organisation, partner }) =>
    partner ? [toPartner(convenantId, organisation, partner, figures, today)] : [],
  )
  return {
    onDate: today,
    municipality,
    convenants: convenants.map((convenant) => ({
      ...convenant,
      currentPeriodUntilDate: currentPeriodUntil(convenant, today),
    })),
    partners,
    states: countStates(partners),
    domains: domains.map((domain) => toDomain(domain, partners, figures)),
    quarters: figures.total,
    missing: standings.flatMap((standing) => toMissing(standing, paths)),
  }
}

function toPartner(
  convenantId: string,
  organisation: Organisation,
  partner: Partner,
  figures: PublishedFigures,
  today: CalendarDate,
): OverviewPartner {
  const until = partner.anchorUntilDate
  return {
    ...partner,
    convenantId,
    organisation,
    anchorEnded: until !== null && until < today,
    anchorEndsSoon: until !== null && until >= today && until <= daysAfter(today, soonDays),
    // With exactly so many, a month since which so many registered would be told of each of them.
    activityShown: partner.professionals > fewestContributors,
    quarters: figures.byOrganisation.get(organisation.id) ?? [],
  }
}

function countStates(partners: readonly OverviewPartner[]): Overview['states'] {
  const states = { invited: 0, agreed: 0, connected: 0, suspended: 0, ended: 0 }
  for (const { state } of partners) states[state]++
  return states
}

/** An organisation counts once, also where it is a partner under more than one convenant. */
function toDomain(
  domain: Domain,
  partners: readonly OverviewPartner[],
  figures: PublishedFigures,
): OverviewDomain {
  const connected = new Map(
    partners
      .filter(({ state, organisation }) => state === 'connected' && organisation.domain === domain)
      .map((partner) => [partner.organisation.id, partner]),
  )
  const represented = new Set([...connected.values()].map(({ organisation }) => organisation.category))
  return {
    domain,
    connectedOrganisations: connected.size,
    professionals: [...connected.values()].reduce((sum, { professionals }) => sum + professionals, 0),
    quarters: figures.byDomain.get(domain) ?? [],
    missingCategories: categoryNames.filter(
      (category) => categories[category] === domain && !represented.has(category),
    ),
  }
}

function toMissing(
  { convenantId, organisation, listed, partner }: Standing,
  paths: Material['paths'],
): MissingParty[] {
  const state = partner?.state ?? null
  if (!listed || state === 'connected') return []
  const { waitsFor, waitsOn } = (partner && paths.get(partner.id)) ?? waiting[state ?? 'listed']
  return [{ convenantId, organisation, state, waitsFor, waitsOn }]
}

type Waiting = Pick<JoiningPath, 'waitsFor' | 'waitsOn'>

/** What is waited for where nothing more needs to be known than how somebody stands. */
const waiting: Readonly<Record<Exclude<PartnerState, 'connected'> | 'listed', Waiting>> = {
  listed: { waitsFor: 'invited', waitsOn: waitsOnOf.invited },
  invited: { waitsFor: 'agreement', waitsOn: waitsOnOf.agreement },
  agreed: { waitsFor: 'connection', waitsOn: waitsOnOf.connection },
  suspended: { waitsFor: 'connection', waitsOn: waitsOnOf.connection },
  ended: { waitsFor: null, waitsOn: 'nobody' },
}

function daysAfter(date: CalendarDate, days: number): CalendarDate {
  const at = new Date(`${date}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}
