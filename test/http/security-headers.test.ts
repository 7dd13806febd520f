import { once } from 'node:events'
import { connect } from 'node:net'
import type { InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { problemCode } from '../support/answers.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService, type TestService } from '../support/service.ts'

const portal = 'https://portaal.example'
const stranger = 'https://stranger.example'

const tested = await createTestService(t)
const { service, issuer, database } = tested
const { professionals } = await smallRegion(database.sql, 1)
const authorization = `Bearer ${await issuer.token(professionals[0]?.subject ?? '')}`
const json = { authorization, 'content-type': 'application/json' }
const body = JSON.stringify({ bsn: '999993653', birthDate: '2015-06-01' })

const always = {
  'api-version': /^\d+\.\d+\.\d+$/,
  'cache-control': 'no-store',
  'content-security-policy': /default-src 'none'.*frame-ancestors 'none'/,
  'strict-transport-security': /max-age=31536000; includeSubDomains/,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'x-request-id': /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/,
}

const answers: Readonly<Record<string, { readonly request: InjectOptions; readonly status: number }>> = {
  registered: { request: { method: 'POST', url: '/v1/signals', headers: json, payload: body }, status: 201 },
  repeated: { request: { method: 'POST', url: '/v1/signals', headers: json, payload: body }, status: 200 },
  'a list': { request: { url: '/v1/signals', headers: { authorization } }, status: 200 },
  'a HEAD': { request: { method: 'HEAD', url: '/v1/signals', headers: { authorization } }, status: 200 },
  'the document': { request: { url: '/v1/openapi.json' }, status: 200 },
  alive: { request: { url: '/health/live' }, status: 200 },
  ready: { request: { url: '/health/ready' }, status: 200 },
  'the page': { request: { url: '/docs' }, status: 200 },
  'a redirect': { request: { url: '/docs/static/index.html' }, status: 302 },
  'a preflight': {
    request: {
      method: 'OPTIONS',
      url: '/v1/signals',
      headers: { origin: portal, 'access-control-request-method': 'POST' },
    },
    status: 204,
  },
  'a preflight of a stranger': {
    request: {
      method: 'OPTIONS',
      url: '/v1/signals',
      headers: { origin: stranger, 'access-control-request-method': 'POST' },
    },
    status: 204,
  },
  'OPTIONS that is no preflight': { request: { method: 'OPTIONS', url: '/v1/signals' }, status: 204 },
  'a faulty body': {
    request: { method: 'POST', url: '/v1/signals', headers: json, payload: '{}' },
    status: 400,
  },
  'a body that cannot be read': {
    request: { method: 'POST', url: '/v1/signals', headers: json, payload: '{' },
    status: 400,
  },
  'no token': { request: { url: '/v1/signals' }, status: 401 },
  'not permitted': { request: { url: '/v1/identity-conflicts', headers: { authorization } }, status: 403 },
  'not found': { request: { url: '/nothing' }, status: 404 },
  'not decodable': { request: { url: '/v1/signals/%ZZ' }, status: 404 },
  'not acceptable': {
    request: { url: '/v1/signals', headers: { authorization, accept: 'text/html' } },
    status: 406,
  },
  'too large': {
    request: { method: 'POST', url: '/v1/signals', headers: json, payload: 'a'.repeat(16 * 1024 + 1) },
    status: 413,
  },
  'another type': {
    request: {
      method: 'POST',
      url: '/v1/signals',
      headers: { authorization, 'content-type': 'text/plain' },
      payload: 'x',
    },
    status: 415,
  },
}

t.test('R23: the headers are on every answer', async (t) => {
  for (const [name, { request, status }] of Object.entries(answers)) {
    const answer = await service.app.inject(request)
    t.equal(answer.statusCode, status, name)
    t.match(answer.headers, always, name)
    t.notOk(answer.headers['x-powered-by'] ?? answer.headers.server, `${name}: does not say what it runs on`)
    if (status >= 400) t.equal(answer.headers['content-type'], 'application/problem+json', name)
  }
})

t.test('R23: also when the database is away', async (t) => {
  const { service, issuer } = await createTestService(t, {
    existing: database,
    databaseUrl: 'postgres://127.0.0.1:1/none',
    queryDeadline: 1000,
  })
  const authorization = `Bearer ${await issuer.token('anybody')}`
  for (const request of [
    { url: '/v1/signals', headers: { authorization } },
    { method: 'POST', url: '/v1/signals', headers: { ...json, authorization }, payload: body } as const,
    { url: '/health/ready' },
  ]) {
    const answer = await service.app.inject(request)
    t.equal(answer.statusCode, 503)
    t.match(answer.headers, { ...always, 'content-type': 'application/problem+json', 'retry-after': /^\d+$/ })
  }
})

t.test('the id of a request is ours, and never the one that was sent', async (t) => {
  const sent = '11111111-1111-7111-8111-111111111111'
  const ids = new Set<unknown>()
  for (const name of ['x-request-id', 'request-id', 'x-correlation-id', 'traceparent']) {
    const { headers } = await service.app.inject({ url: '/health/live', headers: { [name]: sent } })
    t.not(headers['x-request-id'], sent)
    ids.add(headers['x-request-id'])
  }
  t.equal(ids.size, 4)
  t.notOk(tested.logged.some((line) => line.includes(sent)))
})

t.test('CORS: the configured origin and no other', async (t) => {
  const allowed = async (origin: string, request: InjectOptions) => {
    const { headers } = await service.app.inject({ ...request, headers: { ...request.headers, origin } })
    t.match(headers.vary, /Origin/i)
    t.notOk(headers['access-control-allow-credentials'])
    return headers['access-control-allow-origin']
  }
  const requests: InjectOptions[] = [
    { url: '/v1/signals', headers: { authorization } },
    { url: '/v1/signals' },
    { url: '/nothing' },
    { method: 'OPTIONS', url: '/v1/signals', headers: { 'access-control-request-method': 'POST' } },
  ]
  for (const request of requests) {
    t.equal(await allowed(portal, request), portal)
    for (const origin of [
      stranger,
      `${portal}.stranger.example`,
      'http://portaal.example',
      'null',
      `${portal}:444`,
    ])
      t.equal(await allowed(origin, request), undefined, origin)
  }
  for (const origin of [portal, stranger, 'null'])
    t.equal(await allowed(origin, { url: '/v1/openapi.json' }), '*', 'the document is for everybody')
})

t.test('R23: the body limit', async (t) => {
  const padded = (size: number) => body.padEnd(size, ' ')
  const post = (payload: string) =>
    service.app.inject({ method: 'POST', url: '/v1/signals', headers: json, payload })
  t.equal((await post(padded(16 * 1024))).statusCode, 200)
  t.equal((await post(padded(16 * 1024 + 1))).statusCode, 413)
})

for (const [name, request] of Object.entries({
  'good requests': { url: '/v1/signals', headers: { authorization } },
  'refused tokens': { url: '/v1/signals', headers: { authorization: 'Bearer wrong' } },
  'addresses that do not exist': { url: '/nothing' },
  'ids that are none': { url: '/v1/signals/abc', headers: { authorization } },
  'bad input': { method: 'POST', url: '/v1/signals', headers: json, payload: '{' } as const,
})) {
  t.test(`R23: the limit of requests counts ${name}`, async (t) => {
    const { service } = await limited(t)
    const statuses: number[] = []
    for (let n = 0; n < 5; n++) statuses.push((await service.app.inject(request)).statusCode)
    t.notOk(statuses.includes(429))
    const answer = await service.app.inject(request)
    t.equal(answer.statusCode, 429)
    t.equal(problemCode(answer), 'too-many-requests')
    t.match(answer.headers, { ...always, 'content-type': 'application/problem+json' })
    const wait = Number(answer.headers['retry-after'])
    t.ok(wait >= 1 && wait <= 60, 'says when to come back')
    const elsewhere = await service.app.inject({ ...request, remoteAddress: '192.0.2.7' })
    t.not(elsewhere.statusCode, 429, 'another address has its own')
  })
}

function limited(t: Test): Promise<TestService> {
  return createTestService(t, { existing: database, issuer, requestsPerMinute: 5 })
}

t.test('the page works under its own policy', async (t) => {
  const page = await service.app.inject('/docs/')
  t.match(page.headers['content-type'], 'text/html')
  const policy = String(page.headers['content-security-policy'])
  t.notMatch(policy, /unsafe-eval|https?:|\*/)
  t.match(policy, /script-src 'self';/)
  t.match(policy, /connect-src 'self'/)
  const sources = [...page.payload.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => String(source))
  t.ok(sources.some((source) => source.endsWith('swagger-ui-bundle.js')))
  for (const source of sources) {
    const { href, pathname } = new URL(source, 'http://here/docs/')
    t.ok(href.startsWith('http://here/docs/'), 'from here')
    const asset = await service.app.inject(pathname)
    t.equal(asset.statusCode, 200, pathname)
    if (pathname.endsWith('.js')) t.match(asset.headers['content-type'], 'javascript')
    if (pathname.endsWith('.css')) t.match(asset.headers['content-type'], 'css')
  }
  t.notMatch(page.payload, /<script(?![^>]*\ssrc=)[^>]*>/, 'no script in the page itself')
  t.notMatch(page.payload, /<[^>]+\son\w+=/, 'nor in its elements')
  const start = await service.app.inject('/docs/static/swagger-initializer.js')
  t.match(start.payload, '/v1/openapi.json')
})

t.test('what is no HTTP request is answered with a problem too', async (t) => {
  const listening = await createTestService(t, { existing: database })
  await listening.service.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = listening.service.app.server.address() as { port: number }
  const secret = '999993653'
  const broken = {
    'no method': `${secret}\r\n\r\n`,
    'a broken version': `GET /${secret} HTTP/9.9\r\nhost: x\r\n\r\n`,
    'a broken header': `GET / HTTP/1.1\r\nhost: x\r\nbad header ${secret}\r\n\r\n`,
    'a space in the address': `GET /a ${secret} HTTP/1.1\r\nhost: x\r\n\r\n`,
    'a method unheard of': 'FETCH / HTTP/1.1\r\nhost: x\r\n\r\n',
    'headers too long': `GET / HTTP/1.1\r\nhost: x\r\nx: ${secret}${'a'.repeat(20_000)}\r\n\r\n`,
    'an address too long': `GET /${secret}${'a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
    'two lengths': 'POST /v1/signals HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
    'a length and chunks':
      'POST /v1/signals HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    'a length that is none': 'POST /v1/signals HTTP/1.1\r\nhost: x\r\ncontent-length: x\r\n\r\n',
  }
  const otherwise: Readonly<Record<string, readonly [string, string]>> = {
    'a method unheard of': ['501 Not Implemented', 'not-implemented'],
    'headers too long': ['431 Request Header Fields Too Large', 'headers-too-large'],
    'an address too long': ['414 URI Too Long', 'address-too-long'],
  }
  for (const [name, request] of Object.entries(broken)) {
    const answer = await exchange(port, request)
    const [status, code] = otherwise[name] ?? ['400 Bad Request', 'malformed-request']
    t.ok(answer.startsWith(`HTTP/1.1 ${status}\r\n`), name)
    t.match(answer, /content-type: application\/problem\+json/i, name)
    t.match(answer, `urn:verwijsindex:problem:${code}`, name)
    t.notMatch(answer, secret, name)
  }
})

async function exchange(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const parts: Buffer[] = []
  socket.on('data', (part) => parts.push(part))
  socket.on('error', () => undefined)
  socket.write(request)
  await once(socket, 'close')
  return Buffer.concat(parts).toString()
}
