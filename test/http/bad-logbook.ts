import type { BadInput } from './bad-input-table.ts'

/** Bad input to the logbook: every fault at once, and no way to ask for a young person (R5, R6). */

const query = (values: Record<string, string>, ...faults: string[]): BadInput => ({
  request: { method: 'GET', url: `/v1/logbook-lines?${new URLSearchParams(values)}` },
  status: 400,
  code: 'invalid-request',
  faults,
})

function each(name: string, values: Record<string, string>): Record<string, BadInput> {
  return Object.fromEntries(
    Object.entries(values).map(([what, value]) => [
      `logbook ${name}: ${what}`,
      query({ [name]: value }, `query ${name}`),
    ]),
  )
}

const notInstants = {
  empty: '',
  'a date': '2026-10-01',
  'no zone': '2026-10-01T09:30:00',
  'a day that is not there': '2026-02-30T09:30:00Z',
  'an hour that is not there': '2026-11-22T25:30:00Z',
  'the year 0': '0000-01-01T00:00:00Z',
  'the year 9999': '9999-12-31T23:59:59-12:00',
  'a line break behind': '2026-11-22T09:30:00Z\n',
}

export const badLogbook: Readonly<Record<string, BadInput>> = {
  ...each('from', notInstants),
  ...each('until', notInstants),
  ...each('event', { empty: '', other: 'child_viewed', two: 'signal_registered,signal_ended' }),
  ...each('organisationId', { empty: '', text: 'x' }),
  ...each('after', {
    empty: '',
    zero: '0',
    negative: '-1',
    text: 'x',
    'too long': '1'.repeat(16),
    exponent: '1e3',
  }),
  ...each('limit', { zero: '0', 'too many': '101', hexadecimal: '0x10' }),
  'logbook: a period that ends before it begins': query(
    { from: '2026-11-22T09:30:00Z', until: '2026-11-22T10:30:00+01:00' },
    'query until',
  ),
  'logbook: by young person, number or professional': query(
    { youngPersonId: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01', bsn: '999993653', actorId: 'x' },
    'query youngPersonId',
    'query bsn',
    'query actorId',
  ),
}
