import { invalid } from './bad-connections.ts'
import type { BadInput } from './bad-input-table.ts'

/** Bad input about requests of data subjects: no field has room for why somebody asks, or why one decides (R7, R21). */

const url = '/v1/subject-requests'
const id = '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01'
const good = { kind: 'erasure', bsn: '999993653', birthDate: '2015-06-01', signedBy: ['guardian'] }

const rectification = { ...good, kind: 'rectification', registeredBirthDate: '2015-01-06' }

/** A request that is good but for one field. */
const field = (name: string, value: unknown, ...faults: string[]): BadInput =>
  invalid('POST', url, { ...good, [name]: value }, ...(faults.length > 0 ? faults : [`body /${name}`]))

function each(field: string, values: Record<string, unknown>, make: (value: unknown) => BadInput) {
  return Object.fromEntries(
    Object.entries(values).map(([what, value]) => [`request ${field}: ${what}`, make(value)]),
  )
}

const notChoices = {
  null: null,
  'a number': 1,
  'a list': ['granted'],
  empty: '',
  capitals: 'GRANTED',
  'a space behind': 'granted ',
  'a story': 'De ouders zijn gescheiden',
  Dutch: 'ingewilligd',
}

export const badRequests: Readonly<Record<string, BadInput>> = {
  ...each('kind', { ...notChoices, portability: 'portability' }, (value) => field('kind', value)),
  ...each(
    'bsn',
    {
      null: null,
      'a number': 999993653,
      empty: '',
      'fails the eleven-test': '999993654',
      dots: '9999.93.653',
    },
    (value) => field('bsn', value),
  ),
  ...each(
    'birthDate',
    { null: null, empty: '', tomorrow: '2026-06-17', '30 February': '2015-02-30', words: 'vorig jaar' },
    (value) => field('birthDate', value),
  ),
  ...each(
    'registeredBirthDate',
    { null: null, empty: '', tomorrow: '2026-06-17', '30 February': '2015-02-30', words: 'vorig jaar' },
    (registeredBirthDate) =>
      invalid('POST', url, { ...rectification, registeredBirthDate }, 'body /registeredBirthDate'),
  ),
  'request registeredBirthDate: none of a rectification': field(
    'kind',
    'rectification',
    'body /registeredBirthDate',
  ),
  'request registeredBirthDate: of an erasure': field('registeredBirthDate', '2015-01-06'),
  'request birthDate: too far away for the law to reckon with': field('birthDate', '1799-12-31'),
  ...each('municipalityCode', { null: null, 'three digits': '193', name: 'Zwolle' }, (value) =>
    field('municipalityCode', value),
  ),
  ...each('signedBy', { null: null, 'a number': 1, 'an object': {} }, (value) => field('signedBy', value)),
  'request signedBy: somebody else': field('signedBy', ['neighbour'], 'body /signedBy/0'),
  'request signedBy: a name': field('signedBy', ['guardian', 'J. Jansen'], 'body /signedBy/1'),
  'request signedBy: nobody': field('signedBy', []),
  'request signedBy: not who has to': field('signedBy', ['young_person']),
  'request: from 12 on both': invalid(
    'POST',
    url,
    { ...good, birthDate: '2014-06-16', signedBy: [] },
    'body /signedBy',
    'body /signedBy',
  ),
  'request: from 16 on not the guardian alone': field('birthDate', '2010-06-16', 'body /signedBy'),
  'request: a reason': field('reason', 'ruzie thuis'),
  'request: a name': field('name', 'J. Jansen'),
  'request: nothing': invalid(
    'POST',
    url,
    {},
    'body /kind',
    'body /bsn',
    'body /birthDate',
    'body /signedBy',
  ),
  'request: every fault of the query': invalid(
    'GET',
    `${url}?limit=0&after=x&bsn=999993653`,
    undefined,
    'query limit',
    'query after',
    'query bsn',
  ),
  ...each('decision', notChoices, (decision) =>
    invalid('POST', `${url}/${id}/decisions`, { decision }, 'body /decision'),
  ),
  'request decision: a reason': invalid(
    'POST',
    `${url}/${id}/decisions`,
    { decision: 'refused', reason: 'ruzie' },
    'body /reason',
  ),
  'request decision: another day': invalid(
    'POST',
    `${url}/${id}/decisions`,
    { decision: 'refused', decidedAt: '2026-01-01T00:00:00Z' },
    'body /decidedAt',
  ),
  'request extension: for how long': invalid('POST', `${url}/${id}/extensions`, { months: 6 }, 'body '),
  ...each('advice', notChoices, (advice) =>
    invalid('POST', `/v1/advice-requests/${id}/answers`, { advice }, 'body /advice'),
  ),
  'request advice: a reason': invalid(
    'POST',
    `/v1/advice-requests/${id}/answers`,
    { advice: 'refuse', toelichting: 'zorgen' },
    'body /toelichting',
  ),
}
