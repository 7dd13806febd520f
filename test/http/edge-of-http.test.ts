import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { handleErrors } from '../../src/http/door/error-handler.ts'
import type { problemTypes } from '../../src/http/door/problems.ts'
import { keepToHttp, listening } from '../../src/http/door/server.ts'
import { exchangeRaw, exchangeText, type RawAnswer } from '../support/raw-http.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

const { service, issuer, database, logged } = await createTestService(t)
const { professionals } = await smallRegion(database.sql, 1)
await service.app.listen({ host: '127.0.0.1', port: 0 })
const { port } = service.app.server.address() as { port: number }

const secret = '999993653'
const token = await issuer.token(professionals[0]?.subject ?? '')
const auth = `Authorization: Bearer ${token}\r\n`
const host = 'Host: verwijsindex.example\r\n'
const nothing = '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01'
const get = (target: string, more = '', version = 'HTTP/1.1') =>
  `GET ${target} ${version}\r\n${host}${auth}${more}\r\n`
const post = (body: string, more = '', target = '/v1/signals') =>
  `POST ${target} HTTP/1.1\r\n${host}${auth}Content-Length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`
const json = 'Content-Type: application/json\r\n'
const good = JSON.stringify({ bsn: secret, birthDate: '2015-06-01' })

type Bytes = string | Buffer | readonly (string | Buffer)[]
type Expected = readonly [status: number, code: keyof typeof problemTypes, sent: Bytes]

const malformed: Readonly<Record<string, Bytes>> = {
  'no request line': `${secret}\r\n\r\n`,
  'no version': `GET /${secret}\r\n\r\n`,
  'another version': `GET /${secret} HTTP/9.9\r\n${host}\r\n`,
  'another protocol': `GET /${secret} SIP/2.0\r\n${host}\r\n`,
  'HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  TLS: Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc]),
  'a space in the address': get(`/a ${secret}`),
  'a NUL in the address': get('/v1/signals\0'),
  'a line break in the address': get('/v1/signals\n'),
  'a letter with an accent in the address': Buffer.from(get('/v1/signals?é=1'), 'utf8'),
  'a fragment': get('/v1/signals#deel'),
  'an address that is no path': get('v1/signals'),
  'a header without a colon': get('/v1/signals', `bad header ${secret}\r\n`),
  'a space before the colon': get('/v1/signals', `X-Field : ${secret}\r\n`),
  'a header without a name': get('/v1/signals', `: ${secret}\r\n`),
  'a NUL in a header': get('/v1/signals', `X-Field: a\0${secret}\r\n`),
  'a control character in a header': get('/v1/signals', `X-Field: a\x01${secret}\r\n`),
  'a header that goes on below': get('/v1/signals', `X-Field: a\r\n ${secret}\r\n`),
  'a lone carriage return': get('/v1/signals', `X-Field: a\r${secret}\r\n`),
  'no Host': `GET /v1/signals HTTP/1.1\r\n${auth}\r\n`,
  'two Hosts': get('/v1/signals', `Host: ${secret}.example\r\n`),
  'the same Host twice': get('/v1/signals', host),
  'a Host that is none': `GET /v1/signals HTTP/1.1\r\nHost: a b/${secret}\r\n${auth}\r\n`,
  'a Host with a name before it': `GET /v1/signals HTTP/1.1\r\nHost: x@y\r\n${auth}\r\n`,
  'a port that is none': `GET /v1/signals HTTP/1.1\r\nHost: x:${secret}\r\n${auth}\r\n`,
  'two tokens': get('/v1/signals', 'Authorization: Bearer x\r\n'),
  'two types of the content': post(good, `${json}Content-Type: text/csv\r\n`),
  'two keys': post(good, `${json}Idempotency-Key: a-first-key-0001\r\nIdempotency-Key: a-second-key-002\r\n`),
  'two lengths': post('ab', `${json}Content-Length: 1\r\n`),
  'the same length twice': post('ab', `${json}Content-Length: 2\r\n`),
  'a list of lengths': `POST /v1/signals HTTP/1.1\r\n${host}${auth}Content-Length: 2, 2\r\n\r\nab`,
  'a length that is none': `POST /v1/signals HTTP/1.1\r\n${host}${auth}Content-Length: x\r\n\r\nab`,
  'a length with a sign': `POST /v1/signals HTTP/1.1\r\n${host}${auth}Content-Length: +2\r\n\r\nab`,
  'a length in hexadecimals': `POST /v1/signals HTTP/1.1\r\n${host}${auth}Content-Length: 0x2\r\n\r\nab`,
  'a length below zero': `POST /v1/signals HTTP/1.1\r\n${host}${auth}Content-Length: -2\r\n\r\nab`,
  'a length beyond all numbers': `POST /v1/signals HTTP/1.1\r\n${host}${auth}Content-Length: 99999999999999999999999\r\n\r\nab`,
  'a length and chunks': post(good, `${json}Transfer-Encoding: chunked\r\n`),
  'chunks and a length': `POST /v1/signals HTTP/1.1\r\n${host}${auth}${json}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n`,
  'chunks of HTTP/1.0': `POST /v1/signals HTTP/1.0\r\n${host}${auth}${json}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'a chunk of no size': `POST /v1/signals HTTP/1.1\r\n${host}${auth}${json}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
  'a chunk that is longer than it says': `POST /v1/signals HTTP/1.1\r\n${host}${auth}${json}Transfer-Encoding: chunked\r\n\r\n1\r\n{}${secret}\r\n0\r\n\r\n`,
  'a chunk that comes later and is none': [
    `POST /v1/signals HTTP/1.1\r\n${host}${auth}${json}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n`,
    `${secret}zz\r\n`,
  ],
}

