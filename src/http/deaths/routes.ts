import { recordDeath } from '../../rights/record-death.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import { deathRecording } from './schemas.ts'

/** `/v1/deaths`: somebody who died leaves the index (R11). */
export function deathRoutes(api: Api, service: ApiContext): void {
  api.post(
    '/deaths',
    {
      config: { scope: 'administration' },
      schema: {
        operationId: 'recordDeath',
        tags: ['administration'],
        summary: 'Record that somebody died',
        description:
          'All that the index has of them is destroyed at once (Jw 7.1.4.5 lid 2). The answer is the same whether or not it had ' +
          'anything.',
        body: deathRecording(service.clock),
        response: responses({ 204: { description: 'Recorded.' } }),
      },
    },
    async (request, reply) => {
      await recordDeath(service, request.user, request.body)
      return reply.code(204).send()
    },
  )
}
