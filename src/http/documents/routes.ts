import { makeAccessDocument } from '../../rights/make-access-document.ts'
import { makeLetter } from '../../rights/make-letter.ts'
import { readCertificate } from '../../rights/read-certificate.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import { IdParams } from '../door/schemas/common.ts'
import { documentForms, inItsForm } from './in-its-form.ts'
import { PeoplesDocument } from './schemas.ts'

const tags = ['subject-requests']
const config = { scope: 'rights', produces: documentForms } as const
const pdf = ['application/pdf'] as const

/** Documents for young people and their guardians: an answer to them, a certificate, and the letter of a signal (R21). */
export function documentRoutes(api: Api, service: ApiContext): void {
  api.get(
    '/subject-requests/:id/access-document',
    {
      config,
      schema: {
        operationId: 'makeAccessDocument',
        tags,
        summary: 'Make the answer to a granted request for access',
        description:
          'Who registered, who was told and who looked, and what is archived, under your municipality. It is there for a month from the ' +
          'decision; the logbook records each time that it is made.',
        params: IdParams,
        response: responses({
          200: { schema: PeoplesDocument, description: 'For whom the age says.', files: pdf },
        }),
      },
    },
    async (request, reply) =>
      inItsForm(request, reply, await makeAccessDocument(service, request.user, request.params.id)),
  )

  api.get(
    '/subject-requests/:id/certificate',
    {
      config,
      schema: {
        operationId: 'readCertificate',
        tags,
        summary: 'Read the certificate of what a granted erasure or objection destroyed',
        params: IdParams,
        response: responses({
          200: {
            schema: PeoplesDocument,
            description: 'How much, and where the logbook has it.',
            files: pdf,
          },
        }),
      },
    },
    async (request, reply) =>
      inItsForm(request, reply, await readCertificate(service, request.user, request.params.id)),
  )

  api.post(
    '/signals/:id/letters',
    {
      config: { scope: 'signals:read', produces: documentForms },
      schema: {
        operationId: 'makeLetter',
        tags: ['signals'],
        summary: 'Make the letter that informs of one of your own signals',
        description:
          'For you to hand over: to the guardian under 12, to both from 12 to 15, to the young person from 16. There is no body.',
        params: IdParams,
        response: responses({
          201: { schema: PeoplesDocument, description: 'The letter, in plain Dutch.', files: pdf },
        }),
      },
    },
    async (request, reply) => {
      const letter = await makeLetter(service, request.user, request.params.id)
      return reply.code(201).send(await inItsForm(request, reply, letter))
    },
  )
}
