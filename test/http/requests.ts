import type { InjectOptions } from 'fastify'

/** What a request of each operation needs to be one that goes well. */
export interface Wanted {
  readonly bsn: string
  readonly signalId: string
  readonly matchId: string
}

/** A good request for every operation of the document. */
export const requests: Readonly<Record<string, (wanted: Wanted) => InjectOptions>> = {
  registerSignal: ({ bsn }) => ({
    method: 'POST',
    url: '/v1/signals',
    payload: { bsn, birthDate: '2015-06-01' },
  }),
  listSignals: () => ({ method: 'GET', url: '/v1/signals' }),
  readSignal: ({ signalId }) => ({ method: 'GET', url: `/v1/signals/${signalId}` }),
  discloseBsn: ({ signalId }) => ({ method: 'POST', url: `/v1/signals/${signalId}/bsn-disclosures` }),
  listMatches: () => ({ method: 'GET', url: '/v1/matches' }),
  readMatch: ({ matchId }) => ({ method: 'GET', url: `/v1/matches/${matchId}` }),
  listNotifications: () => ({ method: 'GET', url: '/v1/notifications' }),
  listIdentityConflicts: () => ({ method: 'GET', url: '/v1/identity-conflicts' }),
}
