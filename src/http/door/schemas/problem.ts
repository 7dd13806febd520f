import { z } from 'zod'
import { errorCodes } from '../../../ground/errors.ts'
import { FaultCode } from './fault-code.ts'

/** RFC 9457 with the `errors` of the NL API Design Rules. */
export const Problem = z
  .object({
    type: z
      .enum(errorCodes.map((code) => `urn:verwijsindex:problem:${code}` as const))
      .meta({ description: 'Stable name of the kind of problem.' }),
    status: z.int().meta({ description: 'HTTP status code.' }),
    title: z.string().meta({ description: 'What is wrong, in Dutch.' }),
    detail: z.string().meta({ description: 'What can be done about it, in Dutch.' }),
    errors: z
      .array(
        z.object({
          in: z.enum(['body', 'query', 'path', 'header']),
          location: z.union([z.object({ pointer: z.string() }), z.object({ name: z.string() })]),
          code: FaultCode,
          detail: z.string(),
        }),
      )
      .optional()
      .meta({
        description:
          'Every fault of an invalid request, at once; or everything that a registration states otherwise than your own signal.',
      }),
  })
  .meta({
    id: 'Problem',
    description: 'Problem details (RFC 9457).',
  })
