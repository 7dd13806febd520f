import type { z } from 'zod'
import { readWindDown, type WindDown as Winding, windDownConvenant } from '../../convenants/wind-down.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import { IdParams } from '../door/schemas/common.ts'
import { WindDown, WindDownBeginning } from './schemas.ts'

const tags = ['convenants']
const config = { scope: 'municipality' } as const

/** `/v1/convenants/{id}/wind-downs` and `/v1/wind-downs`: a municipality stops with a convenant (R4). */
export function windDownRoutes(api: Api, service: ApiContext): void {
  api.post(
    '/convenants/:id/wind-downs',
    {
      config,
      schema: {
        operationId: 'windDownConvenant',
        tags,
        summary: 'Stop with a convenant for your municipality',
        description:
          'From now on nothing is registered under it there. Signals go on under another convenant of their organisation there, ' +
          'or are destroyed, in the background. It cannot be undone; once more changes nothing, unless a merger brought it there again.',
        params: IdParams,
        body: WindDownBeginning,
        response: responses({ 201: { schema: WindDown, description: 'Begun.' } }, 409),
      },
    },
    async (request, reply) => {
      const { municipalityCode } = request.body
      const begun = await windDownConvenant(service, request.user, request.params.id, municipalityCode)
      return reply.code(201).send(toWindDown(begun))
    },
  )

  api.get(
    '/wind-downs/:id',
    {
      config,
      schema: {
        operationId: 'readWindDown',
        tags,
        summary: 'Read how far a wind-down is',
        description: 'With its certificate, once nothing is left. The logbook records each look.',
        params: IdParams,
        response: responses({ 200: { schema: WindDown, description: 'As it is now.' } }),
      },
    },
    async (request) => toWindDown(await readWindDown(service, request.user, request.params.id)),
  )
}

function toWindDown(winding: Winding): z.input<typeof WindDown> {
  const { begunAt, finishedAt, remaining, moved, certified, digest, ...rest } = winding
  return {
    ...rest,
    begunAt: begunAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    remainingSignals: remaining,
    movedSignals: moved,
    certificate: digest && {
      count: certified,
      digest: digest.toString('hex'),
    },
  }
}
