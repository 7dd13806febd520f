import type { z } from 'zod'
import { agreeToConvenant } from '../../convenants/agree-to-convenant.ts'
import { changeConvenant } from '../../convenants/change-convenant.ts'
import { listConvenants, readConvenant } from '../../convenants/list-convenants.ts'
import { recordConvenant } from '../../convenants/record-convenant.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import { IdParams, PageQuery } from '../door/schemas/common.ts'
import {
  Convenant,
  ConvenantAgreement,
  ConvenantChange,
  ConvenantPage,
  ConvenantRecording,
} from './schemas.ts'

const tags = ['convenants']
const config = { scope: 'municipality' } as const

/** `/v1/convenants`: the agreements of one's own municipalities (R4, Jw 7.1.3.1). */
export function convenantRoutes(api: Api, service: ApiContext): void {
  api.post(
    '/convenants',
    {
      config,
      schema: {
        operationId: 'recordConvenant',
        tags,
        summary: 'Record a convenant',
        body: ConvenantRecording,
        response: responses({ 201: { schema: Convenant, description: 'Recorded.' } }),
      },
    },
    async (request, reply) =>
      reply.code(201).send(toConvenant(await recordConvenant(service, request.user, request.body))),
  )

  api.get(
    '/convenants',
    {
      config,
      schema: {
        operationId: 'listConvenants',
        tags,
        summary: 'List the convenants of your municipalities',
        querystring: PageQuery,
        response: responses({ 200: { schema: ConvenantPage, description: 'Convenants, newest first.' } }),
      },
    },
    async (request) => {
      const page = await listConvenants(service, request.user, request.query)
      return { ...page, items: page.items.map(toConvenant) }
    },
  )

  api.get(
    '/convenants/:id',
    {
      config,
      schema: {
        operationId: 'readConvenant',
        tags,
        summary: 'Read one convenant',
        params: IdParams,
        response: responses({ 200: { schema: Convenant, description: 'The convenant.' } }),
      },
    },
    async (request) => toConvenant(await readConvenant(service, request.user, request.params.id)),
  )

  api.patch(
    '/convenants/:id',
    {
      config,
      schema: {
        operationId: 'changeConvenant',
        tags,
        summary: 'Change a convenant, or end it',
        description:
          'By any municipality that has agreed to it, for all of them. What is absent stays as it is.',
        params: IdParams,
        body: ConvenantChange,
        response: responses({ 200: { schema: Convenant, description: 'As it is now.' } }),
      },
    },
    async (request) =>
      toConvenant(await changeConvenant(service, request.user, request.params.id, request.body)),
  )

  api.post(
    '/convenants/:id/agreements',
    {
      config,
      schema: {
        operationId: 'agreeToConvenant',
        tags,
        summary: 'Agree to a convenant for your municipality',
        description: 'From today on, or from when the convenant is in force. Once more changes nothing.',
        params: IdParams,
        body: ConvenantAgreement,
        response: responses({ 201: { schema: Convenant, description: 'Agreed.' } }),
      },
    },
    async (request, reply) => {
      const { municipalityCode } = request.body
      const agreed = await agreeToConvenant(service, request.user, request.params.id, municipalityCode)
      return reply.code(201).send(toConvenant(agreed))
    },
  )
}

function toConvenant(convenant: Awaited<ReturnType<typeof readConvenant>>): z.input<typeof Convenant> {
  return {
    ...convenant,
    lapseReminderDays: [...convenant.lapseReminderDays],
    municipalities: [...convenant.municipalities],
  }
}
