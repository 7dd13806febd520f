import type { InjectOptions } from 'fastify'
import { badConnections } from './bad-connections.ts'
import { badDestruction } from './bad-destruction.ts'
import { badEndings } from './bad-endings.ts'
import { badLogbook } from './bad-logbook.ts'
import { badOverviews } from './bad-overview.ts'
import { badPartners } from './bad-partners.ts'
import { badPeople } from './bad-people.ts'
import { badReports } from './bad-reports.ts'
import { badRequests } from './bad-requests.ts'

/** One kind of bad input, and what is expected of it. */
export interface BadInput {
  readonly request: InjectOptions
  readonly status: number
  readonly code: string
  /** Every fault that is expected to be named, as `body /bsn` or `query limit`. */
  readonly faults?: readonly string[]
  /** Whether the token is left out. */
  readonly withoutToken?: true
}

/** It is half past midnight on 16 June in Amsterdam, and still the 15th in UTC. */
export const now = new Date('2026-06-15T22:30:00Z')
export const today = '2026-06-16'

export const bsn = '999993653'
export const good = { bsn, birthDate: '2015-06-01' }

const json = { 'content-type': 'application/json' }
const post = (payload: string | Buffer, headers: Record<string, string> = json): InjectOptions => ({
  method: 'POST',
  url: '/v1/signals',
  payload,
  headers,
})
const get = (url: string, headers: Record<string, string> = {}): InjectOptions => ({
  method: 'GET',
  url,
  headers,
})

const invalid = (request: InjectOptions, ...faults: string[]): BadInput => ({
  request,
  status: 400,
  code: 'invalid-request',
  faults,
})
const malformed = (request: InjectOptions): BadInput => ({ request, status: 400, code: 'malformed-body' })
const notFound = (request: InjectOptions): BadInput => ({ request, status: 404, code: 'not-found' })
const otherType = (request: InjectOptions): BadInput => ({
  request,
  status: 415,
  code: 'unsupported-media-type',
})
const tooLarge = (request: InjectOptions): BadInput => ({ request, status: 413, code: 'body-too-large' })
const unacceptable = (request: InjectOptions): BadInput => ({ request, status: 406, code: 'not-acceptable' })

/** A registration that is good but for one field. */
const field = (name: string, value: unknown, fault = `body /${name}`): BadInput =>
  invalid(post(JSON.stringify({ ...good, [name]: value })), fault)

