import type { z } from 'zod'
import { decideRequest } from '../../rights/decide-request.ts'
import { extendRequest } from '../../rights/extend-request.ts'
import { listRequests, readRequest } from '../../rights/list-requests.ts'
import { openRequest } from '../../rights/open-request.ts'
import type { SubjectRequest as Request } from '../../rights/requests.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import { IdParams, PageQuery } from '../door/schemas/common.ts'
import { RequestDecision, requestOpening, SubjectRequest, SubjectRequestPage } from './schemas.ts'

const tags = ['subject-requests']
const config = { scope: 'rights' } as const

/** `/v1/subject-requests`: the rights of data subjects, as a municipality handles them (R21). */
export function subjectRequestRoutes(api: Api, service: ApiContext): void {
  api.post(
    '/subject-requests',
    {
      config,
      schema: {
        operationId: 'openSubjectRequest',
        tags,
        summary: 'Open a request of a data subject',
        description:
          'Neither number nor birth date is kept. It concerns the signals under your municipality alone; the answer tells nothing of ' +
          'any other. The professionals who have one are asked for advice, but not on access. A number with another date of birth than ' +
          'is registered is answered like one that is not known; of a rectification that is the date in registeredBirthDate.',
        body: requestOpening(service.clock),
        response: responses({ 201: { schema: SubjectRequest, description: 'Opened.' } }),
      },
    },
    async (request, reply) => {
      const { kind, bsn, birthDate, registeredBirthDate, municipalityCode, signedBy } = request.body
      const opening = { kind, bsn, birthDate, registeredBirthDate, municipalityCode, signedBy }
      const opened = await openRequest(service, request.user, opening)
      return reply.code(201).send(toRequest(opened))
    },
  )

  api.get(
    '/subject-requests',
    {
      config,
      schema: {
        operationId: 'listSubjectRequests',
        tags,
        summary: 'List the requests to your municipality',
        querystring: PageQuery,
        response: responses({
          200: { schema: SubjectRequestPage, description: 'Requests, newest first.' },
        }),
      },
    },
    async (request) => {
      const page = await listRequests(service, request.user, request.query)
      return { ...page, items: page.items.map(toRequest) }
    },
  )

  api.get(
    '/subject-requests/:id',
    {
      config,
      schema: {
        operationId: 'readSubjectRequest',
        tags,
        summary: 'Read one request',
        params: IdParams,
        response: responses({ 200: { schema: SubjectRequest, description: 'The request.' } }),
      },
    },
    async (request) => toRequest(await readRequest(service, request.user, request.params.id)),
  )

  api.post(
    '/subject-requests/:id/extensions',
    {
      config,
      schema: {
        operationId: 'extendSubjectRequest',
        tags,
        summary: 'Extend the term of a request by two months, once',
        description: 'There is no body.',
        params: IdParams,
        response: responses({ 201: { schema: SubjectRequest, description: 'Extended.' } }, 409),
      },
    },
    async (request, reply) =>
      reply.code(201).send(toRequest(await extendRequest(service, request.user, request.params.id))),
  )

  api.post(
    '/subject-requests/:id/decisions',
    {
      config,
      schema: {
        operationId: 'decideSubjectRequest',
        tags,
        summary: 'Decide on a request, once',
        description:
          'A granted erasure or objection destroys every signal under your municipality at once, active and archived; a granted ' +
          'rectification sets the date of destruction, and destroys everything at once where the 23rd birthday has passed by it. Where it has, ' +
          'or does within a month, you confirm that. Who opened a request does not decide on it.',
        params: IdParams,
        body: RequestDecision,
        response: responses(
          { 201: { schema: SubjectRequest, description: 'Decided, and carried out.' } },
          409,
        ),
      },
    },
    async (request, reply) => {
      const decided = await decideRequest(service, request.user, request.params.id, request.body)
      return reply.code(201).send(toRequest(decided))
    },
  )
}

function toRequest({ ageGroup: _, advice, destroyed, ...request }: Request): z.input<typeof SubjectRequest> {
  return {
    ...request,
    signedBy: [...request.signedBy],
    openedAt: request.openedAt.toISOString(),
    extendedAt: request.extendedAt?.toISOString() ?? null,
    decidedAt: request.decidedAt?.toISOString() ?? null,
    destroyed: destroyed && { ...destroyed, digest: destroyed.digest.toString('hex') },
    advice: advice.map((each) => ({ ...each, advisedAt: each.advisedAt?.toISOString() ?? null })),
  }
}
