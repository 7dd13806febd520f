/**
 * Who may do what, as the tests expect it (R1 to R6): a status for every operation, role and state. The test takes the
 * operations from the public document, so that a new one without a row here fails.
 */

export const roles = [
  'professional',
  'coordinator',
  'follow_up_officer',
  'municipal_administrator',
  'privacy_officer',
  'supervisor',
  'functional_administrator',
  'source_system',
] as const

type Row = readonly [
  professional: number,
  coordinator: number,
  followUpOfficer: number,
  municipalAdministrator: number,
  privacyOfficer: number,
  supervisor: number,
  functionalAdministrator: number,
  sourceSystem: number,
]

interface Expectation {
  /** While the organisation is a connected partner under a convenant in force. */
  readonly connected: Row
  /** While it is not, for whatever reason: only what does not rest on it remains. */
  readonly unconnected: Row
}

export const expectations: Readonly<Record<string, Expectation>> = {
  registerSignal: {
    connected: [201, 403, 403, 403, 403, 403, 403, 403],
    unconnected: [403, 403, 403, 403, 403, 403, 403, 403],
  },
  listSignals: {
    connected: [200, 403, 403, 403, 403, 403, 403, 403],
    unconnected: [403, 403, 403, 403, 403, 403, 403, 403],
  },
  readSignal: {
    connected: [200, 403, 403, 403, 403, 403, 403, 403],
    unconnected: [403, 403, 403, 403, 403, 403, 403, 403],
  },
  discloseBsn: {
    connected: [201, 403, 403, 403, 403, 403, 403, 403],
    unconnected: [403, 403, 403, 403, 403, 403, 403, 403],
  },
  listMatches: {
    connected: [200, 403, 200, 403, 403, 403, 403, 403],
    unconnected: [403, 403, 200, 403, 403, 403, 403, 403],
  },
  readMatch: {
    connected: [200, 403, 200, 403, 403, 403, 403, 403],
    unconnected: [403, 403, 200, 403, 403, 403, 403, 403],
  },
  listNotifications: {
    connected: [200, 403, 200, 403, 403, 403, 200, 403],
    unconnected: [403, 403, 200, 403, 403, 403, 200, 403],
  },
  listIdentityConflicts: {
    connected: [403, 403, 403, 403, 403, 403, 200, 403],
    unconnected: [403, 403, 403, 403, 403, 403, 200, 403],
  },
}

type Standing =
  /** The connection holds. */
  | 'connected'
  /** The connection does not hold. */
  | 'unconnected'
  /** The person holds no role, so that nothing is open to them. */
  | 'nobody'

/** The states in which a person and their organisation may be, and what brings them about. */
export const states: readonly {
  readonly name: string
  readonly standing: Standing
  readonly change: Change
}[] = [
  { name: 'connected', standing: 'connected', change: () => [] },
  ...(['invited', 'agreed', 'suspended', 'ended'] as const).map((state) => ({
    name: `partner ${state}`,
    standing: 'unconnected' as const,
    change: ({ organisation }: Subject) => [
      `update partner set state = '${state}' where organisation_id = '${organisation}'`,
    ],
  })),
  {
    name: 'connected from tomorrow',
    standing: 'unconnected',
    change: ({ organisation }) => [
      `update partner set state_since = current_date + 2 where organisation_id = '${organisation}'`,
    ],
  },
  {
    name: 'no partner at all',
    standing: 'unconnected',
    change: ({ organisation }) => [`delete from partner where organisation_id = '${organisation}'`],
  },
  {
    name: 'convenant not yet in force',
    standing: 'unconnected',
    change: ({ convenant }) => [
      `update convenant set in_force_from = current_date + 2 where id = '${convenant}'`,
    ],
  },
  {
    name: 'convenant expired',
    standing: 'unconnected',
    change: ({ convenant }) => [
      `update convenant set in_force_until = current_date - 2 where id = '${convenant}'`,
    ],
  },
  {
    name: 'convenant without a municipality',
    standing: 'unconnected',
    change: ({ convenant }) => [`delete from convenant_municipality where convenant_id = '${convenant}'`],
  },
  {
    name: 'municipality no longer there',
    standing: 'unconnected',
    change: ({ municipality }) => [
      `update municipality set valid_until = current_date - 2 where code = '${municipality}'`,
    ],
  },
  {
    name: 'municipality not yet there',
    standing: 'unconnected',
    change: ({ municipality }) => [
      `update municipality set valid_from = current_date + 2 where code = '${municipality}'`,
    ],
  },
  {
    name: 'in no organisation',
    standing: 'unconnected',
    change: ({ accounts }) => [`update account set organisation_id = null where id in (${accounts})`],
  },
  {
    name: 'role until yesterday',
    standing: 'nobody',
    change: ({ accounts }) => [
      `update role_assignment set until_date = current_date - 1 where account_id in (${accounts})`,
    ],
  },
  {
    name: 'role from tomorrow',
    standing: 'nobody',
    change: ({ accounts }) => [
      `update role_assignment set from_date = current_date + 2 where account_id in (${accounts})`,
    ],
  },
  {
    name: 'role withdrawn',
    standing: 'nobody',
    change: ({ accounts }) => [`delete from role_assignment where account_id in (${accounts})`],
  },
  {
    name: 'account unknown',
    standing: 'nobody',
    change: ({ accounts }) => [`update account set subject = 'gone-' || subject where id in (${accounts})`],
  },
  {
    name: 'account of another issuer',
    standing: 'nobody',
    change: ({ accounts }) => [
      `update account set issuer = 'https://other.example' where id in (${accounts})`,
    ],
  },
]

/** What a state changes, as the owner of the database would. */
type Change = (subject: Subject) => string[]

export interface Subject {
  readonly municipality: string
  readonly convenant: string
  readonly organisation: string
  /** The ids of all accounts of the organisation, quoted for a list. */
  readonly accounts: string
}

/** The status that is expected of an operation. */
export function expected(operation: string, standing: Standing, role: number): number | undefined {
  const row = expectations[operation]
  return standing === 'nobody' ? row && 403 : row?.[standing][role]
}
