import type { FastifyInstance } from 'fastify'

export interface Operation {
  readonly operationId: string
  readonly method: string
  /** Below the version, with parameters in braces. */
  readonly path: string
  readonly scope: string
  readonly summary?: string
  readonly parameters?: readonly { in: string; name: string }[]
  readonly requestBody?: { content: Record<string, Media> }
  readonly responses: Record<string, { headers?: Record<string, unknown>; content: Record<string, Media> }>
}

interface Media {
  readonly example?: unknown
  readonly examples?: Record<string, unknown>
}

export interface OpenApiDocument {
  readonly info: { description: string }
  readonly paths: Record<string, Record<string, Operation & { security: { token: string[] }[] }>>
  readonly components: { schemas: Record<string, Schema & { properties: Record<string, Schema> }> }
}

interface Schema {
  readonly enum?: string[]
  readonly description?: string
  readonly items?: { properties: Record<string, object> }
}

/** The public document as it is served. */
export async function servedDocument(app: FastifyInstance): Promise<OpenApiDocument> {
  return (await app.inject('/v1/openapi.json')).json()
}

/** Every operation in the document. */
export function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      path,
      method: method.toUpperCase(),
      scope: operation.security[0]?.token[0] ?? '',
    })),
  )
}
