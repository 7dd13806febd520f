/** Examples of the municipality's view in the public document, by the name of the schema. */

const ids = {
  organisation: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f05',
  convenant: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f06',
  partner: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f07',
}

const organisation = {
  id: ids.organisation,
  name: 'GGD IJsselland',
  domain: 'youth_health_care',
  category: 'youth_health_care_organisation',
  kind: 'institution',
}
const figure = { count: 42, complete: true }
const tooSmall = { count: null, complete: false }
const quarter = { quarter: '2026-Q3', published: true, signals: figure, matches: tooSmall }
const zwolle = { code: '0193', name: 'Zwolle' }

const convenant = {
  id: ids.convenant,
  title: 'Convenant verwijsindex Zwolle',
  inForceFromDate: '2026-01-01',
  inForceUntilDate: '2029-12-31',
  tacitRenewalMonths: null,
  currentPeriodUntilDate: '2029-12-31',
  municipalities: [zwolle],
}

const partner = {
  id: ids.partner,
  convenantId: ids.convenant,
  organisation,
  state: 'connected',
  stateSinceDate: '2026-01-01',
  anchor: 'subsidy',
  anchorUntilDate: '2026-12-31',
  anchorEnded: false,
  anchorEndsSoon: true,
  mayLead: true,
  professionals: 12,
  activityShown: true,
  lastSignalMonth: '2026-10',
  quarters: [{ quarter: '2026-Q3', signals: 17, matches: null }],
}

const domain = {
  domain: 'youth_health_care',
  connectedOrganisations: 1,
  professionals: 12,
  quarters: [quarter],
  missingCategories: [],
}

const missing = {
  convenantId: ids.convenant,
  organisation: {
    ...organisation,
    name: 'Kadera',
    domain: 'social_support',
    category: 'homeless_and_womens_shelter',
  },
  state: 'agreed',
  waitsFor: 'coordinator',
  waitsOn: 'organisation',
}

export const overviewExamples: Readonly<Record<string, unknown>> = {
  Figure: figure,
  QuarterFigures: quarter,
  OverviewConvenant: convenant,
  OverviewPartner: partner,
  OverviewDomain: domain,
  MissingParty: missing,
  MunicipalityOverview: {
    onDate: '2026-11-25',
    municipality: zwolle,
    convenants: [convenant],
    states: { invited: 0, agreed: 1, connected: 1, suspended: 0, ended: 0 },
    domains: [domain],
    quarters: [quarter],
    partners: [partner],
    missing: [missing],
  },
}
