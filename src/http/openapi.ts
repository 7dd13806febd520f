import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { scopes } from './api.ts'
import { glossary } from './glossary.ts'
import { apiVersion } from './version.ts'

const description = `The reference index for Dutch youth care (*verwijsindex*, Jeugdwet § 7.1). A professional registers a
content-free **signal**: which young person, which professional, which organisation, when, and never why. Two signals of
different professionals on one young person make a **match**, and both are told who the other is, so that they call.

There is no search: nobody can learn whether a young person is in the index except by registering a signal of their own.
What is not yours and what does not exist give the same answer.

## Glossary

The API speaks English; these are the words of law and practice.

${glossary.map(({ dutch, english, meaning }) => `- **${english}**: ${dutch}. ${meaning}`).join('\n')}
`

/** The public document, made from the schemas of the routes, and a page to browse it. */
export async function documentApi(app: FastifyInstance, publicUrl: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Verwijsindex API',
        version: apiVersion,
        description,
        contact: {
          name: 'Verwijsindex',
          url: 'https://verwijsindex.example',
          email: 'api@verwijsindex.example',
        },
        license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' } as { name: string },
      },
      servers: [{ url: `${publicUrl}/v1` }],
      tags: [
        { name: 'signals', description: 'Registering, and looking at your own signals.' },
        { name: 'matches', description: 'Who else is involved.' },
        { name: 'notifications', description: 'What you were told.' },
        { name: 'administration', description: 'Functional administration.' },
      ],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    transform: (input) => {
      const { schema, url } = jsonSchemaTransform(input as Parameters<typeof jsonSchemaTransform>[0])
      const scope = (input.route as { config?: { scope?: keyof typeof scopes } }).config?.scope
      if (!scope) return { schema: { ...schema, hide: true }, url }
      const note = `Scope: \`${scope}\`. ${schema.description ?? ''}`.trim()
      return { schema: { ...schema, description: note, security: [{ token: [scope] }] }, url }
    },
    transformObject: (input) =>
      finish(jsonSchemaTransformObject(input as Parameters<typeof jsonSchemaTransformObject>[0])),
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { url: '/v1/openapi.json', docExpansion: 'list' } as object,
    staticCSP: true,
  })
  app.get('/v1/openapi.json', async (_request, reply) => {
    return reply.header('access-control-allow-origin', '*').type('application/json').send(app.swagger())
  })
}

type OpenApiDocument = ReturnType<typeof jsonSchemaTransformObject>

/** Adds what no route says for itself: the version header of every good answer. */
function finish(document: OpenApiDocument): OpenApiDocument {
  const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path ?? {}))
  for (const operation of operations as { responses?: Record<string, { headers?: object }> }[]) {
    for (const [status, response] of Object.entries(operation.responses ?? {})) {
      if (/^[23]/.test(status)) response.headers = versionHeader
    }
  }
  return document
}

const versionHeader = {
  'API-Version': { description: 'Full version of the API.', schema: { type: 'string', example: apiVersion } },
}
