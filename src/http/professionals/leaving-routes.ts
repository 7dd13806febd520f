import { handOverSignals } from '../../people/hand-over.ts'
import { listSignalsOfColleague } from '../../people/signals-of-colleague.ts'
import { withdrawProfessional } from '../../people/withdraw-professional.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import { IdParams, PageQuery } from '../door/schemas/common.ts'
import { HandledSignals, HandOver, SignalOfColleaguePage, Withdrawal } from './schemas.ts'

const tags = ['professionals']
const config = { scope: 'organisation' } as const

/** Below `/v1/professionals/{id}`: what somebody has in hand, and who takes it over when they leave (R3). */
export function leavingRoutes(api: Api, service: ApiContext): void {
  api.get(
    '/professionals/:id/signals',
    {
      config,
      schema: {
        operationId: 'listSignalsOfColleague',
        tags,
        summary: 'List the active signals of somebody of your organisation',
        description:
          'To hand over or end; nothing of the young person. The logbook records each look at each.',
        params: IdParams,
        querystring: PageQuery,
        response: responses({ 200: { schema: SignalOfColleaguePage, description: 'Newest first.' } }),
      },
    },
    async (request) => {
      const page = await listSignalsOfColleague(service, request.user, request.params.id, request.query)
      return {
        ...page,
        items: page.items.map((signal) => ({ ...signal, registeredAt: signal.registeredAt.toISOString() })),
      }
    },
  )

  api.post(
    '/professionals/:id/hand-overs',
    {
      config,
      schema: {
        operationId: 'handOverSignals',
        tags,
        summary: 'Hand signals over to a colleague',
        description:
          'The matches go with them, and the others in those are told whom to reach. Terms stay as they were. Doing it ' +
          'again hands over nothing more and tells nobody.',
        params: IdParams,
        body: HandOver,
        response: responses({ 201: { schema: HandledSignals, description: 'Handed over.' } }),
      },
    },
    async (request, reply) =>
      reply.code(201).send(await handOverSignals(service, request.user, request.params.id, request.body)),
  )

  api.post(
    '/professionals/:id/withdrawals',
    {
      config,
      schema: {
        operationId: 'withdrawProfessional',
        tags,
        summary: 'Withdraw somebody who leaves the organisation',
        description:
          'Their signals are handed over or ended, their roles end at once, and their login is untied. From then on they ' +
          'are not found.',
        params: IdParams,
        body: Withdrawal,
        response: responses({ 201: { schema: HandledSignals, description: 'Withdrawn.' } }, 409),
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await withdrawProfessional(service, request.user, request.params.id, request.body)),
  )
}
