import Fastify from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import t from 'tap'
import { z } from 'zod'
import { handleErrors } from '../../src/http/door/error-handler.ts'
import { formOf, negotiateForms, tableBodyLimit } from '../../src/http/door/forms.ts'
import { responses } from '../../src/http/door/responses.ts'
import { validateRequests } from '../../src/http/door/validation.ts'
import { problemCode } from '../support/answers.ts'

const app = Fastify({ bodyLimit: 1024 }).withTypeProvider<ZodTypeProvider>()
app.setSerializerCompiler(serializerCompiler)
handleErrors(app)
await negotiateForms(app)
validateRequests(app)
const answer = {
  200: { schema: z.object({ a: z.number() }), description: 'One.', files: ['text/csv'] as const },
}
app.get(
  '/table',
  {
    config: { scope: 'profile', produces: ['application/json', 'text/csv'] },
    schema: { response: responses(answer) },
  },
  async (request, reply) =>
    formOf(request) === 'text/csv' ? reply.type('text/csv; charset=utf-8').send('A\r\n1\r\n') : { a: 1 },
)
app.post(
  '/table',
  {
    bodyLimit: tableBodyLimit,
    config: { scope: 'profile', consumes: 'text/csv' },
    schema: {
      body: z.string(),
      response: responses({ 200: { schema: z.object({ length: z.number() }), description: 'Read.' } }),
    },
  },
  async (request) => ({ length: request.body.length }),
)
app.post(
  '/json',
  {
    config: { scope: 'profile' },
    schema: {
      body: z.strictObject({}),
      response: responses({ 200: { schema: z.object({}), description: 'Read.' } }),
    },
  },
  async () => ({}),
)
t.teardown(() => app.close())

t.test('an answer comes in the form that was asked for, and JSON where nothing was', async (t) => {
  const forms = {
    '': 'json',
    '*/*': 'json',
    'application/json': 'json',
    'text/csv': 'csv',
    'text/csv;q=0.9, application/json;q=0.1': 'csv',
  }
  for (const [accept, form] of Object.entries(forms)) {
    const { headers, payload } = await app.inject({ url: '/table', headers: accept === '' ? {} : { accept } })
    t.match(headers['content-type'], form, accept)
    t.equal(payload, form === 'csv' ? 'A\r\n1\r\n' : '{"a":1}')
  }
  t.equal(
    problemCode(await app.inject({ url: '/table', headers: { accept: 'application/pdf' } })),
    'not-acceptable',
  )
  const csvOfJson = await app.inject({
    method: 'POST',
    url: '/json',
    payload: {},
    headers: { accept: 'text/csv' },
  })
  t.equal(problemCode(csvOfJson), 'not-acceptable')
})

t.test('a body is read in the form that the route takes, and in no other', async (t) => {
  const post = (url: string, type: string | undefined, payload: string | Buffer) =>
    app.inject({ method: 'POST', url, payload, headers: type === undefined ? {} : { 'content-type': type } })
  t.equal((await post('/table', 'text/csv; charset=utf-8', 'é\n'.repeat(1000))).json().length, 2000)
  t.equal(problemCode(await post('/table', 'application/json', '{}')), 'unsupported-media-type')
  t.equal(problemCode(await post('/table', undefined, 'x')), 'unsupported-media-type')
  t.equal(problemCode(await post('/json', 'text/csv', 'x')), 'unsupported-media-type')
  t.equal(problemCode(await post('/table', 'text/csv', Buffer.from([0xff, 0xfe, 0x41]))), 'malformed-body')
  t.equal(problemCode(await post('/table', 'text/csv', 'x'.repeat(tableBodyLimit + 1))), 'body-too-large')
  t.equal(
    problemCode(await post('/json', 'application/json', `{"a":"${'x'.repeat(2000)}"}`)),
    'body-too-large',
  )
})
