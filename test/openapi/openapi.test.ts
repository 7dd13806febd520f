import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { errorCodes } from '../../src/ground/errors.ts'
import { faultCodes, faultMeanings } from '../../src/ground/fault-codes.ts'
import { glossary } from '../../src/http/door/glossary.ts'
import { problemTypes } from '../../src/http/door/problems.ts'
import { operationsOf, servedDocument } from '../support/document.ts'
import { routesOf } from '../support/routes.ts'
import { createTestService } from '../support/service.ts'

const committed = fileURLToPath(new URL('../../openapi/openapi.json', import.meta.url))
const ruleset = fileURLToPath(new URL('./adr-ruleset.yaml', import.meta.url))

const { service } = await createTestService(t)
const document = await servedDocument(service.app)
const operations = operationsOf(document)

/** What is served besides the API, and why it is not in the document. */
const outsideTheDocument = [
  'GET /v1/openapi.json', // the document
  'GET /health/live',
  'GET /health/ready',
  'GET /.well-known/security.txt', // as RFC 9116 has it
  'OPTIONS *', // preflights
]
const page = /^GET \/docs/

t.test('the committed document is the one that is served: npm run openapi', async (t) => {
  t.strictSame(JSON.parse(await readFile(committed, 'utf8')), document)
})

/**
 * Birth dates as the population register writes them, also where a day or a month is not known: no format of JSON Schema has those
 * (`date` is a whole day), and the rules ask for one by the name of the property.
 */
const partlyKnown = [
  'SignalRegistration/birthDate',
  'SignalRenewal/birthDate',
  'SubjectRequestOpening/birthDate',
  'SubjectRequestOpening/registeredBirthDate',
]

t.test('NL API Design Rules 2.2.0: no error, no warning, but for dates that are partly known', async (t) => {
  const found = await findings(committed)
  t.strictSame(
    found.map(({ code, path }) => `${code} ${path.join('/')}`).sort(),
    partlyKnown
      .map((name) => `components/schemas/${name.replace('/', '/properties/')}`)
      .map((path) => `nlgov:specify-format-for-date-and-time ${path}`),
  )
})

t.test('the rules are alive: a document that breaks them is told so', async (t) => {
  const spoiled = JSON.parse(await readFile(committed, 'utf8'))
  spoiled.paths['/signals'].post.requestBody.content['application/json'].example.birthDate = 'yesterday'
  delete spoiled.paths['/signals'].post.responses['201'].headers
  delete spoiled.paths['/signals'].post.responses['400']
  delete spoiled.info.contact.email
  const found = await lint(await written(t, spoiled))
  for (const rule of [
    'oas3-valid-media-example',
    'nlgov:missing-header',
    'nlgov:problem-invalid-input',
    'nlgov:info-contact-fields-exist',
  ])
    t.ok(found.includes(rule), rule)
})

t.test('the document and the routes are each other, either way', async (t) => {
  const documented = operations.map(({ method, path }) => `${method} /v1${path.replace(/\{(\w+)\}/g, ':$1')}`)
  const served = routesOf(service.app).filter(
    (route) => !outsideTheDocument.includes(route) && !page.test(route),
  )
  t.strictSame(documented.sort(), served)
  for (const route of outsideTheDocument) t.ok(routesOf(service.app).includes(route), `${route} is there`)
})

t.test('every operation has examples, of what is asked and of every answer', async (t) => {
  for (const { operationId, requestBody, responses, summary } of operations) {
    t.ok(summary, `${operationId} has a summary`)
    for (const media of Object.values(requestBody?.content ?? {})) t.ok(media.example, `${operationId} asks`)
    for (const [status, { content = {} }] of Object.entries(responses)) {
      for (const media of Object.values(content))
        t.ok(
          media.example ?? Object.keys(media.examples ?? {}).length > 0,
          `${operationId} answers ${status}`,
        )
    }
  }
})

t.test('every good answer names the version, and every operation knows its problems', async (t) => {
  for (const { operationId, responses } of operations) {
    const good = Object.keys(responses).filter((status) => /^[23]/.test(status))
    t.ok(good.length > 0, operationId)
    for (const status of good) t.ok(responses[status]?.headers?.['API-Version'], `${operationId} ${status}`)
    for (const status of ['400', '401', '403', '404', '406', '413', '415', '429', '500', '503'])
      t.strictSame(
        Object.keys(responses[status]?.content ?? {}),
        ['application/problem+json'],
        `${operationId} ${status}`,
      )
  }
})

t.test('Idempotency-Key is the only header that is asked for', async (t) => {
  const headers = operations.flatMap(({ operationId, parameters = [] }) =>
    parameters.filter((p) => p.in === 'header').map((p) => `${operationId}: ${p.name}`),
  )
  t.strictSame(headers, ['registerSignal: Idempotency-Key'])
})

t.test('the catalogue of errors is in the document, either way', async (t) => {
  t.strictSame(
    document.components.schemas.Problem?.properties.type?.enum,
    errorCodes.map((code) => `urn:verwijsindex:problem:${code}`),
  )
  for (const code of errorCodes) {
    const row = `| \`urn:verwijsindex:problem:${code}\` | ${problemTypes[code].status} | ${problemTypes[code].title} |`
    t.ok(document.info.description.includes(row), code)
  }
})

t.test('the closed list of faults is in the document, with what each means', async (t) => {
  const { FaultCode, Problem } = document.components.schemas
  t.strictSame(FaultCode?.enum, faultCodes)
  t.strictSame(Problem?.properties.errors?.items?.properties.code, { $ref: '#/components/schemas/FaultCode' })
  for (const code of faultCodes)
    t.ok(FaultCode?.description?.includes(`- \`${code}\`: ${faultMeanings[code]}`), code)
})

t.test('the glossary is in the document', async (t) => {
  t.match(document.info.description, '## Glossary')
  for (const { english, dutch } of glossary)
    t.ok(document.info.description.includes(`- **${english}**: ${dutch}.`), english)
})

t.test('every schema has one name, and is used', async (t) => {
  const text = JSON.stringify(document)
  for (const name of Object.keys(document.components.schemas)) {
    t.match(name, /^[A-Z][A-Za-z]+$/)
    t.notMatch(name, /(Input|Output)$/)
    t.ok(text.includes(`"#/components/schemas/${name}"`), `${name} is referred to`)
  }
})

/** The names of the rules that a document breaks, of each weight. */
async function lint(file: string): Promise<string[]> {
  return (await findings(file)).map(({ code }) => code)
}

/** Which rules a document breaks, of each weight, and where. */
async function findings(file: string): Promise<{ code: string; path: string[] }[]> {
  const cli = createRequire(import.meta.url).resolve('@stoplight/spectral-cli/dist/index.js')
  const run = promisify(execFile)(
    process.execPath,
    [cli, 'lint', '--ruleset', ruleset, '--format', 'json', '--quiet', file],
    { maxBuffer: 16 << 20 },
  )
  const { stdout } = await run.catch((error: { stdout: string; code: number }) => {
    if (error.code !== 1) throw error
    return error
  })
  return JSON.parse(stdout)
}

async function written(t: Test, content: unknown): Promise<string> {
  const file = join(t.testdir(), 'openapi.json')
  await writeFile(file, JSON.stringify(content))
  return file
}
