import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyContextConfig, FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { errorCodes } from '../../ground/errors.ts'
import { type Examples, finishDocument, type OpenApiDocument } from './finish-document.ts'
import { glossary } from './glossary.ts'
import { problemTypes } from './problems.ts'
import { apiVersion } from './version.ts'

const description = `The reference index for Dutch youth care (*verwijsindex*, Jeugdwet § 7.1). A professional registers a
content-free **signal**: which young person, which professional, which organisation, when, and never why. Two signals of
different professionals on one young person make a **match**, and both are told who the other is, so that they call.

There is no search: nobody can learn whether a young person is in the index except by registering a signal of their own.
What is not yours and what does not exist give the same answer.

## Glossary

The API speaks English; these are the words of law and practice.

${glossary.map(({ dutch, english, meaning }) => `- **${english}**: ${dutch}. ${meaning}`).join('\n')}

## Problems

Every fault is answered with problem details (RFC 9457). The \`type\` is stable; title and detail are for people.

| type | status | title |
|---|---|---|
${errorCodes.map((code) => `| \`urn:verwijsindex:problem:${code}\` | ${problemTypes[code].status} | ${problemTypes[code].title} |`).join('\n')}
`

/** What the page may load: its own files, and the document. */
const pageSources = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

/** The public document, made from the schemas of the routes, and a page to browse it. */
export async function documentApi(
  app: FastifyInstance,
  publicUrl: string,
  examples: Examples,
): Promise<void> {
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
        { name: 'profile', description: 'How the index knows you.' },
        { name: 'professionals', description: 'The people of your organisation, and what is theirs.' },
        { name: 'partners', description: 'Who joins a convenant, and how far they are.' },
        { name: 'invitations', description: 'Reading and accepting one.' },
        { name: 'municipalities', description: 'Which municipalities there are, and what goes on as what.' },
        { name: 'convenants', description: 'The agreements of your municipalities.' },
        { name: 'officers', description: 'Who holds a role in a municipality, or in the index as a whole.' },
        { name: 'overview', description: 'Who is connected in a municipality, and how they stand.' },
        {
          name: 'subject-requests',
          description: 'The rights of data subjects, as a municipality handles them.',
        },
        { name: 'advice-requests', description: 'What you are asked to advise on.' },
        { name: 'reports', description: 'Figures that give nobody away.' },
        { name: 'supervision', description: 'The logbook, as the supervisor reads it.' },
        { name: 'administration', description: 'Functional administration.' },
      ],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    transform: (input) => {
      const { schema, url } = jsonSchemaTransform(input as Parameters<typeof jsonSchemaTransform>[0])
      const { scope, consumes } = (input.route as { config?: FastifyContextConfig }).config ?? {}
      const takes = consumes === undefined ? {} : { consumes: [consumes] }
      if (!scope) return { schema: { ...schema, hide: true }, url }
      const note = `Scope: \`${scope}\`. ${schema.description ?? ''}`.trim()
      return { schema: { ...schema, ...takes, description: note, security: [{ token: [scope] }] }, url }
    },
    transformObject: (input) =>
      finishDocument(
        jsonSchemaTransformObject(
          input as Parameters<typeof jsonSchemaTransformObject>[0],
        ) as OpenApiDocument,
        examples,
      ) as ReturnType<typeof jsonSchemaTransformObject>,
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { url: '/v1/openapi.json', docExpansion: 'list' } as object,
    staticCSP: pageSources,
  })
  app.get('/v1/openapi.json', async (_request, reply) => {
    return reply.header('access-control-allow-origin', '*').type('application/json').send(app.swagger())
  })
}
