import { errorCodes } from '../../ground/errors.ts'
import { problemDocument, problemTypes } from './problems.ts'
import { apiVersion } from './version.ts'

/** As much of an OpenAPI document as is touched here. */
export interface OpenApiDocument {
  paths?: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, Schema> }
}

interface Operation {
  parameters?: { in: string; name: string }[]
  requestBody?: { content: Record<string, Media> }
  responses?: Record<string, { headers?: object; content?: Record<string, Media> }>
}

interface Media {
  schema?: Schema
  example?: unknown
  examples?: Record<string, { value: unknown }>
}

interface Schema {
  $ref?: string
  example?: unknown
}

const componentPath = '#/components/schemas/'

/** Examples by the name of the schema, or the type of a file. */
export type Examples = Readonly<Record<string, unknown>>

/** Adds the examples and headers that no route states, and leaves out the names that generating the document left behind. */
export function finishDocument(document: OpenApiDocument, examples: Examples): OpenApiDocument {
  const finished = JSON.parse(withSingleNames(document), dropPattern) as OpenApiDocument
  for (const [name, schema] of Object.entries(finished.components?.schemas ?? {})) {
    if (examples[name] !== undefined) schema.example = examples[name]
  }
  for (const path of Object.values(finished.paths ?? {}))
    for (const operation of Object.values(path)) finishOperation(operation, examples)
  return finished
}

function finishOperation(operation: Operation, examples: Examples): void {
  for (const parameter of operation.parameters ?? []) {
    if (parameter.name === 'idempotency-key') parameter.name = 'Idempotency-Key'
  }
  for (const [type, media] of Object.entries(operation.requestBody?.content ?? {}))
    addExample(media, type, examples)
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    if (/^[23]/.test(status)) response.headers = versionHeader
    for (const [type, media] of Object.entries(response.content ?? {})) {
      if (type === 'application/problem+json') media.examples = problemsOf(Number(status), examples)
      else addExample(media, type, examples)
    }
  }
}

function addExample(media: Media, type: string, examples: Examples): void {
  const name = media.schema?.$ref?.replace(componentPath, '') ?? type
  if (examples[name] !== undefined) media.example = examples[name]
}

/** Every problem of the catalogue with this status. */
function problemsOf(status: number, examples: Examples) {
  const codes = errorCodes.filter((code) => problemTypes[code].status === status)
  return Object.fromEntries(
    codes.map((code) => [
      code,
      { value: code === 'invalid-request' ? examples.Problem : problemDocument(code) },
    ]),
  )
}

/**
 * The document as JSON in which every schema has one name: the making of it names each twice, as it goes in and as it comes
 * out, of which one is used.
 */
function withSingleNames(document: OpenApiDocument): string {
  const schemas = document.components?.schemas ?? {}
  const used = referredTo(document.paths ?? {}, schemas)
  const names = new Map(
    [...used].map((name) => {
      const plain = name.replace(/Input$/, '')
      return [name, used.has(plain) ? name : plain] as const
    }),
  )
  const kept = [...used].sort().map((name) => [names.get(name), schemas[name]])
  return JSON.stringify(
    { ...document, components: { ...document.components, schemas: Object.fromEntries(kept) } },
    (key, value) => (key === '$ref' ? rename(value, names) : value),
  )
}

function rename(reference: string, names: ReadonlyMap<string, string>): string {
  const name = reference.replace(componentPath, '')
  return `${componentPath}${names.get(name) ?? name}`
}

function referredTo(part: unknown, schemas: Record<string, Schema>, found = new Set<string>()): Set<string> {
  for (const [, name] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    if (name === undefined || found.has(name)) continue
    found.add(name)
    referredTo(schemas[name], schemas, found)
  }
  return found
}

/** A format says what the long pattern beside it says; and not every reader of patterns knows the letters of all languages. */
function dropPattern(this: unknown, key: string, value: unknown): unknown {
  if (key !== 'pattern') return value
  return (this as { format?: unknown }).format !== undefined || String(value).includes('\\p{')
    ? undefined
    : value
}

const versionHeader = {
  'API-Version': { description: 'Full version of the API.', schema: { type: 'string', example: apiVersion } },
}
