import type { InjectOptions } from 'fastify'
import type { BadInput } from './bad-input-table.ts'

/** Bad input about municipalities, convenants and officers: no field has room for a story or for a number (R7). */

const bsn = '999993653'
const id = '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01'

const municipality = { code: '0080', name: 'Leeuwarden', validFromDate: '1900-01-01' }
const merger = {
  formerCodes: ['0150', '0193'],
  successor: { code: '9001', name: 'IJsselstad' },
  mergerDate: '2027-01-01',
}
const convenant = {
  title: 'Convenant verwijsindex',
  signedDate: '2026-01-01',
  inForceFromDate: '2026-02-01',
  municipalityCodes: ['0193'],
}
const person = {
  name: 'M. Jansen',
  jobTitle: 'Beleidsmedewerker',
  email: 'm.jansen@zwolle.example',
  phone: '038-1234567',
}
const officer = { role: 'follow_up_officer', municipalityCode: '0193', person }

export const invalid = (
  method: 'POST' | 'PATCH' | 'GET',
  url: string,
  payload: InjectOptions['payload'],
  ...faults: string[]
): BadInput => ({
  request: { method, url, ...(payload === undefined ? {} : { payload }) },
  status: 400,
  code: 'invalid-request',
  faults,
})
const notFound = (method: 'POST' | 'PATCH' | 'GET', url: string, payload?: object): BadInput => ({
  request: { method, url, ...(payload ? { payload } : {}) },
  status: 404,
  code: 'not-found',
})

/** Something that is right but for one field; each fault of it stands at that field, unless it says where. */
function wrong(
  what: string,
  url: string,
  good: object,
  field: string,
  values: Record<string, unknown>,
): Record<string, BadInput> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `${what} ${field}: ${name}`,
      invalid('POST', url, { ...good, [field]: value }, `body /${field}`),
    ]),
  )
}

const numbers = {
  null: null,
  'a text': '12',
  'a fraction': 1.5,
  negative: -1,
  'far too much': 1e9,
  'a BSN': 999993653,
  true: true,
}
const dates = {
  null: null,
  empty: '',
  'a number': 20260101,
  '30 February': '2026-02-30',
  'date and time': '2026-01-01T00:00:00Z',
  'the year 1': '0001-01-01',
  'the year 9999': '9999-12-31',
  words: 'volgend jaar',
  'a BSN': bsn,
}
const codes = {
  null: null,
  'three digits': '193',
  'a number': 193,
  letters: 'GM0193',
  'a BSN': bsn,
  'a line break behind': '0193\n',
}
const tooLongTitle = 'Convenant '.repeat(20)

