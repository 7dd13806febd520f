import accepts from '@fastify/accepts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { bodyFault, DomainError } from '../../ground/errors.ts'
import { at } from '../../ground/tables/at.ts'
import { decodeTable } from '../../ground/tables/decode-table.ts'
import type { MediaType } from './api.ts'

/** A table of some hundreds of rows, each of a thousand letters. */
export const tableBodyLimit = 512 * 1024

const json: readonly MediaType[] = ['application/json']

const noTable =
  'Dit is geen tabel in tekst (CSV), maar een bestand van een programma. Kies in Excel voor Opslaan als, en dan CSV UTF-8.'

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
      return readText(body)
    },
  )
  app.addHook('preParsing', async (request) => {
    const { consumes, scope } = request.routeOptions.config
    const { headers } = request
    const sent = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
    if (consumes !== undefined && sent !== consumes) throw new DomainError('unsupported-media-type')
    if (isCoded(headers['content-encoding'])) throw new DomainError('unsupported-media-type')
    if (scope === undefined || request.routeOptions.schema?.body !== undefined) return
    // A client that names the form of every body also names that of none.
    if (!hasBody(request)) delete headers['content-type']
    else if (request.method === 'GET' || request.method === 'HEAD')
      throw new DomainError('invalid-request', { faults: [noBody] })
  })
}

/** @throws DomainError where they are no text, with what to do about it */
function readText(body: Buffer): string {
  let text: string | undefined
  try {
    text = decodeTable(body)
  } catch {
    throw new DomainError('malformed-body')
  }
  if (text === undefined)
    throw new DomainError('invalid-request', { faults: [at(1, '', 'not-csv', noTable)] })
  return text
}

const noBody = bodyFault('', 'invalid-type', 'Dit verzoek heeft geen inhoud.')

/** Whether the content is packed: nothing here unpacks it (RFC 9110, 8.4). */
function isCoded(coding: string | undefined): boolean {
  return coding !== undefined && !/^\s*(?:identity)?\s*$/i.test(coding)
}

function hasBody({ headers }: FastifyRequest): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) !== 0)
}

/** The form that this request gets its answer in. */
export function formOf(request: FastifyRequest): MediaType {
  const found = request.type([...(request.routeOptions.config.produces ?? json)])
  return (typeof found === 'string' ? found : 'application/json') as MediaType
}