function each<T>(
  values: Record<string, T>,
  make: (value: T) => BadInput,
  what: string,
): Record<string, BadInput> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${what}: ${name}`, make(value)]))
}

const notTexts = {
  null: null,
  true: true,
  'a number': 999993653,
  'a list': [bsn],
  'an object': { value: bsn },
  'a fraction': 1.5,
}

const bsns = each(
  {
    ...notTexts,
    empty: '',
    'eight digits': '99999365',
    'ten digits': '9999936530',
    'eight digits that pass with a zero in front': '10000008',
    letters: 'abcdefghi',
    'a letter among digits': '99999365O',
    'fails the eleven-test': '999993654',
    'two digits changed places': '999993563',
    'nine zeros': '000000000',
    'nine nines': '999999999',
    'dots in between': '9999.93.653',
    'spaces in between': '999 993 653',
    dashes: '999-993-653',
    'a space in front': ' 999993653',
    'a space behind': '999993653 ',
    'a line break behind': '999993653\n',
    'a NUL behind': '999993653\u0000',
    'a BOM in front': '\ufeff999993653',
    'half a character': '99999365\ud800',
    'full-width digits': '９９９９９３６５３',
    'Arabic digits': '٩٩٩٩٩٣٦٥٣',
    'a sign': '+99999365',
    exponent: '9.9999e8',
    hexadecimal: '0x3B9AC4C5',
    'very long': '9'.repeat(5000),
    SQL: "' or 1=1 --",
    'a name': 'Jan Jansen',
  },
  (value) => field('bsn', value),
  'bsn',
)

const birthDates = each(
  {
    ...notTexts,
    empty: '',
    future: '2026-06-17',
    'far future': '9999-12-31',
    'exactly 23 today': '2003-06-16',
    'twenty-three and a day': '2003-06-15',
    'a hundred years ago': '1926-06-16',
    '31 February': '2015-02-31',
    '29 February in a common year': '2015-02-29',
    'month thirteen': '2015-13-01',
    'a day in no month': '2015-00-17',
    'the month as it is said': '2015-6',
    'a year that has passed, of which the day is not known': '2003-05-00',
    'the year to come': '2027-00-00',
    'the year 0': '0000-06-01',
    'a negative year': '-2015-06-01',
    'five digits in the year': '12015-06-01',
    'date and time': '2015-06-01T00:00:00Z',
    'date and time without zone': '2015-06-01T00:00:00',
    'the other way round': '01-06-2015',
    slashes: '2015/06/01',
    'no dashes': '20150601',
    'one digit': '2015-6-1',
    'a space behind': '2015-06-01 ',
    'a line break behind': '2015-06-01\n',
    words: 'vorig jaar',
    'full-width digits': '２０１５-06-01',
  },
  (value) => field('birthDate', value),
  'birthDate',
)

const removalDates = each(
  {
    ...notTexts,
    empty: '',
    today,
    'yesterday in Amsterdam, today in UTC': '2026-06-15',
    past: '2020-01-01',
    'two years and a day': '2028-06-17',
    'ten years': '2036-06-16',
    '30 February': '2027-02-30',
    'date and time': '2027-06-16T12:00:00Z',
    words: 'over een jaar',
  },
  (value) => field('removalDate', value),
  'removalDate',
)

const municipalityCodes = each(
  {
    ...notTexts,
    empty: '',
    'three digits': '193',
    'five digits': '00193',
    letters: 'GM0193',
    name: 'Zwolle',
    'a space behind': '0193 ',
    'a line break behind': '0193\n',
    'Arabic digits': '٠١٩٣',
    'a NUL': '019\u0000',
    '65 characters': '0'.repeat(65),
  },
  (value) => field('municipalityCode', value),
  'municipalityCode',
)

const unknownFields = {
  ...each(
    Object.fromEntries(
      [
        'reason',
        'toelichting',
        'name',
        'youngPerson',
        'riskGround',
        'BSN',
        'birthdate',
        'id',
        'organisationId',
        'professionalId',
      ].map((name) => [name, name]),
    ),
    (name) => field(name, 'Er zijn zorgen over thuis'),
    'an unknown field',
  ),
  ...each(
    {
      constructor: 'constructor',
      prototype: 'prototype',
      toString: 'toString',
      hasOwnProperty: 'hasOwnProperty',
    },
    (name) => field(name, 'x'),
    'a field that every object has',
  ),
  ...each(
    {
      'a BSN': bsn,
      'a BSN and letters': `bsn${bsn}`,
      'a sentence': 'Er zijn zorgen over thuis',
      empty: '',
      'a slash and a tilde': 'a/b~c',
      'a NUL': 'a\u0000b',
      'very long': 'a'.repeat(3000),
      'a digit first': '1a',
      Dutch: 'coördinator',
    },
    (name) => field(name, 1, 'body /…'),
    'a field that a client named itself is not repeated',
  ),
  'text inside a text field': field('bsn', { value: bsn, toelichting: 'zorgen' }),
  'several unknown fields': invalid(
    post(JSON.stringify({ ...good, note: 'a', remark: { deep: 'b' } })),
    'body /note',
    'body /remark',
  ),
}

const wholeBodies = {
  'every fault at once': invalid(
    post(JSON.stringify({ bsn: '1', birthDate: 'x', municipalityCode: 'y', removalDate: 'z', reason: 'w' }), {
      ...json,
      'idempotency-key': 'not one key',
    }),
    'header idempotency-key',
    'body /bsn',
    'body /birthDate',
    'body /municipalityCode',
    'body /removalDate',
    'body /reason',
  ),
  'an empty object': invalid(post('{}'), 'body /bsn', 'body /birthDate'),
  'only a BSN': invalid(post(JSON.stringify({ bsn })), 'body /birthDate'),
  'only a birth date': invalid(post(JSON.stringify({ birthDate: good.birthDate })), 'body /bsn'),
  'no body, no type': invalid({ method: 'POST', url: '/v1/signals' }, 'body '),
  ...each(
    {
      null: 'null',
      list: '[]',
      'list of one': JSON.stringify([good]),
      text: '"text"',
      number: '1',
      true: 'true',
    },
    (body) => invalid(post(body), 'body '),
    'the body is no object',
  ),
  ...each(
    {
      empty: '',
      spaces: '   ',
      'cut off': '{"bsn":',
      'single quotes': "{'bsn':'1'}",
      'no quotes': '{bsn:1}',
      'a comma too many': '{"bsn":"1",}',
      'a comment': '{"bsn":"1"/* x */}',
      'two objects': '{}{}',
      NaN: '{"bsn":NaN}',
      'a bare word': 'undefined',
      'a control character': '{"bsn":"a\u0001b"}',
      'a NUL': '\u0000',
      'form encoded': `bsn=${bsn}`,
      XML: '<bsn>999993653</bsn>',
      'a wrong escape': '{"bsn":"\\x41"}',
      __proto__: `{"__proto__":{"bsn":"${bsn}"}}`,
      '__proto__ inside': `{"bsn":{"__proto__":{"a":1}}}`,
      'an escaped __proto__': '{"\\u005f_proto__":{"a":1}}',
      'constructor.prototype': '{"constructor":{"prototype":{"a":1}}}',
    },
    (body) => malformed(post(body)),
    'the body cannot be read',
  ),
  'bytes that are not UTF-8': field('bsn', '\ufffd'),
  'bytes that are not text': malformed(post(Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]))),
  'UTF-16': malformed(
    post(Buffer.from(JSON.stringify(good), 'utf16le'), {
      'content-type': 'application/json; charset=utf-16',
    }),
  ),
  'the same field twice: the last one counts': invalid(
    post(`{"bsn":"${bsn}","birthDate":"2015-06-01","bsn":"123"}`),
    'body /bsn',
  ),
  'a BOM before a fault': invalid(post(`\ufeff${JSON.stringify({ bsn })}`), 'body /birthDate'),
  'deep nesting': invalid(
    post(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`),
    'body /bsn',
    'body /birthDate',
    'body /a',
  ),
  'ten thousand fields': tooLarge(
    post(JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`f${n}`, n])))),
  ),
  'a body of 17 kB': tooLarge(post(JSON.stringify({ ...good, note: 'a'.repeat(17_000) }))),
  'a body of 5 MB': tooLarge(post('a'.repeat(5_000_000))),
  'too large and broken': tooLarge(post(`{${' '.repeat(20_000)}`)),
}

