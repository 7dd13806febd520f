import { invalid } from './bad-connections.ts'
import type { BadInput } from './bad-input-table.ts'

/** Bad input about the people of an organisation: no field has room for a number or a text about a young person (R7). */

const bsn = '999993653'
const id = '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01'
const person = {
  name: 'N. Nieuw',
  jobTitle: 'Jeugdprofessional',
  email: 'n.nieuw@organisatie.example',
  phone: '038-1234567',
}

/** Somebody who is right but for one field, in which so many things are wrong. */
const field = (name: string, value: unknown, faults = 1): BadInput =>
  invalid(
    'POST',
    '/v1/professionals',
    { ...person, [name]: value },
    ...Array.from({ length: faults }, () => `body /${name}`),
  )

function each(field: string, values: Record<string, unknown>, make: (value: unknown) => BadInput) {
  return Object.fromEntries(
    Object.entries(values).map(([what, value]) => [`professional ${field}: ${what}`, make(value)]),
  )
}

const texts = {
  null: null,
  'a number': 999993653,
  'a list': ['Noor'],
  empty: '',
  'a BSN': bsn,
  'a BSN in a name': `Noor ${bsn}`,
  'a line break': 'Noor\nBcc: iemand@elders.example',
  'a NUL': 'Noor\u0000',
  'a formula': '=HYPERLINK("https://elders.example")',
  'a tag': '<script>alert(1)</script>',
  'Chinese letters': '李小龍',
  'Arabic letters': 'محمد',
  'Cyrillic letters that look like ours': 'Аnnа',
  'a BSN in parts': bsn.split('').join('/'),
  'a story': 'Er zijn zorgen over dit kind: 2 keer gezien',
}

export const badPeople: Readonly<Record<string, BadInput>> = {
  ...each('name', texts, (value) => field('name', value)),
  ...each('jobTitle', texts, (value) => field('jobTitle', value)),
  ...each(
    'email',
    {
      ...texts,
      'two addresses': 'a@b.example,c@d.example',
      'a name with it': 'Noor <a@b.example>',
      'a BSN in it': `${bsn}@organisatie.example`,
      'no domain': 'noor@',
      'two dots': 'noor..dijk@organisatie.example',
      'a dot before the @': 'noor.@organisatie.example',
      quotes: '"noor dijk"@organisatie.example',
      'an address of a machine': 'noor@[127.0.0.1]',
      'a line break': 'a@b.example\nBcc: c@d.example',
    },
    (value) => field('email', value),
  ),
  ...each(
    'phone',
    {
      'nine digits': bsn,
      'a country code and nine digits': `+${bsn}`,
      'a zero and nine digits': `0${bsn}`,
      'nine digits for an extension': `038-1234567 toestel ${bsn}`,
      letters: '038-ZORGEN1',
      empty: '',
      null: null,
      'a line break': '038-1234567\n',
    },
    (value) => field('phone', value),
  ),
  'professional phone: very long': field('phone', '0'.repeat(41)),
  'professional name: very long': field('name', 'zorgen '.repeat(20)),
  'professional roles: none': field('roles', []),
  'professional roles: one that a coordinator cannot give': invalid(
    'POST',
    '/v1/professionals',
    { ...person, roles: ['supervisor'] },
    'body /roles/0',
  ),
  'professional roles: one twice': field('roles', ['professional', 'professional']),
  'professional: a reason': field('toelichting', 'zorgen'),
  'professional: somebody of another organisation': field('organisationId', id),
  'professional: nothing to change': invalid('PATCH', `/v1/professionals/${id}`, {}, 'body '),
  'professional: changing what is not theirs to change': invalid(
    'PATCH',
    `/v1/professionals/${id}`,
    { issuer: 'x' },
    'body /issuer',
    'body ',
  ),
  'hand-over: nobody': invalid('POST', `/v1/professionals/${id}/hand-overs`, {}, 'body /toProfessionalId'),
  'hand-over: a name': invalid(
    'POST',
    `/v1/professionals/${id}/hand-overs`,
    { toProfessionalId: 'Noor' },
    'body /toProfessionalId',
  ),
  'hand-over: the number of a young person': invalid(
    'POST',
    `/v1/professionals/${id}/hand-overs`,
    { toProfessionalId: id, signalIds: [bsn] },
    'body /signalIds/0',
  ),
  'hand-over: no signals': invalid(
    'POST',
    `/v1/professionals/${id}/hand-overs`,
    { toProfessionalId: id, signalIds: [] },
    'body /signalIds',
  ),
  'withdrawal: both': invalid(
    'POST',
    `/v1/professionals/${id}/withdrawals`,
    { handOverToId: id, endReason: 'risk_gone' },
    'body ',
  ),
  'withdrawal: a reason that is the law’s alone': invalid(
    'POST',
    `/v1/professionals/${id}/withdrawals`,
    { endReason: 'erasure' },
    'body /endReason',
  ),
  'withdrawal: a text': invalid(
    'POST',
    `/v1/professionals/${id}/withdrawals`,
    { toelichting: 'zorgen' },
    'body /toelichting',
  ),
  'withdrawal: no body': invalid('POST', `/v1/professionals/${id}/withdrawals`, undefined, 'body '),
  'absence: every fault at once': invalid(
    'POST',
    `/v1/professionals/${id}/absences`,
    { deputy: 'Noor', fromDate: 'morgen', untilDate: '2026-02-30', reden: 'ziek' },
    'body /deputy',
    'body /fromDate',
    'body /untilDate',
    'body /reden',
  ),
  'absence: more of the deputy than who it is': invalid(
    'POST',
    `/v1/professionals/${id}/absences`,
    { deputy: { id, name: 'Noor' }, fromDate: '2026-07-01', untilDate: '2026-07-08' },
    'body /deputy/name',
  ),
  'absence: why it ends': invalid('POST', `/v1/absences/${id}/_end`, { reden: 'beter' }, 'body '),
}
