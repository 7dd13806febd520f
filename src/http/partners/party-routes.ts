import type { z } from 'zod'
import { type Party as ListedParty, listParties, listParty, removeParty } from '../../partners/parties.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import { IdParams, PageQuery } from '../door/schemas/common.ts'
import { OrganisationIdentity } from './organisation-schemas.ts'
import { toOrganisation } from './routes.ts'
import { Party, PartyPage, PartyParams } from './schemas.ts'

const tags = ['partners']
const config = { scope: 'municipality' } as const

/** `/v1/convenants/{id}/parties`: the convenant's own list, of who signed it (R4). */
export function partyRoutes(api: Api, service: ApiContext): void {
  api.get(
    '/convenants/:id/parties',
    {
      config,
      schema: {
        operationId: 'listParties',
        tags,
        summary: 'List who is on the convenant’s own list',
        params: IdParams,
        querystring: PageQuery,
        response: responses({ 200: { schema: PartyPage, description: 'By the id of the organisation.' } }),
      },
    },
    async (request) => {
      const page = await listParties(service, request.user, request.params.id, request.query)
      return { ...page, items: page.items.map(toParty) }
    },
  )

  api.post(
    '/convenants/:id/parties',
    {
      config,
      schema: {
        operationId: 'listParty',
        tags,
        summary: 'Put an organisation on the convenant’s own list',
        description:
          'What shares a number with an organisation that is known is that one, and keeps its name.',
        params: IdParams,
        body: OrganisationIdentity,
        response: responses({
          200: { schema: Party, description: 'It was on the list already.' },
          201: { schema: Party, description: 'Listed.' },
        }),
      },
    },
    async (request, reply) => {
      const { party, isNew } = await listParty(service, request.user, request.params.id, request.body)
      return reply.code(isNew ? 201 : 200).send(toParty(party))
    },
  )

  api.delete(
    '/convenants/:id/parties/:organisationId',
    {
      config,
      schema: {
        operationId: 'removeParty',
        tags,
        summary: 'Take an organisation off the convenant’s own list',
        description: 'How it stands as a partner does not change by it.',
        params: PartyParams,
        response: responses({ 204: { description: 'It is no longer on the list.' } }),
      },
    },
    async (request, reply) => {
      await removeParty(service, request.user, request.params.id, request.params.organisationId)
      return reply.code(204).send()
    },
  )
}

function toParty(party: ListedParty): z.input<typeof Party> {
  return {
    ...party,
    organisation: toOrganisation(party.organisation),
    listedAt: party.listedAt.toISOString(),
  }
}
