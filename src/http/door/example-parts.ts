/** Parts that the examples of several resources share; every person and number in them is fictitious. */

export const exampleIds = {
  signal: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01',
  match: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f02',
  notification: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f03',
  conflict: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f04',
  organisation: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f05',
  professional: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f21',
  colleague: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f22',
  absence: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f23',
  withdrawal: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f24',
}

export const registeredAt = '2026-11-22T09:30:00.000Z'

export const contact = {
  joinedAt: registeredAt,
  name: 'S. de Wit',
  jobTitle: 'Jeugdverpleegkundige',
  email: 's.dewit@ggd.example',
  phone: '038-0000001',
  deputy: {
    name: 'H. Meulenbelt',
    jobTitle: 'Jeugdarts',
    email: 'h.meulenbelt@ggd.example',
    phone: '038-0000002',
  },
  organisation: { id: exampleIds.organisation, name: 'GGD IJsselland', domain: 'youth_health_care' },
}

export const person = {
  name: contact.name,
  jobTitle: contact.jobTitle,
  email: contact.email,
  phone: contact.phone,
}

/** What an invitation is accepted with. */
export const invitationCode = 'AZLjtHwafS6aEFtsfY6fAw.c2FtcGxlLW9mLWEtY29kZS1r'

/** A page that shows one item, and is the last. */
export function pageOf(item: object): object {
  return { items: [item], next: null }
}
