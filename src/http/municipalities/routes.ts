import { listMunicipalities, readMunicipality } from '../../municipalities/list-municipalities.ts'
import { mergeMunicipalities } from '../../municipalities/merge-municipalities.ts'
import { recordMunicipality } from '../../municipalities/record-municipality.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import {
  Municipality,
  MunicipalityMerger,
  MunicipalityPage,
  MunicipalityParams,
  MunicipalityQuery,
  MunicipalityRecording,
} from './schemas.ts'

const tags = ['municipalities']

/** `/v1/municipalities`, `/v1/municipality-mergers`: which municipalities there are, and what goes on as what (R4). */
export function municipalityRoutes(api: Api, service: ApiContext): void {
  api.post(
    '/municipalities',
    {
      config: { scope: 'administration' },
      schema: {
        operationId: 'recordMunicipality',
        tags,
        summary: 'Record a municipality',
        body: MunicipalityRecording,
        response: responses({ 201: { schema: Municipality, description: 'Recorded.' } }),
      },
    },
    async (request, reply) =>
      reply.code(201).send(await recordMunicipality(service, request.user, request.body)),
  )

  api.get(
    '/municipalities',
    {
      config: { scope: 'municipality' },
      schema: {
        operationId: 'listMunicipalities',
        tags,
        summary: 'List the municipalities, or your own',
        querystring: MunicipalityQuery,
        response: responses({
          200: { schema: MunicipalityPage, description: 'Municipalities, by their codes.' },
        }),
      },
    },
    async (request) => {
      const { items, next } = await listMunicipalities(service, request.user, request.query)
      return { items: [...items], next }
    },
  )

  api.get(
    '/municipalities/:code',
    {
      config: { scope: 'municipality' },
      schema: {
        operationId: 'readMunicipality',
        tags,
        summary: 'Read one municipality',
        params: MunicipalityParams,
        response: responses({ 200: { schema: Municipality, description: 'The municipality.' } }),
      },
    },
    async (request) => readMunicipality(service, request.user, request.params.code),
  )

  api.post(
    '/municipality-mergers',
    {
      config: { scope: 'administration' },
      schema: {
        operationId: 'mergeMunicipalities',
        tags,
        summary: 'Record a merger of municipalities',
        description:
          'Convenants, partners, officers and signals of the former municipalities go on in the successor from that day, ' +
          'without a gap. A renaming is a merger of one; joining an existing municipality names that as the successor.',
        body: MunicipalityMerger,
        response: responses({ 201: { schema: Municipality, description: 'Recorded: the successor.' } }),
      },
    },
    async (request, reply) =>
      reply.code(201).send(await mergeMunicipalities(service, request.user, request.body)),
  )
}