const others: Readonly<Record<string, Expected>> = {
  'an address without end': [414, 'address-too-long', get(`/${secret}${'a'.repeat(30_000)}`)],
  'a header without end': [
    431,
    'headers-too-large',
    get('/v1/signals', `X-Field: ${secret}${'a'.repeat(30_000)}\r\n`),
  ],
  'very many headers': [431, 'headers-too-large', get('/v1/signals', 'X-Field: a\r\n'.repeat(3000))],
  'a method unheard of': [501, 'not-implemented', `FETCH /v1/signals HTTP/1.1\r\n${host}\r\n`],
  'a method in small letters': [501, 'not-implemented', `get /v1/signals HTTP/1.1\r\n${host}\r\n`],
  'a connection through': [
    501,
    'not-implemented',
    `CONNECT elders.example:443 HTTP/1.1\r\nHost: elders.example\r\n\r\n`,
  ],
  'an encoding unheard of': [
    501,
    'not-implemented',
    `POST /v1/signals HTTP/1.1\r\n${host}${auth}${json}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
  ],
  'an expectation unheard of': [417, 'expectation-failed', post(good, `${json}Expect: ${secret}\r\n`)],
  'another method': [404, 'not-found', `PUT /v1/signals HTTP/1.1\r\n${host}${auth}\r\n`],
  'a trace': [404, 'not-found', `TRACE /v1/signals HTTP/1.1\r\n${host}${auth}\r\n`],
  'a path that cannot be decoded': [404, 'not-found', get('/v1/signals/%ZZ')],
  'a path with half a character': [404, 'not-found', get('/v1/signals/%ED%A0%80')],
  'a slash behind': [404, 'not-found', get('/v1/signals/')],
  'an id that is far too long': [404, 'not-found', get(`/v1/signals/${'a'.repeat(10_000)}`)],
  'an address of another kind': [404, 'not-found', get('*')],
  'a query that cannot be decoded': [400, 'invalid-request', get('/v1/signals?limit=%ZZ')],
  'a parameter twice': [400, 'invalid-request', get('/v1/signals?limit=1&limit=2')],
  'a parameter with a NUL': [400, 'invalid-request', get('/v1/signals?after=%00')],
  'a parameter that is not there': [400, 'invalid-request', get(`/v1/signals?${secret}`)],
  'a body with a GET': [
    400,
    'invalid-request',
    get('/v1/signals', `${json}Content-Length: 2\r\n`).concat('{}'),
  ],
  'a body without a type with a GET': [
    400,
    'invalid-request',
    get('/v1/signals', 'Content-Length: 2\r\n').concat('ab'),
  ],
  'chunks with a GET': [
    400,
    'invalid-request',
    get('/v1/signals', 'Transfer-Encoding: chunked\r\n').concat('2\r\nab\r\n0\r\n\r\n'),
  ],
  'nothing, said to be JSON': [400, 'malformed-body', post('', json)],
  'half an object': [400, 'malformed-body', post('{"bsn":', json)],
  'a type with an alphabet that it has not': [
    400,
    'malformed-body',
    post(
      Buffer.from(good, 'utf16le').toString('latin1'),
      'Content-Type: application/json; charset=utf-16\r\n',
    ),
  ],
  'a type that is none': [415, 'unsupported-media-type', post(good, 'Content-Type: json\r\n')],
  'a type with half a parameter': [
    415,
    'unsupported-media-type',
    post(good, 'Content-Type: application/\r\n'),
  ],
  'a type that is empty': [415, 'unsupported-media-type', post(good, 'Content-Type:\r\n')],
  'no type': [415, 'unsupported-media-type', post(good)],
  'a packed body': [415, 'unsupported-media-type', post(good, `${json}Content-Encoding: gzip\r\n`)],
  'a body packed twice': [
    415,
    'unsupported-media-type',
    post(good, `${json}Content-Encoding: identity\r\nContent-Encoding: br\r\n`),
  ],
  'a form that is not there': [406, 'not-acceptable', get('/v1/signals', 'Accept: text/html\r\n')],
  'no JSON, please': [406, 'not-acceptable', get('/v1/signals', 'Accept: application/json;q=0\r\n')],
  'too long a body': [413, 'body-too-large', post('a'.repeat(20_000), json)],
  'too long a body in chunks': [
    413,
    'body-too-large',
    `POST /v1/signals HTTP/1.1\r\n${host}${auth}${json}Transfer-Encoding: chunked\r\n\r\n${`400\r\n${'a'.repeat(1024)}\r\n`.repeat(17)}0\r\n\r\n`,
  ],
  'no token': [401, 'unauthenticated', `GET /v1/signals HTTP/1.1\r\n${host}\r\n`],
}

const expected: Readonly<Record<string, Expected>> = {
  ...Object.fromEntries(
    Object.entries(malformed).map(([name, sent]) => [name, [400, 'malformed-request', sent] as const]),
  ),
  ...others,
}

t.test(`RFC 9110, RFC 9112: ${Object.keys(expected).length} requests get a problem document`, async (t) => {
  for (const [name, [status, code, sent]] of Object.entries(expected)) {
    const answers = await exchangeRaw(port, sent)
    t.strictSame(
      answers.map((answer) => answer.status),
      [status],
      name,
    )
    const [answer] = answers
    if (answer) expectProblem(t, answer, code, name)
  }
  t.notOk(logged.some((line) => line.includes(secret)))
})

function expectProblem(t: Test, { status, headers, body }: RawAnswer, code: string, name: string): void {
  t.match(
    headers,
    { 'content-type': 'application/problem+json', 'content-language': 'nl', date: / GMT$/ },
    name,
  )
  const problem = JSON.parse(body)
  t.match(problem, { type: `urn:verwijsindex:problem:${code}`, status }, name)
  t.notMatch(body, /\bJSON\b/, `${name}: says nothing of JSON`)
  t.notOk(body.includes(secret), `${name}: repeats nothing`)
}

const taken: Readonly<Record<string, readonly [status: number, sent: Bytes]>> = {
  'as it should be': [200, get('/v1/signals')],
  'an address with a host': [200, get('http://verwijsindex.example/v1/signals')],
  'a Host of an IPv6 address': [200, `GET /v1/signals HTTP/1.1\r\nHost: [::1]:3000\r\n${auth}\r\n`],
  'an empty Host': [200, `GET /v1/signals HTTP/1.1\r\nHost:\r\n${auth}\r\n`],
  'HTTP/1.0 without a Host': [200, `GET /v1/signals HTTP/1.0\r\n${auth}\r\n`],
  'an empty line before it': [200, `\r\n${get('/v1/signals')}`],
  'a GET that says it has no body': [200, get('/v1/signals', `${json}Content-Length: 0\r\n`)],
  'the head only': [200, `HEAD /v1/signals HTTP/1.1\r\n${host}${auth}\r\n`],
  'options of all': [204, `OPTIONS * HTTP/1.1\r\n${host}\r\n`],
  'any form': [200, get('/v1/signals', 'Accept: */*;q=0.1\r\n')],
  'headers with much space': [200, get('/v1/signals', 'X-Field: \t a \t \r\n')],
  'byte by byte': [200, [...get('/v1/signals').slice(0, 12), get('/v1/signals').slice(12)]],
  'a type with a parameter': [201, post(good, 'Content-Type: Application/JSON ; charset="UTF-8"; x=y\r\n')],
  'an upgrade that nobody offers': [200, get('/v1/signals', 'Connection: Upgrade\r\nUpgrade: h2c\r\n')],
  'an encoding that is none': [200, post(good, `${json}Content-Encoding: identity\r\n`)],
  'in chunks': [
    200,
    `POST /v1/signals HTTP/1.1\r\n${host}${auth}${json}Transfer-Encoding: chunked\r\n\r\n${Buffer.byteLength(good).toString(16)};x=y\r\n${good}\r\n0\r\nTrailer: a\r\n\r\n`,
  ],
}

t.test('RFC 9110, RFC 9112: what is unusual and right is taken', async (t) => {
  for (const [name, [status, sent]] of Object.entries(taken)) {
    const answers = await exchangeRaw(port, sent)
    t.strictSame(
      answers.map((answer) => answer.status),
      [status],
      `${name}: ${answers[0]?.body.slice(0, 200)}`,
    )
  }
})

t.test('a client that names the form of every body may name it of none', async (t) => {
  const [id] = await database.sql<{ id: string }[]>`select id from signal`
  const target = `/v1/signals/${id?.id}/bsn-disclosures`
  for (const more of [json, '', 'Content-Type: text/plain\r\n'])
    t.match(await exchangeRaw(port, post('', more, target)), [{ status: 201 }])
  const [refused] = await exchangeRaw(port, post('{}', json, target))
  t.match(refused, { status: 400, body: /urn:verwijsindex:problem:invalid-request/ })
})

t.test('RFC 9110, 10.1.1: who asks whether to go on is told so, and then answered', async (t) => {
  const sent = post(good, `${json}Expect: 100-continue\r\n`)
  const [head = '', body = ''] = sent.split(/(?<=\r\n\r\n)/)
  t.strictSame(
    (await exchangeRaw(port, [head, body])).map(({ status }) => status),
    [100, 200],
  )
})

t.test(
  'RFC 9112, 9.3.2: requests on one connection are answered in their turn, what cannot be read last',
  async (t) => {
    const answers = await exchangeRaw(
      port,
      `${get('/v1/signals') + get(`/v1/signals/${nothing}`)}${secret}\r\n\r\n`,
    )
    t.strictSame(
      answers.map(({ status }) => status),
      [200, 404, 400],
    )
    t.equal(answers[2]?.headers.connection, 'close')
    const through = `CONNECT elders.example:443 HTTP/1.1\r\nHost: elders.example\r\n\r\n`
    t.strictSame(
      (await exchangeRaw(port, get('/v1/signals') + through)).map(({ status }) => status),
      [200, 501],
    )
    const unmet = await exchangeRaw(
      port,
      get('/v1/signals') + post(good, `${json}Expect: x\r\n`) + get('/v1/signals'),
    )
    t.strictSame(
      unmet.map(({ status }) => status),
      [200, 417, 200],
    )
    const registered = await exchangeRaw(port, `${post(good, json)}GET / ${secret} HTTP/1.1\r\n\r\n`)
    t.strictSame(
      registered.map(({ status }) => status),
      [200, 400],
      'a registration is not told to be malformed for what came after it',
    )
  },
)

t.test('after an error the connection goes on, where it is clear what comes next', async (t) => {
  const sent = [
    get('/v1/nothing'),
    `GET /v1/signals HTTP/1.1\r\n${host}\r\n`,
    get('/v1/signals', 'Accept: text/html\r\n'),
    post('{}', json),
    get('/v1/signals'),
  ]
  t.strictSame(
    (await exchangeRaw(port, sent.join(''))).map(({ status }) => status),
    [404, 401, 406, 400, 200],
  )
})

t.test('RFC 9110, 9.3.2: a HEAD that is refused has the fields of a problem and no content', async (t) => {
  const answer = await exchangeText(port, `HEAD /v1/nothing HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)
  t.match(answer, /^HTTP\/1\.1 404 Not Found\r\n/)
  t.match(answer, /\r\ncontent-type: application\/problem\+json\r\n/i)
  t.ok(answer.endsWith('\r\n\r\n'))
})