const types = {
  ...each(
    {
      none: '',
      'text/plain': 'text/plain',
      'text/json': 'text/json',
      form: 'application/x-www-form-urlencoded',
      multipart: 'multipart/form-data; boundary=x',
      XML: 'application/xml',
      'a longer name': 'application/jsonx',
      'a shorter name': 'application/jso',
      'a patch': 'application/merge-patch+json',
      any: '*/*',
      bytes: 'application/octet-stream',
      'two types': 'application/json, text/plain',
      nonsense: 'json',
      'a parameter alone': 'charset=utf-8',
    },
    (type) => otherType(post(JSON.stringify(good), { 'content-type': type })),
    'content type',
  ),
  'a text where there is no body': otherType({
    method: 'POST',
    url: '/v1/signals/0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01/bsn-disclosures',
    payload: 'Er zijn zorgen',
    headers: { 'content-type': 'text/plain' },
  }),
  ...each(
    {
      HTML: 'text/html',
      XML: 'application/xml',
      image: 'image/*',
      'JSON refused': 'application/json;q=0',
      nonsense: 'x',
    },
    (accept) => unacceptable(get('/v1/signals', { accept })),
    'accept',
  ),
}

const keys = each(
  {
    empty: '',
    space: 'a b',
    'two keys': 'a, b',
    'too long': 'a'.repeat(129),
    Dutch: 'cöordinator',
    tab: 'a\tb',
    'a DEL': 'a\u007f',
  },
  (key) => invalid(post(JSON.stringify(good), { ...json, 'idempotency-key': key }), 'header idempotency-key'),
  'Idempotency-Key',
)

const id = '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01'
const lists = [
  '/v1/signals',
  '/v1/archive-notices',
  '/v1/matches',
  '/v1/notifications',
  '/v1/quick-withdrawals',
  '/v1/identity-conflicts',
]

