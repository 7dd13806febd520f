import type { BadInput } from './bad-input-table.ts'

/** Bad input to the figures: every fault at once, and no way round what may be asked (R22). */

const good = { measure: 'matches', fromQuarter: '2026-Q1', untilQuarter: '2026-Q4' }

const query = (change: Record<string, string | undefined>, ...faults: string[]): BadInput => {
  const values = Object.entries({ ...good, ...change }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  const url = `/v1/report-figures?${new URLSearchParams(values)}`
  return { request: { method: 'GET', url }, status: 400, code: 'invalid-request', faults }
}

function each(name: string, values: Record<string, string | undefined>): Record<string, BadInput> {
  return Object.fromEntries(
    Object.entries(values).map(([what, value]) => [
      `figures ${name}: ${what}`,
      query({ [name]: value }, `query ${name}`),
    ]),
  )
}

const notQuarters = {
  absent: undefined,
  empty: '',
  'a year': '2026',
  'a month': '2026-09',
  'a date': '2026-07-01',
  'a fifth': '2026-Q5',
  'a zeroth': '2026-Q0',
  'small letter': '2026-q3',
  'the year 0': '0000-Q1',
  'five digits': '12026-Q1',
  'a line break behind': '2026-Q3\n',
}

export const badReports: Readonly<Record<string, BadInput>> = {
  ...each('measure', { absent: undefined, empty: '', other: 'professionals', 'of nobody': 'young_persons' }),
  ...each('fromQuarter', notQuarters),
  ...each('untilQuarter', { ...notQuarters, 'before the first': '2025-Q4', 'more than twelve': '2029-Q1' }),
  ...each('municipalityCode', { empty: '', name: 'Zwolle', 'two codes': '0193,0150', letters: 'GM0193' }),
  ...each('domain', { empty: '', other: 'child_care', 'two domains': 'youth_help,education' }),
  ...each('kind', {
    empty: '',
    other: 'family',
    twice: 'within_organisation,within_organisation',
    'a comma behind': 'within_organisation,',
  }),
  ...each('groupBy', {
    empty: '',
    organisation: 'organisation',
    professional: 'professional',
    twice: 'domain,domain',
    'a space': 'domain, quarter',
    'what every object has': 'constructor',
  }),
  'figures: a kind of signal': query(
    { measure: 'signals', kind: 'within_organisation', groupBy: 'kind' },
    'query kind',
    'query groupBy',
  ),
  'figures: a single organisation, professional or day': query(
    { organisationId: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01', professionalId: '1', day: '2026-07-01' },
    'query organisationId',
    'query professionalId',
    'query day',
  ),
  'figures: every fault at once': query(
    { measure: 'x', fromQuarter: 'y', untilQuarter: 'z', domain: 'w', groupBy: 'v' },
    'query measure',
    'query fromQuarter',
    'query untilQuarter',
    'query domain',
    'query groupBy',
  ),
}
