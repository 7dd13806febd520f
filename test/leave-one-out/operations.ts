import Fastify from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ApiContext } from '../../src/http/door/api.ts'
import type { Examples, OpenApiDocument } from '../../src/http/door/finish-document.ts'
import type { documentApi } from '../../src/http/door/openapi.ts'

/** Functions that add routes, by their names: `matchRoutes`, say. */
export type Routes = Readonly<Record<string, unknown>>

/** The operations of some routes, with all that the public document says of each, by method and path. */
export async function operationsBy(
  routes: Routes,
  document: typeof documentApi,
  examples: Examples,
): Promise<Record<string, unknown>> {
  const app = Fastify()
  app.setSerializerCompiler(serializerCompiler)
  app.setValidatorCompiler(validatorCompiler)
  await document(app, 'https://verwijsindex.example', examples)
  await app.register(
    async (scope) => {
      for (const [name, add] of Object.entries(routes))
        if (name.endsWith('Routes') && typeof add === 'function')
          add(scope.withTypeProvider<ZodTypeProvider>(), {} as ApiContext)
    },
    { prefix: '/v1' },
  )
  await app.ready()
  const { paths = {} } = app.swagger() as { paths?: Record<string, Record<string, unknown>> }
  await app.close()
  return Object.fromEntries(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation]),
    ),
  )
}

/** The document as it is before examples are put in by the names of schemas, and by the types of files. */
export function withoutExamples(document: OpenApiDocument, examples: Examples): OpenApiDocument {
  const bare = structuredClone(document)
  for (const [name, schema] of Object.entries(bare.components?.schemas ?? {}))
    if (examples[name] !== undefined) delete schema.example
  for (const { requestBody, responses = {} } of Object.values(bare.paths ?? {}).flatMap((path) =>
    Object.values(path),
  ))
    for (const content of [
      requestBody?.content,
      ...Object.values(responses).map((response) => response.content),
    ])
      for (const media of Object.values(content ?? {})) {
        delete media.example
        delete media.examples
      }
  return bare
}
