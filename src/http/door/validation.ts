import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { z } from 'zod'
import { DomainError, type Fault } from '../../ground/errors.ts'
import { faultCodeOf } from '../../ground/schema-faults.ts'
import { withoutBsn } from '../../identity/without-bsn.ts'

const parts = [
  { in: 'path', schema: 'params' },
  { in: 'query', schema: 'querystring' },
  { in: 'header', schema: 'headers' },
  { in: 'body', schema: 'body' },
] as const

const requestKey = { params: 'params', querystring: 'query', headers: 'headers', body: 'body' } as const

/** What a route says nothing about may not be sent: there is no place where a text could come along (R7). */
const nothing: Readonly<Record<string, z.ZodType>> = {
  querystring: z.strictObject({}),
  body: z.undefined({ error: 'Dit verzoek heeft geen inhoud.' }),
}

z.config(z.locales.nl())

/**
 * Checks every part of a request against the zod schemas of its route and names all faults at once, where the
 * framework would stop at the first part that fails. An id that has not the form of one is simply not found.
 */
export function validateRequests(app: FastifyInstance): void {
  app.setValidatorCompiler(() => (value: unknown) => ({ value }))
  app.addHook('preValidation', async (request) => {
    const schemas = request.routeOptions.schema as RouteOptions['schema']
    if (!schemas) return
    const faults = parts.flatMap((part) => {
      const schema = schemas[part.schema] ?? nothing[part.schema]
      return schema instanceof z.ZodType ? check(request, part, schema) : []
    })
    if (faults.some((fault) => fault.in === 'path')) throw new DomainError('not-found')
    if (faults.length > 0) throw new DomainError('invalid-request', { faults })
  })
}

function check(request: FastifyRequest, part: (typeof parts)[number], schema: z.ZodType): Fault[] {
  const key = requestKey[part.schema]
  const parsed = schema.safeParse(request[key])
  if (!parsed.success) return parsed.error.issues.flatMap((issue) => toFaults(issue, part.in))
  if (key !== 'headers') request[key] = parsed.data
  return []
}

function toFaults(issue: z.core.$ZodIssue, where: Fault['in']): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      in: where,
      name: nameOf([...issue.path, key], where),
      code: faultCodeOf(issue),
      detail: 'Dit veld bestaat niet.',
    }))
  }
  return [
    {
      in: where,
      name: nameOf(issue.path, where),
      code: faultCodeOf(issue),
      detail: withoutBsn(issue.message),
    },
  ]
}

/** A JSON Pointer into the body, or the name of a parameter. */
function nameOf(path: readonly PropertyKey[], where: Fault['in']): string {
  const names = path.map((name) => (typeof name === 'number' || isTame(String(name)) ? String(name) : '…'))
  return where === 'body' ? names.map((name) => `/${name}`).join('') : names.join('.')
}

/** What a client named itself is repeated where it looks like a name, and never where it may hold a number (R6). */
function isTame(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(name) && !/\d{4}/.test(name)
}
