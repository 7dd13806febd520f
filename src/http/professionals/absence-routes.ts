import { endAbsence, listAbsences, recordAbsence } from '../../people/absences.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import { IdParams } from '../door/schemas/common.ts'
import { Absence, AbsenceList, NewAbsence } from './schemas.ts'

const tags = ['professionals']
const config = { scope: 'organisation' } as const

/** `/v1/professionals/{id}/absences`, `/v1/absences`: who is away, and who stands in for them (R3). */
export function absenceRoutes(api: Api, service: ApiContext): void {
  api.get(
    '/professionals/:id/absences',
    {
      config,
      schema: {
        operationId: 'listAbsences',
        tags,
        summary: 'List when somebody of your organisation is away',
        params: IdParams,
        response: responses({ 200: { schema: AbsenceList, description: 'Of today and of later.' } }),
      },
    },
    async (request) => ({ items: await listAbsences(service, request.user, request.params.id) }),
  )

  api.post(
    '/professionals/:id/absences',
    {
      config,
      schema: {
        operationId: 'recordAbsence',
        tags,
        summary: 'Record that somebody is away, and who stands in for them',
        description:
          'Meanwhile the deputy sees their matches and notifications, is told in addition of what is new, and is shown to the ' +
          'others in a match. Signals and numbers stay with whom they are of.',
        params: IdParams,
        body: NewAbsence,
        response: responses({ 201: { schema: Absence, description: 'Recorded.' } }),
      },
    },
    async (request, reply) => {
      const { deputy, ...period } = request.body
      const recorded = await recordAbsence(service, request.user, request.params.id, {
        ...period,
        deputyId: deputy.id,
      })
      return reply.code(201).send(recorded)
    },
  )

  api.post(
    '/absences/:id/_end',
    {
      config,
      schema: {
        operationId: 'endAbsence',
        tags,
        summary: 'End an absence today, or call it off',
        description: 'There is no body.',
        params: IdParams,
        response: responses({ 200: { schema: Absence, description: 'As it is now.' } }),
      },
    },
    async (request) => endAbsence(service, request.user, request.params.id),
  )
}
