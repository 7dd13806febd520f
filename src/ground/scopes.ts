/** The scopes that a token may carry; every route of the API names the one it needs. */
export const scopes = {
  'signals:write': 'Register signals, and renew or end your own.',
  'signals:read': 'Read your own signals.',
  'matches:read': 'Read the matches, notifications and quick withdrawals that are yours.',
  profile: 'Accept an invitation, and confirm your own details.',
  organisation: 'Manage the people of your organisation, as its coordinator.',
  municipality: 'Manage the convenants, partners and officers of your municipality, and see how they stand.',
  rights: 'Handle requests of data subjects, and advise on them.',
  reports: 'Ask for figures that give nobody away.',
  supervision: 'Read the logbook, as a supervisor.',
  administration: 'Functional administration.',
} as const

export type Scope = keyof typeof scopes
