import accepts from '@fastify/accepts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { DomainError } from '../../ground/errors.ts'
import type { MediaType } from './api.ts'

/** A table of some hundreds of rows, each of a thousand letters. */
export const tableBodyLimit = 512 * 1024

const json: readonly MediaType[] = ['application/json']

/** What an answer can be had as is asked of each route, and what its body must be; anything else is refused at once. */
export async function negotiateForms(app: FastifyInstance): Promise<void> {
  await app.register(accepts)
  app.addHook('onRequest', async (request) => {
    const { scope, produces = json } = request.routeOptions.config
    if (scope && !request.type([...produces])) throw new DomainError('not-acceptable')
  })
  app.addContentTypeParser(
    'text/csv',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      if (request.routeOptions.config.consumes !== 'text/csv') throw new DomainError('unsupported-media-type')
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
      } catch {
        throw new DomainError('malformed-body')
      }
    },
  )
  app.addHook('preParsing', async (request) => {
    const { consumes } = request.routeOptions.config
    const sent = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
    if (consumes !== undefined && sent !== consumes) throw new DomainError('unsupported-media-type')
  })
}

/** The form that this request gets its answer in. */
export function formOf(request: FastifyRequest): MediaType {
  const found = request.type([...(request.routeOptions.config.produces ?? json)])
  return (typeof found === 'string' ? found : 'application/json') as MediaType
}
