import type { z } from 'zod'
import { addProfessional } from '../../people/add-professional.ts'
import { changeProfessional } from '../../people/change-professional.ts'
import { exportProfessionals, listProfessionals, readProfessional } from '../../people/list-professionals.ts'
import type { Professional as Known } from '../../people/professionals.ts'
import { writeProfessionals } from '../../people/professionals-table.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { formOf } from '../door/forms.ts'
import { responses } from '../door/responses.ts'
import { IdParams, PageQuery } from '../door/schemas/common.ts'
import { NewProfessional, Professional, ProfessionalChange, ProfessionalPage } from './schemas.ts'

const tags = ['professionals']
const config = { scope: 'organisation' } as const

/** `/v1/professionals`: the people of one's own organisation, and how to reach them (R3). */
export function professionalRoutes(api: Api, service: ApiContext): void {
  api.get(
    '/professionals',
    {
      config: { ...config, produces: ['application/json', 'text/csv'] },
      schema: {
        operationId: 'listProfessionals',
        tags,
        summary: 'List the people of your organisation',
        description: 'As JSON page by page; as CSV all at once, in the form in which it can be imported.',
        querystring: PageQuery,
        response: responses({
          200: { schema: ProfessionalPage, description: 'Who was added last first.', files: ['text/csv'] },
        }),
      },
    },
    async (request, reply) => {
      if (formOf(request) === 'text/csv') {
        const table = writeProfessionals(await exportProfessionals(service, request.user))
        return reply.type('text/csv; charset=utf-8').send(table)
      }
      const page = await listProfessionals(service, request.user, request.query)
      return { ...page, items: page.items.map(toAnswer) }
    },
  )

  api.post(
    '/professionals',
    {
      config,
      schema: {
        operationId: 'addProfessional',
        tags,
        summary: 'Add somebody to your organisation and invite them',
        description:
          'They are known from today on, and can do nothing until they have accepted the invitation.',
        body: NewProfessional,
        response: responses({ 201: { schema: Professional, description: 'Added and invited.' } }),
      },
    },
    async (request, reply) =>
      reply.code(201).send(toAnswer(await addProfessional(service, request.user, request.body))),
  )

  api.get(
    '/professionals/:id',
    {
      config,
      schema: {
        operationId: 'readProfessional',
        tags,
        summary: 'Read how somebody of your organisation can be reached',
        params: IdParams,
        response: responses({ 200: { schema: Professional, description: 'Who they are.' } }),
      },
    },
    async (request) => toAnswer(await readProfessional(service, request.user, request.params.id)),
  )

  api.patch(
    '/professionals/:id',
    {
      config,
      schema: {
        operationId: 'changeProfessional',
        tags,
        summary: 'Change how somebody of your organisation can be reached',
        params: IdParams,
        body: ProfessionalChange,
        response: responses({ 200: { schema: Professional, description: 'As they are now.' } }),
      },
    },
    async (request) =>
      toAnswer(await changeProfessional(service, request.user, request.params.id, request.body)),
  )
}

function toAnswer({ roles, ...professional }: Known): z.input<typeof Professional> {
  return { ...professional, roles: [...roles] }
}
