import type { LightMyRequestResponse } from 'fastify'
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

t.test('a good token opens the door, whatever the case of its scheme', async (t) => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
    const authorization = `${scheme} ${await issuer.token(subject)}`
    t.equal((await app.inject({ url: '/v1/signals', headers: { authorization } })).statusCode, 200)
  }
  const lists = { aud: ['another', 'verwijsindex'], nbf: Math.floor(Date.now() / 1000) }
  const authorization = `Bearer ${await issuer.token(subject, lists)}`
  t.equal((await app.inject({ url: '/v1/signals', headers: { authorization } })).statusCode, 200)
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

t.test('a HEAD is guarded like its GET', async (t) => {
  for (const { operationId, method } of operations.filter(({ method }) => method === 'GET')) {
    const answer = await app.inject({ ...requests[operationId]?.(wanted), method: 'HEAD' })
    t.equal(answer.statusCode, 401, `${method} ${operationId}`)
    t.equal(answer.payload, '')
  }
})
