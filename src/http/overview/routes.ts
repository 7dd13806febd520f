import type { FastifyReply } from 'fastify'
import type { z } from 'zod'
import type { Overview } from '../../overview/overview.ts'
import { writePartnerTable } from '../../overview/partner-table.ts'
import { viewOverview } from '../../overview/view-overview.ts'
import type { Api, ApiContext, MediaType } from '../door/api.ts'
import { formOf } from '../door/forms.ts'
import { responses } from '../door/responses.ts'
import { MunicipalityParams } from '../municipalities/schemas.ts'
import { MunicipalityOverview } from './schemas.ts'

const forms = ['application/json', 'text/csv', 'application/pdf', 'image/svg+xml'] as const

/** `/v1/municipalities/{code}/overview`: who is connected, who is missing, and how actively the index is used. */
export function overviewRoutes(api: Api, service: ApiContext): void {
  api.get(
    '/municipalities/:code/overview',
    {
      config: { scope: 'municipality', produces: forms },
      schema: {
        operationId: 'viewOverview',
        tags: ['overview'],
        summary: 'See who is connected in your municipality',
        description:
          'Figures are of quarters that are over, and left out where they are too small. As `text/csv` a row for each partner; as `application/pdf` or `image/svg+xml` the report for the council, one page in Dutch.',
        params: MunicipalityParams,
        response: responses({
          200: {
            schema: MunicipalityOverview,
            description: 'The municipality’s view.',
            files: ['text/csv', 'application/pdf', 'image/svg+xml'],
          },
        }),
      },
    },
    async (request, reply) => {
      const overview = await viewOverview(service, request.user, request.params.code)
      const form = formOf(request)
      if (form === 'application/json') return overview as z.input<typeof MunicipalityOverview>
      const name = `verwijsindex-${request.params.code}-${overview.onDate}`
      return sendAs[form](overview, reply, name)
    },
  )
}

type File = Exclude<MediaType, 'application/json'>

/**
 * Sends the view as a file. What draws the report is loaded when it is first asked for, so that the service starts without it, and
 * works outside the transaction.
 */
const sendAs: Readonly<
  Record<File, (overview: Overview, reply: FastifyReply, name: string) => Promise<string | Buffer>>
> = {
  'text/csv': async (overview, reply, name) => {
    named(reply, 'text/csv; charset=utf-8', `${name}.csv`)
    return writePartnerTable(overview)
  },
  'application/pdf': async (overview, reply, name) => {
    const { renderPdf } = await import('../../overview/report/render.ts')
    named(reply, 'application/pdf', `${name}.pdf`)
    return renderPdf(overview)
  },
  'image/svg+xml': async (overview, reply, name) => {
    const { renderSvg } = await import('../../overview/report/render.ts')
    named(reply, 'image/svg+xml; charset=utf-8', `${name}.svg`)
    return renderSvg(overview)
  },
}

function named(reply: FastifyReply, type: string, name: string): void {
  reply
    .type(type)
    .header('content-disposition', `inline; filename="${name}"`)
    .header('content-language', 'nl')
}
