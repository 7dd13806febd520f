import type { FastifyInstance } from 'fastify'

/** Every route of an app as `GET /v1/signals/:id`, read from the tree that the router prints; HEAD goes with GET. */
export function routesOf(app: FastifyInstance): string[] {
  const segments: string[] = []
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, tree = '', segment = '', methods] = /^([│ ]*[├└]── )(\S+)(?: \((.+)\))?$/.exec(line) ?? []
      if (segment === '') return []
      segments.splice(tree.length / 4 - 1, Number.POSITIVE_INFINITY, segment)
      const url = segments.filter((part) => part !== '(empty root node)').join('')
      return (methods?.split(', ') ?? [])
        .filter((method) => method !== 'HEAD')
        .map((method) => `${method} ${url}`)
    })
    .sort()
}