export const badConnections: Readonly<Record<string, BadInput>> = {
  ...wrong('municipality', '/v1/municipalities', municipality, 'code', codes),
  ...wrong('municipality', '/v1/municipalities', municipality, 'name', {
    null: null,
    empty: '',
    'a BSN': bsn,
    digits: 'Zwolle 2',
    'a tag': '<b>Zwolle</b>',
    'a line break': 'Zwolle\nzorgen',
    'a formula': '=1+1',
    'very long': 'Zwolle'.repeat(20),
  }),
  ...wrong('municipality', '/v1/municipalities', municipality, 'validFromDate', dates),
  'municipality: a successor of its own making': invalid(
    'POST',
    '/v1/municipalities',
    { ...municipality, successor: '0193', validUntilDate: '2026-01-01' },
    'body /successor',
    'body /validUntilDate',
  ),
  'municipality: nothing': invalid(
    'POST',
    '/v1/municipalities',
    {},
    'body /code',
    'body /name',
    'body /validFromDate',
  ),
  'municipalities: every fault of the query': invalid(
    'GET',
    `/v1/municipalities?limit=0&after=${bsn}&name=Zwolle`,
    undefined,
    'query limit',
    'query after',
    'query name',
  ),
  'a municipality that is no code': notFound('GET', `/v1/municipalities/${bsn}`),

  ...wrong('merger', '/v1/municipality-mergers', merger, 'formerCodes', {
    null: null,
    'a text': '0150',
    none: [],
    'twenty-one': Array.from({ length: 21 }, (_, n) => String(1000 + n)),
  }),
  ...wrong('merger', '/v1/municipality-mergers', merger, 'mergerDate', dates),
  'merger: faults of each part': invalid(
    'POST',
    '/v1/municipality-mergers',
    {
      formerCodes: ['0150', bsn],
      successor: { code: 'x', name: `Stad ${bsn}`, note: 'zorgen' },
      mergerDate: 1,
    },
    'body /formerCodes/1',
    'body /successor/code',
    'body /successor/name',
    'body /successor/note',
    'body /mergerDate',
  ),
  'merger: one named twice, and as its own successor': invalid(
    'POST',
    '/v1/municipality-mergers',
    { ...merger, formerCodes: ['0150', '0150', '9001'] },
    'body /formerCodes/1',
    'body /formerCodes/2',
  ),

  ...wrong('convenant', '/v1/convenants', convenant, 'title', {
    null: null,
    empty: '',
    'an object': { text: 'x' },
    'a tag': 'Convenant <b>',
    'a line break': 'Convenant\nzorgen over een kind',
    'a formula in front': '=Convenant',
    'a digit in front': '2026 convenant',
    'a BSN': `Convenant ${bsn}`,
    'a BSN with dots': 'Convenant 9999.93.653',
    'eight digits': 'Convenant 12345678',
    'ten digits': 'Convenant 1234567890',
    'very long': tooLongTitle,
  }),
  ...wrong('convenant', '/v1/convenants', convenant, 'signedDate', dates),
  ...wrong('convenant', '/v1/convenants', convenant, 'inForceFromDate', dates),
  ...wrong('convenant', '/v1/convenants', convenant, 'inForceUntilDate', { ...dates, null: false }),
  ...wrong('convenant', '/v1/convenants', convenant, 'longestTermMonths', {
    ...numbers,
    none: 0,
    'beyond the law': 25,
  }),
  ...wrong('convenant', '/v1/convenants', convenant, 'smallCountThreshold', {
    ...numbers,
    'too low': 4,
    'too high': 101,
  }),
  ...wrong('convenant', '/v1/convenants', convenant, 'lapseReminderDays', {
    null: null,
    'a number': 30,
    none: [],
    'one twice': [7, 7],
    'too many': [1, 2, 3, 4, 5],
  }),
  'convenant lapseReminderDays: no days': invalid(
    'POST',
    '/v1/convenants',
    { ...convenant, lapseReminderDays: [0, '30', 7.5, 181] },
    ...[0, 1, 2, 3].map((n) => `body /lapseReminderDays/${n}`),
  ),
  ...wrong('convenant', '/v1/convenants', convenant, 'tacitRenewalMonths', {
    ...numbers,
    null: 'x',
    none: 0,
    'too long': 61,
  }),
  ...wrong('convenant', '/v1/convenants', convenant, 'documentReference', {
    number: 12,
    empty: '',
    'a sentence': 'Er zijn zorgen over dit kind',
    'very long': 'Z'.repeat(65),
    'a BSN': bsn,
    'a BSN in it': `Z/${bsn}`,
    'an address': 'https://elders.example/?q=1',
  }),
  ...wrong('convenant', '/v1/convenants', convenant, 'municipalityCodes', {
    null: null,
    'a text': '0193',
    none: [],
    'one twice': ['0193', '0193'],
    'too many': Array.from({ length: 61 }, (_, n) => String(1000 + n)),
  }),
  'convenant: the text of the document': invalid(
    'POST',
    '/v1/convenants',
    { ...convenant, text: 'Artikel 1', reason: 'zorgen' },
    'body /text',
    'body /reason',
  ),
  'convenant change: nothing': invalid('PATCH', `/v1/convenants/${id}`, {}, 'body '),
  'convenant change: what is signed stays': invalid(
    'PATCH',
    `/v1/convenants/${id}`,
    { signedDate: '2026-01-01', inForceFromDate: '2026-01-01' },
    'body /signedDate',
    'body /inForceFromDate',
    'body ',
  ),
  'convenant change: faults of each part': invalid(
    'PATCH',
    `/v1/convenants/${id}`,
    { title: bsn, longestTermMonths: 25, smallCountThreshold: null, documentReference: 'a b' },
    'body /title',
    'body /documentReference',
    'body /longestTermMonths',
    'body /smallCountThreshold',
  ),
  'convenant: no id': notFound('GET', `/v1/convenants/${bsn}`),
  'convenant change: no id': notFound('PATCH', `/v1/convenants/${bsn}`, { title: 'Convenant' }),
  'agreement: no code': invalid(
    'POST',
    `/v1/convenants/${id}/agreements`,
    { municipalityCode: bsn },
    'body /municipalityCode',
  ),
  'agreement: nothing': invalid('POST', `/v1/convenants/${id}/agreements`, undefined, 'body '),
  'agreement: on a day of choice': invalid(
    'POST',
    `/v1/convenants/${id}/agreements`,
    { municipalityCode: '0193', fromDate: '2020-01-01' },
    'body /fromDate',
  ),

  ...wrong('officer', '/v1/officers', officer, 'role', {
    null: null,
    professional: 'professional',
    coordinator: 'coordinator',
    'source system': 'source_system',
    none: '',
    capitals: 'SUPERVISOR',
  }),
  ...wrong('officer', '/v1/officers', officer, 'municipalityCode', codes),
  'officer: a role in a municipality without one': invalid(
    'POST',
    '/v1/officers',
    { role: 'privacy_officer', person },
    'body /municipalityCode',
  ),
  'officer: a general role in a municipality': invalid(
    'POST',
    '/v1/officers',
    { ...officer, role: 'supervisor' },
    'body /municipalityCode',
  ),
  'officer: nobody': invalid('POST', '/v1/officers', { role: 'supervisor' }, 'body /person'),
  'officer: a person and an account': invalid(
    'POST',
    '/v1/officers',
    { ...officer, accountId: id },
    'body /person',
  ),
  'officer: a person who is a number': invalid(
    'POST',
    '/v1/officers',
    {
      ...officer,
      person: { name: bsn, jobTitle: bsn, email: `${bsn}@zwolle.example`, phone: bsn, note: 'zorgen' },
    },
    'body /person/name',
    'body /person/jobTitle',
    'body /person/email',
    'body /person/phone',
    'body /person/note',
  ),
  'officer: from a day of choice': invalid(
    'POST',
    '/v1/officers',
    { ...officer, fromDate: '2020-01-01', subject: 'x' },
    'body /fromDate',
    'body /subject',
  ),
  ...wrong('ending of an officer', `/v1/officers/${id}/endings`, {}, 'untilDate', dates),
  'ending of an officer: a reason': invalid(
    'POST',
    `/v1/officers/${id}/endings`,
    { untilDate: '2027-01-01', reason: 'zorgen' },
    'body /reason',
  ),
  'ending of an officer: no id': notFound('POST', `/v1/officers/${bsn}/endings`, { untilDate: '2027-01-01' }),
}
