import { viewLogbook } from '../../supervision/view-logbook.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import { LogbookPage, LogbookQuery } from './schemas.ts'

/** `/v1/logbook-lines`: the logbook, for the supervisor (R5). */
export function logbookRoutes(api: Api, service: ApiContext): void {
  api.get(
    '/logbook-lines',
    {
      config: { scope: 'supervision' },
      schema: {
        operationId: 'listLogbookLines',
        tags: ['supervision'],
        summary: 'Read the logbook',
        description: 'Who did, received or saw what, newest first. That you looked is in it from then on.',
        querystring: LogbookQuery,
        response: responses({ 200: { schema: LogbookPage, description: 'Lines, newest first.' } }),
      },
    },
    async (request) => {
      const { from, until, ...query } = request.query
      const page = await viewLogbook(service, request.user, {
        ...query,
        from: from === undefined ? undefined : new Date(from),
        until: until === undefined ? undefined : new Date(until),
      })
      return {
        next: page.next,
        items: page.items.map((line) => ({ ...line, occurredAt: line.occurredAt.toISOString() })),
      }
    },
  )
}
