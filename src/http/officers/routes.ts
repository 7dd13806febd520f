import type { z } from 'zod'
import { type Appointment, appointOfficer } from '../../officers/appoint-officer.ts'
import { endOfficer } from '../../officers/end-officer.ts'
import { listOfficers } from '../../officers/list-officers.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import { IdParams, PageQuery } from '../door/schemas/common.ts'
import { Officer, OfficerAppointment, OfficerEnding, OfficerPage } from './schemas.ts'

const tags = ['officers']
const config = { scope: 'municipality' } as const

/** `/v1/officers`: who holds a role in a municipality, or in the index as a whole (R2, R4). */
export function officerRoutes(api: Api, service: ApiContext): void {
  api.get(
    '/officers',
    {
      config,
      schema: {
        operationId: 'listOfficers',
        tags,
        summary: 'List the officers that you appoint',
        querystring: PageQuery,
        response: responses({
          200: { schema: OfficerPage, description: 'Officers of today and to come, newest first.' },
        }),
      },
    },
    async (request) => {
      const page = await listOfficers(service, request.user, request.query)
      return { ...page, items: [...page.items] }
    },
  )

  api.post(
    '/officers',
    {
      config,
      schema: {
        operationId: 'appointOfficer',
        tags,
        summary: 'Appoint an officer',
        description:
          'A municipal administrator appoints the officers of the own municipality; a functional administrator the ' +
          'administrators of municipalities, supervisors and functional administrators. Somebody new is invited by mail.',
        body: OfficerAppointment,
        response: responses({ 201: { schema: Officer, description: 'Appointed.' } }),
      },
    },
    async (request, reply) =>
      reply.code(201).send(await appointOfficer(service, request.user, toAppointment(request.body))),
  )

  api.post(
    '/officers/:id/endings',
    {
      config,
      schema: {
        operationId: 'endOfficer',
        tags,
        summary: 'End the role of an officer',
        params: IdParams,
        body: OfficerEnding,
        response: responses({ 201: { schema: Officer, description: 'The role, with its end.' } }),
      },
    },
    async (request, reply) => {
      const { untilDate } = request.body
      return reply.code(201).send(await endOfficer(service, request.user, request.params.id, untilDate))
    },
  )
}

function toAppointment(body: z.output<typeof OfficerAppointment>): Appointment {
  const { role, municipalityCode = null, person, accountId = '' } = body
  return { role, municipalityCode, appointed: person ? { person } : { accountId } }
}
