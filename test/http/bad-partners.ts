import type { InjectOptions } from 'fastify'
import type { BadInput } from './bad-input-table.ts'

/** Bad input about organisations, partners and invitations: forms, what the law does not name, numbers of persons (R1, R7). */

const bsn = '999993653'
const id = '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01'
const organisation = { name: 'Stichting De Stek', category: 'social_work' }
const contact = {
  name: 'R. Zandbergen',
  jobTitle: 'Beleidsmedewerker',
  email: 'r.zandbergen@organisatie.example',
  phone: '038-1234567',
}

const invalid = (
  method: 'POST' | 'PATCH',
  url: string,
  payload: NonNullable<InjectOptions['payload']>,
  ...faults: string[]
): BadInput => ({
  request: { method, url: `/v1${url}`, payload },
  status: 400,
  code: 'invalid-request',
  faults,
})

/** An organisation that is right but for one field. */
const field = (name: string, value: unknown): BadInput =>
  invalid('POST', `/convenants/${id}/parties`, { ...organisation, [name]: value }, `body /${name}`)

const invitation = (payload: object, ...faults: string[]): BadInput =>
  invalid('POST', `/convenants/${id}/partners`, { organisationId: id, contact, ...payload }, ...faults)

function each(what: string, values: Record<string, unknown>, make: (value: unknown) => BadInput) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${what}: ${name}`, make(value)]))
}

const identifier = (name: string, values: Record<string, unknown>) =>
  each(`organisation ${name}`, { 'a number': 12345678, empty: '', spaces: '1234 5678', ...values }, (value) =>
    field(name, value),
  )

const table = (url: string, payload: string, type = 'text/csv'): InjectOptions => ({
  method: 'POST',
  url: `/v1/convenants/${id}/partners/_import${url}`,
  payload,
  headers: { 'content-type': type },
})

export const badPartners: Readonly<Record<string, BadInput>> = {
  ...each(
    'organisation name',
    {
      null: null,
      empty: '',
      'a BSN': bsn,
      'a BSN in it': `Praktijk ${bsn}`,
      'a formula': '=HYPERLINK("https://elders.example")',
      'a line break': 'Organisatie\nBcc: iemand@elders.example',
      'a tag': '<b>Organisatie</b>',
      'very long': 'a'.repeat(121),
    },
    (value) => field('name', value),
  ),
  ...each(
    'organisation category',
    {
      null: null,
      empty: '',
      'child care': 'child_care',
      'child care in Dutch': 'Kinderopvang',
      'a domain': 'education',
      'a sports club': 'Sportvereniging',
      'a list': ['social_work'],
    },
    (value) => field('category', value),
  ),
  ...identifier('kvkNumber', { 'seven digits': '1234567', 'nine digits': '123456789' }),
  ...identifier('oin', {
    'nineteen digits': '0000000312345678000',
    'prefix of zeros': '00000000123456780000',
    'another prefix': '10000003123456780000',
  }),
  ...identifier('agbCode', { letters: 'ABCDEFGH' }),
  ...identifier('brin', { 'small letters': '12ab', 'digits first': '1234', 'too long': '12ABC' }),
  ...identifier('rsin', { 'fails the eleven-test': '123456789', 'eight digits': '12345678' }),
  'organisation kind: another': field('kind', 'stichting'),
  'organisation: a reason': field('toelichting', 'zorgen'),
  'organisation: the fiscal number of a person': invalid(
    'POST',
    `/convenants/${id}/parties`,
    { ...organisation, kind: 'independent', rsin: bsn },
    'body /rsin',
  ),
  'organisation: an OIN made of the fiscal number of a person': invalid(
    'POST',
    `/convenants/${id}/parties`,
    { ...organisation, kind: 'independent', oin: `00000001${bsn}000` },
    'body /oin',
  ),
  'partner: neither of the list nor new': invitation({ organisationId: undefined }, 'body /organisation'),
  'partner: both of the list and new': invitation({ organisation }, 'body /organisation'),
  'partner: nobody to ask': invitation({ contact: undefined }, 'body /contact'),
  'partner: a contact person without an address': invitation(
    { contact: { ...contact, email: 'niemand' } },
    'body /contact/email',
  ),
  'partner: two addresses': invitation(
    { contact: { ...contact, email: 'a@b.example,c@d.example' } },
    'body /contact/email',
  ),
  'partner: a story for a reference': invitation(
    { anchorReference: 'zorgen om dit kind' },
    'body /anchorReference',
  ),
  'partner: a BSN for a reference': invitation({ anchorReference: bsn }, 'body /anchorReference'),
  'partner: no such day': invitation({ anchorUntilDate: '2027-02-30' }, 'body /anchorUntilDate'),
  'partner: another anchor': invitation({ anchor: 'handslag' }, 'body /anchor'),
  'partner: its state': invitation({ state: 'connected' }, 'body /state'),
  'partner: nothing to change': invalid('PATCH', `/partners/${id}`, {}, 'body '),
  'partner: another organisation': invalid(
    'PATCH',
    `/partners/${id}`,
    { mayLead: true, organisationId: id },
    'body /organisationId',
  ),
  ...each('step', { null: null, invited: 'invited', agreed: 'agreed', another: 'gone' }, (state) =>
    invalid('POST', `/partners/${id}/steps`, { state: state as string }, 'body /state'),
  ),
  'step: of another day': invalid(
    'POST',
    `/partners/${id}/steps`,
    { state: 'ended', fromDate: '2020-01-01' },
    'body /fromDate',
  ),
  'invitation: no code': invalid('POST', '/invitations/_accept', { agreement: true }, 'body /code'),
  'invitation: an empty code': invalid('POST', '/invitations/_read', { code: '' }, 'body /code'),
  'invitation: a very long code': invalid(
    'POST',
    '/invitations/_read',
    { code: 'a'.repeat(101) },
    'body /code',
  ),
  'invitation: an agreement in words': invalid(
    'POST',
    '/invitations/_accept',
    { code: 'abcdefgh', agreement: 'akkoord' },
    'body /agreement',
  ),
  'invitation: a code of nothing': {
    request: {
      method: 'POST',
      url: '/v1/invitations/_accept',
      payload: { code: 'abcdefgh', agreement: true },
    },
    status: 404,
    code: 'invitation-not-valid',
  },
  'table of partners: maybe dry': {
    request: table('?dryRun=maybe', 'Naam'),
    status: 400,
    code: 'invalid-request',
    faults: ['query dryRun'],
  },
  'table of partners: as JSON': {
    request: table('', '{}', 'application/json'),
    status: 415,
    code: 'unsupported-media-type',
  },
}
