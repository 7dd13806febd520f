import type { z } from 'zod'
import { confirmDetails, type Profile as Known, readProfile } from '../../people/profile.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import { Profile } from './schemas.ts'

const tags = ['profile']
const config = { scope: 'profile' } as const

/** `/v1/profile`: one's own contact details, and that they are right (R3). */
export function profileRoutes(api: Api, service: ApiContext): void {
  api.get(
    '/profile',
    {
      config,
      schema: {
        operationId: 'readProfile',
        tags,
        summary: 'Read how the index knows you',
        response: responses({ 200: { schema: Profile, description: 'Your details and roles.' } }),
      },
    },
    async (request) => toAnswer(await readProfile(service, request.user)),
  )

  api.post(
    '/profile/confirmations',
    {
      config,
      schema: {
        operationId: 'confirmDetails',
        tags,
        summary: 'Confirm that your details are right',
        description:
          'There is no body. What is not right is changed by the coordinator of your organisation.',
        response: responses({ 201: { schema: Profile, description: 'Confirmed today.' } }),
      },
    },
    async (request, reply) => reply.code(201).send(toAnswer(await confirmDetails(service, request.user))),
  )
}

function toAnswer({ roles, ...profile }: Known): z.input<typeof Profile> {
  return { ...profile, roles: [...roles] }
}