const queries = {
  ...each(
    {
      zero: '0',
      negative: '-1',
      '101': '101',
      huge: '99999999999999999999',
      letters: 'abc',
      NaN: 'NaN',
      Infinity: 'Infinity',
      fraction: '1.5',
      exponent: '1e1',
      hexadecimal: '0x10',
      empty: '',
      'a space': '%2010',
      'a sign': '%2B10',
      'Arabic digits': '%D9%A1',
      'a NUL': '1%00',
    },
    (limit) => invalid(get(`/v1/signals?limit=${limit}`), 'query limit'),
    'limit',
  ),
  'limit twice': invalid(get('/v1/signals?limit=1&limit=2'), 'query limit'),
  ...each(
    {
      text: 'abc',
      empty: '',
      number: '1',
      'an id and more': `${id}0`,
      quote: "'",
      'a NUL': `${id}%00`,
      twice: `${id}&after=${id}`,
    },
    (after) => invalid(get(`/v1/signals?after=${after}`), 'query after'),
    'after',
  ),
  ...each(
    Object.fromEntries(lists.map((list) => [list, list])),
    (list) =>
      invalid(get(`${list}?limit=x&after=y&search=Jansen`), 'query limit', 'query after', 'query search'),
    'every fault of a query at once',
  ),
  ...each(
    {
      bsn: `bsn=${bsn}`,
      name: 'name=Jansen',
      'in brackets': 'filter%5Bbsn%5D=1',
      'an empty name': '=1',
      proto: '__proto__=1',
      'a BSN alone': bsn,
    },
    (query) =>
      invalid(
        get(`/v1/matches?${query}`),
        /^(bsn|name)=/.test(query) ? `query ${query.split('=')[0]}` : 'query …',
      ),
    'there is no search',
  ),
  'a query where none is known': invalid(get(`/v1/signals/${id}?reason=x`), 'query reason'),
  'a query to registering': invalid(
    { ...post(JSON.stringify(good)), url: '/v1/signals?reason=x' },
    'query reason',
  ),
  'a body where none is known': invalid(
    { method: 'POST', url: `/v1/signals/${id}/bsn-disclosures`, payload: { reason: 'zorgen' } },
    'body ',
  ),
}

const paths = {
  ...each(
    {
      'a slash behind': '/v1/signals/',
      'two slashes': '/v1//signals',
      'slashes in front': '//v1/signals',
      capitals: '/V1/Signals',
      'another version': '/v2/signals',
      'no version': '/signals',
      'dots up': '/v1/signals/../matches/',
      'dots up, encoded': '/v1/signals/%2e%2e/%2e%2e/etc/passwd',
      'a semicolon': '/v1/signals;jsessionid=1',
      'encoded slash': '/v1%2Fsignals',
      'an extension': '/v1/signals.json',
      'a BSN': `/v1/signals/${bsn}`,
      'a BSN that cannot be decoded': `/v1/signals/${bsn}%`,
      'half a character': '/v1/%ED%A0%80',
      'a NUL': '/v1/signals%00',
      'below the page': '/docs/static/..%2f..%2fpackage.json',
      'very long': `/v1/${'a'.repeat(10_000)}`,
      'a very long id': `/v1/signals/${'a'.repeat(10_000)}`,
      'very deep': `/v1${'/a'.repeat(3000)}`,
      root: '/',
      'a search': '/v1/young-persons',
      'a search of its own': '/v1/signals/_search',
    },
    (url) => notFound(get(url)),
    'address',
  ),
  ...each(
    {
      PUT: 'PUT',
      PATCH: 'PATCH',
      DELETE: 'DELETE',
      TRACE: 'TRACE',
      SEARCH: 'SEARCH',
    } as const,
    (method) => notFound({ method: method as 'PUT', url: '/v1/signals' }),
    'method',
  ),
  ...each(
    {
      'a match': `/v1/matches/${id}`,
      matches: '/v1/matches',
      notifications: '/v1/notifications',
      'a signal': `/v1/signals/${id}`,
    },
    (url) => notFound({ method: 'POST', url, payload: {} }),
    'POST where only GET is',
  ),
  'GET where only POST is': notFound(get(`/v1/signals/${id}/bsn-disclosures`)),
}

export const badInputs: Readonly<Record<string, BadInput>> = {
  ...badOverviews,
  ...bsns,
  ...birthDates,
  ...removalDates,
  ...municipalityCodes,
  ...unknownFields,
  ...wholeBodies,
  ...types,
  ...keys,
  ...queries,
  ...paths,
  ...badPeople,
  ...badPartners,
  ...badReports,
  ...badLogbook,
  ...badRequests,
  ...badEndings,
  ...badDestruction,
  ...badConnections,
  'bad input without a token is not looked at': {
    request: post('{"bsn":'),
    status: 401,
    code: 'unauthenticated',
    withoutToken: true,
  },
}
