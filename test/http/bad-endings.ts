import { invalid } from './bad-connections.ts'
import type { BadInput } from './bad-input-table.ts'

/** Bad input about ending and renewing: no field has room for why, but for the two reasons of the law (R7, R10, R12). */

const id = '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01'
const ending = (body: object, ...faults: string[]): BadInput =>
  invalid('POST', `/v1/signals/${id}/endings`, body, ...faults)
const renewal = (body: object, ...faults: string[]): BadInput =>
  invalid('POST', `/v1/signals/${id}/renewals`, body, ...faults)

function each(what: string, values: Record<string, unknown>, make: (value: unknown) => BadInput) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${what}: ${name}`, make(value)]))
}

export const badEndings: Readonly<Record<string, BadInput>> = {
  ...each(
    'reason of an ending',
    {
      null: null,
      'a number': 1,
      'a list': ['unfounded'],
      empty: '',
      capitals: 'UNFOUNDED',
      'a space behind': 'risk_gone ',
      'a reason of the clock': 'lapsed',
      'a birthday': 'turned_23',
      death: 'death',
      'a right of the data subject': 'erasure',
      'handed over': 'handed_over',
      'a story': 'De zorgen thuis zijn over',
    },
    (reason) => ending({ reason }, 'body /reason'),
  ),
  'ending: no reason': ending({}, 'body /reason'),
  'ending: a reason and a text': ending({ reason: 'risk_gone', toelichting: 'zorgen' }, 'body /toelichting'),
  'ending: somebody else’s': ending({ reason: 'risk_gone', professionalId: id }, 'body /professionalId'),
  'ending: a day': ending({ reason: 'risk_gone', endedDate: '2026-01-01' }, 'body /endedDate'),
  'ending: a list': ending([{ reason: 'risk_gone' }], 'body '),
  ...each(
    'removalDate of a renewal',
    {
      null: null,
      'a number': 20270101,
      empty: '',
      today: '2026-06-16',
      'yesterday in Amsterdam, today in UTC': '2026-06-15',
      'two years and a day': '2028-06-17',
      '30 February': '2027-02-30',
      words: 'over een jaar',
    },
    (removalDate) => renewal({ removalDate }, 'body /removalDate'),
  ),
  'renewal: a text': renewal({ toelichting: 'zorgen' }, 'body /toelichting'),
  'renewal: a list': renewal([], 'body '),
}
