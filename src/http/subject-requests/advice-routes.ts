import type { z } from 'zod'
import type { AdviceRequest as Asked } from '../../rights/advice-requests.ts'
import { giveAdvice } from '../../rights/give-advice.ts'
import { listAdviceRequests } from '../../rights/list-advice-requests.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import { IdParams, PageQuery } from '../door/schemas/common.ts'
import { AdviceAnswer, AdviceRequest, AdviceRequestPage } from './schemas.ts'

const tags = ['advice-requests']
const config = { scope: 'rights' } as const

/** `/v1/advice-requests`: what a professional advises on a request about a signal of theirs (R21). */
export function adviceRoutes(api: Api, service: ApiContext): void {
  api.get(
    '/advice-requests',
    {
      config,
      schema: {
        operationId: 'listAdviceRequests',
        tags,
        summary: 'List the requests on which you are asked for advice',
        querystring: PageQuery,
        response: responses({
          200: { schema: AdviceRequestPage, description: 'Requests on which nothing is decided yet.' },
        }),
      },
    },
    async (request) => {
      const page = await listAdviceRequests(service, request.user, request.query)
      return { ...page, items: page.items.map(toAdviceRequest) }
    },
  )

  api.post(
    '/advice-requests/:id/answers',
    {
      config,
      schema: {
        operationId: 'answerAdviceRequest',
        tags,
        summary: 'Advise on a request',
        description: 'A choice, which you may make otherwise until the municipality has decided.',
        params: IdParams,
        body: AdviceAnswer,
        response: responses({ 201: { schema: AdviceRequest, description: 'With your advice.' } }),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const given = await giveAdvice(service, request.user, id, request.body.advice)
      return reply.code(201).send(toAdviceRequest(given))
    },
  )
}

function toAdviceRequest(asked: Asked): z.input<typeof AdviceRequest> {
  return {
    ...asked,
    openedAt: asked.openedAt.toISOString(),
    advisedAt: asked.advisedAt?.toISOString() ?? null,
  }
}