t.test('RFC 9110, 15.5.9: who does not finish a request in time is told so', async (t) => {
  const { http, ...rest } = listening
  const app = Fastify({
    ...rest,
    requestTimeout: 200,
    http: { ...http, headersTimeout: 200, connectionsCheckingInterval: 50 },
  })
  handleErrors(app)
  keepToHttp(app)
  app.post('/slow', async () => 'done')
  t.teardown(() => app.close())
  await app.listen({ host: '127.0.0.1', port: 0 })
  const own = (app.server.address() as { port: number }).port
  for (const [name, sent] of Object.entries({
    'the headers': `POST /slow HTTP/1.1\r\n${host}`,
    'the content': `POST /slow HTTP/1.1\r\n${host}${json}Content-Length: 10\r\n\r\n{`,
  })) {
    const [answer] = await exchangeRaw(own, sent, 3000)
    t.equal(answer?.status, 408, name)
    if (answer) expectProblem(t, answer, 'request-timeout', name)
  }
})

t.test('the listener of operators answers in the same way', async (t) => {
  await service.operations.listen({ host: '127.0.0.1', port: 0 })
  const own = (service.operations.server.address() as { port: number }).port
  for (const sent of [
    `${secret}\r\n\r\n`,
    `GET /metrics HTTP/1.1\r\n\r\n`,
    `GET /%ZZ HTTP/1.1\r\n${host}\r\n`,
  ]) {
    const [answer] = await exchangeRaw(own, sent)
    if (answer) expectProblem(t, answer, answer.status === 404 ? 'not-found' : 'malformed-request', sent)
    else t.fail('an answer is needed')
  }
})
