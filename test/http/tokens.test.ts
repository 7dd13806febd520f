import type { LightMyRequestResponse } from 'fastify'
import type { JWTPayload } from 'jose'
import t from 'tap'
import { comparable, problemCode } from '../support/answers.ts'
import { testPersons } from '../support/bsn.ts'
import { operationsOf, servedDocument } from '../support/document.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'
import { tableDigests } from '../support/tables.ts'
import { nowhere, requests } from './requests.ts'
import { tokenDefects } from './token-defects.ts'

const { service, issuer, database } = await createTestService(t)
const { app } = service
const { professionals } = await smallRegion(database.sql, 1)
const subject = professionals[0]?.subject ?? ''
const operations = operationsOf(await servedDocument(app))
const wanted = { ...nowhere, bsn: testPersons[0]?.bsn ?? '' }

t.test('a good token opens the door, in each case of its scheme', async (t) => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
    const authorization = `${scheme} ${await issuer.token(subject)}`
    t.equal((await app.inject({ url: '/v1/signals', headers: { authorization } })).statusCode, 200)
  }
  const lists = { aud: ['another', 'verwijsindex'], nbf: Math.floor(Date.now() / 1000) }
  const authorization = `Bearer ${await issuer.token(subject, lists)}`
  t.equal((await app.inject({ url: '/v1/signals', headers: { authorization } })).statusCode, 200)
})

t.test(
  'the clock of an issuer may be a minute ahead or behind, for each time in a token alike',
  async (t) => {
    const now = Math.floor(Date.now() / 1000)
    const good: Record<string, JWTPayload> = {
      'valid from the next second': { nbf: now + 1 },
      'valid from almost a minute ahead': { nbf: now + 55 },
      'issued almost a minute ahead': { iat: now + 55, exp: now + 655 },
      'issued and valid almost a minute ahead': { iat: now + 55, nbf: now + 55, exp: now + 655 },
      'expired this second': { iat: now - 700, exp: now },
      'expired almost a minute ago': { iat: now - 700, exp: now - 50 },
    }
    for (const [name, claims] of Object.entries(good))
      for (const _ of ['first', 'from the memory of verified tokens'])
        t.equal(await statusOf(await issuer.token(subject, claims)), 200, name)
  },
)

t.test('what is remembered of a token is forgotten with its minute of grace', async (t) => {
  const real = Date.now
  t.teardown(() => {
    Date.now = real
  })
  const now = Math.floor(real() / 1000)
  const token = await issuer.token(subject, { iat: now - 700, exp: now })
  t.equal(await statusOf(token), 200)
  Date.now = () => (now + 61) * 1000
  t.equal(await statusOf(token), 401)
})

t.test('RFC 9068: an access token says so, or says nothing of its kind', async (t) => {
  for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt', 'JWT', 'jwt', undefined])
    t.equal(await statusOf(await issuer.token(subject, {}, { typ })), 200, String(typ))
  for (const claims of [{ typ: 'Bearer' }, { token_use: 'access' }, { auth_time: 1, acr: '3', amr: ['pwd'] }])
    t.equal(await statusOf(await issuer.token(subject, claims)), 200, JSON.stringify(claims))
})

t.test('every defect of a token, on every route, gets one and the same 401', async (t) => {
  const answers: LightMyRequestResponse[] = []
  const before = await tableDigests(database.sql)
  for (const [name, defect] of Object.entries(tokenDefects)) {
    const flaw = await defect(await issuer.token(subject), issuer, subject)
    for (const { operationId } of operations) {
      const request = requests[operationId]?.(wanted)
      t.ok(request, operationId)
      const answer = await app.inject({ ...request, ...flaw })
      t.equal(answer.statusCode, 401, `${operationId}: ${name}`)
      answers.push(answer)
    }
  }
  t.equal(answers.length, operations.length * Object.keys(tokenDefects).length)
  t.equal(new Set(answers.map(comparable)).size, 1, 'byte for byte')
  const [first] = answers as [LightMyRequestResponse]
  t.equal(problemCode(first), 'unauthenticated')
  t.equal(first.headers['content-type'], 'application/problem+json')
  t.equal(first.headers['www-authenticate'], 'Bearer')
  t.strictSame(await tableDigests(database.sql), before, 'and leaves nothing, not even in the logbook')
})

async function statusOf(token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  return (await app.inject({ url: '/v1/signals', headers })).statusCode
}

t.test('a HEAD is guarded like its GET', async (t) => {
  for (const { operationId, method } of operations.filter(({ method }) => method === 'GET')) {
    const answer = await app.inject({ ...requests[operationId]?.(wanted), method: 'HEAD' })
    t.equal(answer.statusCode, 401, `${method} ${operationId}`)
    t.equal(answer.payload, '')
  }
})
