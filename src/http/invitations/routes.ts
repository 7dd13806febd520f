import { acceptInvitation, readInvitation } from '../../invitations/accept-invitation.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import { Acceptance, AcceptedInvitation, Invitation, InvitationCode } from './schemas.ts'

const tags = ['invitations']
const config = { scope: 'profile' } as const

/** `/v1/invitations`: the code goes in a body, never in an address, so that no log holds it. */
export function invitationRoutes(api: Api, service: ApiContext): void {
  api.post(
    '/invitations/_read',
    {
      config,
      schema: {
        operationId: 'readInvitation',
        tags,
        summary: 'Read the invitation that a code is of',
        description:
          'Open to any identity, also one that is not known here. A code that is wrong, expired, used or withdrawn gets one answer.',
        body: InvitationCode,
        response: responses({ 200: { schema: Invitation, description: 'The invitation.' } }),
      },
    },
    async (request) => {
      const invitation = await readInvitation(service, request.body.code)
      return {
        ...invitation,
        convenant: invitation.convenant && {
          ...invitation.convenant,
          municipalities: [...invitation.convenant.municipalities],
        },
        statement: invitation.statement && [...invitation.statement],
        expiresAt: invitation.expiresAt.toISOString(),
      }
    },
  )

  api.post(
    '/invitations/_accept',
    {
      config,
      schema: {
        operationId: 'acceptInvitation',
        tags,
        summary: 'Accept an invitation with your own identity',
        description:
          'Ties the identity of the token to the account that waits for it. On behalf of a partner the agreement goes along with it.',
        body: Acceptance,
        response: responses({ 200: { schema: AcceptedInvitation, description: 'Accepted.' } }, 409),
      },
    },
    async (request) => {
      const { code, agreement = false } = request.body
      return acceptInvitation(service, request.user, { code, agreement })
    },
  )
}
