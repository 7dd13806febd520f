import { listQuickWithdrawals } from '../../signals/list-quick-withdrawals.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import { PageQuery } from '../door/schemas/common.ts'
import { QuickWithdrawalPage } from './schemas.ts'

/** `/v1/quick-withdrawals`: who met others by registering and withdrew within a day (R6). */
export function quickWithdrawalRoutes(api: Api, service: ApiContext): void {
  api.get(
    '/quick-withdrawals',
    {
      config: { scope: 'matches:read' },
      schema: {
        operationId: 'listQuickWithdrawals',
        tags: ['matches'],
        summary: 'List who met others by registering, and withdrew within a day',
        description:
          'For the coordinator those of the organisation, for a municipality its own: to ask whether it was done to look. The ' +
          'logbook records each look at each.',
        querystring: PageQuery,
        response: responses({ 200: { schema: QuickWithdrawalPage, description: 'Newest first.' } }),
      },
    },
    async (request) => {
      const page = await listQuickWithdrawals(service, request.user, request.query)
      return {
        ...page,
        items: page.items.map((withdrawal) => ({
          ...withdrawal,
          registeredAt: withdrawal.registeredAt.toISOString(),
          endedAt: withdrawal.endedAt.toISOString(),
        })),
      }
    },
  )
}
