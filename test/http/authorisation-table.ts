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

type Expectation =
  | ForRoles
  /** Open to every identity, whether it is known here or not: the status of a request with ids of nothing. */
  | { readonly open: number }

interface ForRoles {
  /** While the person's organisation is a connected partner under a convenant in force, in a municipality that is there. */
  readonly connected: Row
  /** What else is answered in a state, to a role that may do it, since what it asks for is not there then. */
  readonly instead?: Readonly<Record<string, Partial<Record<(typeof roles)[number], number>>>>
  /** Roles to whom it is open also without a connection, as long as they hold the role. */
  readonly always?: readonly (typeof roles)[number][]
}

export const expectations: Readonly<Record<string, Expectation>> = {
  registerSignal: { connected: [201, 403, 403, 403, 403, 403, 403, 403] },
  listSignals: { connected: [200, 403, 403, 403, 403, 403, 403, 403] },
  readSignal: { connected: [200, 403, 403, 403, 403, 403, 403, 403] },
  discloseBsn: { connected: [201, 403, 403, 403, 403, 403, 403, 403] },
  renewSignal: { connected: [201, 403, 403, 403, 403, 403, 403, 403] },
  listArchiveNotices: { connected: [200, 403, 403, 403, 403, 403, 403, 403] },
  listQuickWithdrawals: { connected: [403, 200, 403, 200, 200, 403, 403, 403] },
  endSignal: { connected: [204, 403, 403, 403, 403, 403, 403, 403] },
  listMatches: { connected: [200, 403, 200, 403, 403, 403, 403, 403] },
  readMatch: { connected: [200, 403, 200, 403, 403, 403, 403, 403] },
  // Of what was told to another there is nothing to be seen.
  readNotification: { connected: [200, 404, 404, 404, 404, 403, 404, 403] },
  listNotifications: { connected: [200, 200, 200, 200, 200, 403, 200, 403] },
  listProfessionals: { connected: [403, 200, 403, 403, 403, 403, 403, 403] },
  addProfessional: { connected: [403, 201, 403, 403, 403, 403, 403, 403] },
  readProfessional: { connected: [403, 200, 403, 403, 403, 403, 403, 403] },
  changeProfessional: { connected: [403, 200, 403, 403, 403, 403, 403, 403] },
  listLogbookLines: { connected: [403, 403, 403, 403, 403, 200, 403, 403] },
  listReportFigures: { connected: [403, 403, 403, 200, 403, 200, 200, 403] },
  listParties: { connected: [403, 403, 403, 200, 403, 403, 403, 403] },
  listParty: { connected: [403, 403, 403, 201, 403, 403, 403, 403] },
  removeParty: { connected: [403, 403, 403, 204, 403, 403, 403, 403] },
  listPartners: { connected: [403, 403, 403, 200, 403, 403, 403, 403] },
  invitePartner: { connected: [403, 403, 403, 201, 403, 403, 403, 403] },
  readPartner: { connected: [403, 403, 403, 200, 403, 403, 403, 403] },
  changePartner: { connected: [403, 403, 403, 200, 403, 403, 403, 403] },
  takePartnerStep: { connected: [403, 403, 403, 201, 403, 403, 403, 403] },
  importPartners: { connected: [403, 403, 403, 200, 403, 403, 403, 403] },
  inviteAgain: { connected: [403, 403, 403, 201, 403, 403, 403, 403] },
  readInvitation: { open: 404 },
  acceptInvitation: { open: 404 },
  listSignalsOfColleague: { connected: [403, 200, 403, 403, 403, 403, 403, 403] },
  handOverSignals: { connected: [403, 201, 403, 403, 403, 403, 403, 403] },
  importProfessionals: { connected: [403, 200, 403, 403, 403, 403, 403, 403] },
  readProfile: { connected: [200, 200, 200, 200, 200, 200, 200, 403] },
  confirmDetails: { connected: [201, 201, 201, 201, 201, 201, 201, 403] },
  listAbsences: { connected: [403, 200, 403, 403, 403, 403, 403, 403] },
  recordAbsence: { connected: [403, 201, 403, 403, 403, 403, 403, 403] },
  endAbsence: { connected: [403, 200, 403, 403, 403, 403, 403, 403] },
  withdrawProfessional: { connected: [403, 201, 403, 403, 403, 403, 403, 403] },
  listIdentityConflicts: { connected: [403, 403, 403, 403, 403, 403, 200, 403] },
  recordMunicipality: { connected: [403, 403, 403, 403, 403, 403, 201, 403] },
  listMunicipalities: { connected: [403, 403, 403, 200, 403, 403, 200, 403] },
  readMunicipality: { connected: [403, 403, 403, 200, 403, 403, 200, 403] },
  mergeMunicipalities: { connected: [403, 403, 403, 403, 403, 403, 201, 403] },
  recordConvenant: { connected: [403, 403, 403, 201, 403, 403, 403, 403] },
  listConvenants: { connected: [403, 403, 403, 200, 403, 403, 403, 403] },
  readConvenant: { connected: [403, 403, 403, 200, 403, 403, 403, 403] },
  changeConvenant: { connected: [403, 403, 403, 200, 403, 403, 403, 403] },
  agreeToConvenant: { connected: [403, 403, 403, 201, 403, 403, 403, 403] },
  windDownConvenant: { connected: [403, 403, 403, 201, 403, 403, 403, 403] },
  readWindDown: { connected: [403, 403, 403, 200, 403, 403, 403, 403] },
  recordDeath: { connected: [403, 403, 403, 403, 403, 403, 204, 403] },
  listOfficers: { connected: [403, 403, 403, 200, 403, 403, 200, 403] },
  appointOfficer: {
    connected: [403, 403, 403, 201, 403, 403, 201, 403],
    instead: { 'municipality no longer there': { functional_administrator: 400 } },
  },
  endOfficer: { connected: [403, 403, 403, 201, 403, 403, 201, 403] },
  openSubjectRequest: { connected: [403, 403, 403, 403, 201, 403, 403, 403] },
  listSubjectRequests: { connected: [403, 403, 403, 403, 200, 403, 403, 403] },
  readSubjectRequest: { connected: [403, 403, 403, 403, 200, 403, 403, 403] },
  extendSubjectRequest: { connected: [403, 403, 403, 403, 201, 403, 403, 403] },
  decideSubjectRequest: { connected: [403, 403, 403, 403, 201, 403, 403, 403] },
  makeAccessDocument: { connected: [403, 403, 403, 403, 200, 403, 403, 403] },
  readCertificate: { connected: [403, 403, 403, 403, 200, 403, 403, 403] },
  makeLetter: { connected: [201, 403, 403, 403, 403, 403, 403, 403] },
  listAdviceRequests: { connected: [200, 403, 403, 403, 403, 403, 403, 403] },
  answerAdviceRequest: { connected: [201, 403, 403, 403, 403, 403, 403, 403] },
  viewOverview: { connected: [403, 403, 403, 200, 403, 403, 403, 403] },
}

