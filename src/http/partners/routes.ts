import type { z } from 'zod'
import { DomainError } from '../../ground/errors.ts'
import { categories } from '../../ground/law.ts'
import { changePartner } from '../../partners/change-partner.ts'
import { exportPartners } from '../../partners/export-partners.ts'
import type { OrganisationIdentity } from '../../partners/identifiers.ts'
import { invitePartner } from '../../partners/invite-partner.ts'
import { type Partner as KnownPartner, listPartners, readPartner } from '../../partners/partners.ts'
import { writePartners } from '../../partners/partners-table.ts'
import { inviteAgain, takePartnerStep } from '../../partners/take-partner-step.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { formOf } from '../door/forms.ts'
import { responses } from '../door/responses.ts'
import { IdParams, PageQuery } from '../door/schemas/common.ts'
import type { Organisation } from './organisation-schemas.ts'
import {
  InvitationAgain,
  Partner,
  PartnerChange,
  PartnerInvitation,
  PartnerPage,
  PartnerStep,
} from './schemas.ts'

const tags = ['partners']
const config = { scope: 'municipality' } as const

/** `/v1/convenants/{id}/partners` and `/v1/partners`: who joins, and how far they are (R4). */
export function partnerRoutes(api: Api, service: ApiContext): void {
  api.get(
    '/convenants/:id/partners',
    {
      config: { ...config, produces: ['application/json', 'text/csv'] },
      schema: {
        operationId: 'listPartners',
        tags,
        summary: 'List the partners of a convenant, and what each waits for',
        description:
          'As JSON page by page; as CSV all at once, with those who are on the list only, in the form in which it can be imported.',
        params: IdParams,
        querystring: PageQuery,
        response: responses({
          200: {
            schema: PartnerPage,
            description: 'The partner that was invited first comes first.',
            files: ['text/csv'],
          },
        }),
      },
    },
    async (request, reply) => {
      if (formOf(request) === 'text/csv') {
        const table = writePartners(await exportPartners(service, request.user, request.params.id))
        return reply.type('text/csv; charset=utf-8').send(table)
      }
      const page = await listPartners(service, request.user, request.params.id, request.query)
      return { ...page, items: page.items.map(toPartner) }
    },
  )

  api.post(
    '/convenants/:id/partners',
    {
      config,
      schema: {
        operationId: 'invitePartner',
        tags,
        summary: 'Invite an organisation to join a convenant',
        description:
          'Its contact person gets a mail with a code, by which they agree and become coordinator.',
        params: IdParams,
        body: PartnerInvitation,
        response: responses({ 201: { schema: Partner, description: 'Invited.' } }, 409),
      },
    },
    async (request, reply) => {
      const { organisation: given, organisationId, ...invitation } = request.body
      const organisation = given ?? organisationId
      if (organisation === undefined) throw new DomainError('invalid-request')
      const partner = await invitePartner(service, request.user, request.params.id, {
        ...invitation,
        organisation,
      })
      return reply.code(201).send(toPartner(partner))
    },
  )

  api.get(
    '/partners/:id',
    {
      config,
      schema: {
        operationId: 'readPartner',
        tags,
        summary: 'Read how a partner stands, and how it came there',
        params: IdParams,
        response: responses({ 200: { schema: Partner, description: 'The partner.' } }),
      },
    },
    async (request) => toPartner(await readPartner(service, request.user, request.params.id)),
  )

  api.patch(
    '/partners/:id',
    {
      config,
      schema: {
        operationId: 'changePartner',
        tags,
        summary: 'Change how the agreement with a partner is anchored, and whether it may lead',
        params: IdParams,
        body: PartnerChange,
        response: responses({ 200: { schema: Partner, description: 'Changed.' } }),
      },
    },
    async (request) => toPartner(await changePartner(service, request.user, request.params.id, request.body)),
  )

  api.post(
    '/partners/:id/steps',
    {
      config,
      schema: {
        operationId: 'takePartnerStep',
        tags,
        summary: 'Connect, suspend or end a partner',
        description:
          'From today on, and at the next request of its professionals, also with a token from before.',
        params: IdParams,
        body: PartnerStep,
        response: responses({ 201: { schema: Partner, description: 'The partner as it now stands.' } }, 409),
      },
    },
    async (request, reply) => {
      const partner = await takePartnerStep(service, request.user, request.params.id, request.body.state)
      return reply.code(201).send(toPartner(partner))
    },
  )

  api.post(
    '/partners/:id/invitations',
    {
      config,
      schema: {
        operationId: 'inviteAgain',
        tags,
        summary: 'Send the invitation of a partner again',
        description: 'The one before it can no longer be accepted.',
        params: IdParams,
        body: InvitationAgain,
        response: responses({ 201: { schema: Partner, description: 'Sent again.' } }, 409),
      },
    },
    async (request, reply) => {
      const partner = await inviteAgain(service, request.user, request.params.id, request.body.contact)
      return reply.code(201).send(toPartner(partner))
    },
  )
}

/** An organisation as it is shown: its domain follows from its category. */
export function toOrganisation(
  organisation: OrganisationIdentity & { readonly id: string },
): z.input<typeof Organisation> {
  return { ...organisation, domain: categories[organisation.category] }
}

function toPartner(partner: KnownPartner): z.input<typeof Partner> {
  return {
    ...partner,
    organisation: toOrganisation(partner.organisation),
    steps: partner.steps.map((step) => ({ ...step, recordedAt: new Date(step.recordedAt).toISOString() })),
    path: { ...partner.path, steps: [...partner.path.steps] },
  }
}
