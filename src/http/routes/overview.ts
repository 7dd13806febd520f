import type { z } from 'zod'
import { writePartnerTable } from '../../overview/partner-table.ts'
import { viewOverview } from '../../overview/view-overview.ts'
import type { Api, Services } from '../api.ts'
import { formOf } from '../forms.ts'
import { responses } from '../responses.ts'
import { MunicipalityParams } from '../schemas/municipalities.ts'
import { MunicipalityOverview } from '../schemas/overview.ts'

/** `/v1/municipalities/{code}/overview`: who is connected, who is missing, and how actively the index is used. */
export function overviewRoutes(api: Api, services: Services): void {
  api.get(
    '/municipalities/:code/overview',
    {
      config: { scope: 'municipality', produces: ['application/json', 'text/csv'] },
      schema: {
        operationId: 'viewOverview',
        tags: ['overview'],
        summary: 'See who is connected in your municipality',
        description:
          'Figures are of quarters that are over, and left out where they are too small. As `text/csv` a row for each partner.',
        params: MunicipalityParams,
        response: responses({
          200: { schema: MunicipalityOverview, description: 'The municipality’s view.', files: ['text/csv'] },
        }),
      },
    },
    async (request, reply) => {
      const overview = await viewOverview(services, request.user, request.params.code)
      if (formOf(request) === 'text/csv')
        return reply.type('text/csv; charset=utf-8').send(writePartnerTable(overview))
      return overview as z.input<typeof MunicipalityOverview>
    },
  )
}