/** What a role rests on, besides that it is held: once any of it is lost, the role opens nothing. */
const restsOn: Readonly<Record<(typeof roles)[number], readonly Standing[]>> = {
  professional: ['unconnected', 'in no organisation', 'no municipality'],
  coordinator: ['in no organisation'],
  follow_up_officer: ['no municipality'],
  municipal_administrator: ['no municipality'],
  privacy_officer: ['no municipality'],
  supervisor: [],
  functional_administrator: [],
  source_system: ['unconnected', 'in no organisation', 'no municipality'],
}

type Standing =
  /** The connection holds. */
  | 'connected'
  /** The organisation is no connected partner under a convenant in force. */
  | 'unconnected'
  /** The person belongs to no organisation any more. */
  | 'in no organisation'
  /** The municipality is not there on this day. */
  | 'no municipality'
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
    name: 'municipality that has not agreed to the convenant',
    standing: 'unconnected',
    change: ({ convenant }) => [
      `update convenant_municipality set from_date = null where convenant_id = '${convenant}'`,
    ],
  },
  {
    name: 'convenant gone on with by another municipality',
    standing: 'unconnected',
    change: ({ convenant }) => [
      `update convenant_municipality set until_date = current_date - 1 where convenant_id = '${convenant}'`,
    ],
  },
  {
    name: 'convenant past its term but tacitly renewed',
    standing: 'connected',
    change: ({ convenant }) => [
      `update convenant set in_force_until = current_date - 2, tacit_renewal_months = 12 where id = '${convenant}'`,
    ],
  },
  {
    name: 'municipality no longer there',
    standing: 'no municipality',
    change: ({ municipality }) => [
      `update municipality set valid_until = current_date - 2 where code = '${municipality}'`,
    ],
  },
  {
    name: 'municipality not yet there',
    standing: 'no municipality',
    change: ({ municipality }) => [
      `update municipality set valid_from = current_date + 2 where code = '${municipality}'`,
    ],
  },
  {
    name: 'in no organisation',
    standing: 'in no organisation',
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
export function expected(
  operation: string,
  { name: state, standing }: Pick<(typeof states)[number], 'name' | 'standing'>,
  role: number,
): number | undefined {
  const expectation = expectations[operation]
  const name = roles[role]
  if (!expectation || !name) return undefined
  if ('open' in expectation) return expectation.open
  if (standing === 'nobody') return 403
  const lost = restsOn[name].includes(standing) && !expectation.always?.includes(name)
  return lost ? 403 : (expectation.instead?.[state]?.[name] ?? expectation.connected[role])
}
