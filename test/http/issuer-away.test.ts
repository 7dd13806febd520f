import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { LightMyRequestResponse } from 'fastify'
import t, { type Test } from 'tap'
import { problemCode } from '../support/answers.ts'
import { createIssuer } from '../support/issuer.ts'
import { type KeyServer, startKeyServer } from '../support/key-server.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService, type TestService } from '../support/service.ts'

const base = await createTestService(t)
const { professionals } = await smallRegion(base.database.sql, 1)
const subject = professionals[0]?.subject ?? ''

/** Ways in which a key set is not to be had. */
const outages: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'an error': (response) => response.writeHead(500).end('{"keys": []}'),
  'not found': (response) => response.writeHead(404).end(),
  'no content': (response) => response.writeHead(204).end(),
  'a page': (response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Onderhoud</html>'),
  'nothing at all': (response) => response.writeHead(200).end(),
  'no set': (response) => response.end('[]'),
  'a set that is null': (response) => response.end('null'),
  'an empty set': (response) => response.end('{"keys": []}'),
  'keys that are none': (response) =>
    response.end('{"keys": [null, {"kid": "test"}, {"kid": "test", "kty": "RSA"}]}'),
  'a key that is a secret': (response) =>
    response.end('{"keys": [{"kid": "test", "kty": "oct", "k": "c2VjcmV0"}]}'),
  'a redirect': (response) => response.writeHead(302, { location: '/elsewhere' }).end(),
  'a set without end': (response) => {
    const more = () => {
      if (!response.destroyed) response.write(`"${'a'.repeat(65_536)}",`, more)
    }
    response.writeHead(200).write('{"keys": [')
    more()
  },
  'half an answer': (response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('{"keys": [')
    response.destroy()
  },
  'a cut connection': (response) => response.destroy(),
  'no answer': () => undefined,
  'an answer that stops halfway': (response) => response.writeHead(200).write('{"keys": ['),
}

/** A service that takes the tokens of an issuer whose keys are asked for, and of one that keeps them in a file. */
async function scene(t: Test) {
  const issuer = await startKeyServer(t)
  const { issuer: local } = base
  const { sql } = base.database
  await sql`update account set issuer = ${issuer.issuer} where subject = ${subject}`
  const tested = await createTestService(t, {
    existing: base.database,
    issuer: local,
    issuers: [issuer, local],
  })
  return { issuer, local, tested, ask: (token: string) => ask(tested, token), clock: clockOf(t) }
}

async function ask({ service }: TestService, token: string): Promise<LightMyRequestResponse> {
  return service.app.inject({ url: '/v1/signals', headers: { authorization: `Bearer ${token}` } })
}

/** Lets time pass for the service. */
function clockOf(t: Test) {
  const real = Date.now
  let ahead = 0
  Date.now = () => real() + ahead
  t.teardown(() => {
    Date.now = real
  })
  return { pass: (seconds: number) => (ahead += seconds * 1000) }
}

async function gauge({ service }: TestService, issuer: KeyServer): Promise<string | undefined> {
  const { payload } = await service.operations.inject('/metrics')
  return new RegExp(`^token_issuer_unavailable\\{issuer="${issuer.issuer}"\\} (\\d)$`, 'm').exec(payload)?.[1]
}

const warnings = ({ logged }: TestService) => logged.filter((line) => line.includes('cannot be fetched'))

function isUnavailable(t: Test, answer: LightMyRequestResponse, name: string): void {
  t.equal(answer.statusCode, 503, name)
  t.equal(problemCode(answer), 'service-unavailable', name)
  t.match(answer.headers['retry-after'], /^[1-9]\d*$/, name)
}

t.test('a good token whose keys are not to be had is not refused as bad', async (t) => {
  const { issuer, local, tested, ask, clock } = await scene(t)
  t.equal(await gauge(tested, issuer), '0')
  for (const [name, outage] of Object.entries(outages)) {
    issuer.answer(outage)
    const warned = warnings(tested).length
    const began = performance.now()
    isUnavailable(t, await ask(await issuer.token(subject)), name)
    t.ok(performance.now() - began < 3000, `${name}: nobody waits long`)
    t.equal(warnings(tested).length, warned + 1, `${name}: is in the log`)
    t.equal(await gauge(tested, issuer), '1', `${name}: shows in the metrics`)
    t.equal((await ask(await local.token('nobody'))).statusCode, 403, 'another issuer goes on')
    clock.pass(2)
  }
  issuer.answer(undefined)
  t.equal((await ask(await issuer.token(subject))).statusCode, 200, 'and back by itself')
  t.equal(await gauge(tested, issuer), '0')
})

t.test('a bad token stays bad, and has no keys fetched', async (t) => {
  const { issuer, ask } = await scene(t)
  issuer.answer((response) => response.writeHead(500).end())
  const now = Math.floor(Date.now() / 1000)
  for (const claims of [
    { iat: now - 700, exp: now - 100 },
    { aud: 'another' },
    { azp: undefined },
    { cnf: { jkt: 'abc' } },
  ])
    t.equal((await ask(await issuer.token(subject, claims))).statusCode, 401, JSON.stringify(claims))
  t.equal((await ask(await issuer.token(subject, {}, { kid: undefined }))).statusCode, 401)
  t.equal((await ask(await issuer.token(subject, {}, { typ: 'logout+jwt' }))).statusCode, 401)
  t.equal(issuer.asked(), 0)
})

t.test('the last good keys go on for two hours, and no longer', async (t) => {
  const { issuer, tested, ask, clock } = await scene(t)
  t.equal((await ask(await issuer.token(subject))).statusCode, 200)
  issuer.answer((response) => response.writeHead(500).end())
  for (const minutes of [11, 59, 49]) {
    clock.pass(minutes * 60)
    t.equal((await ask(await issuer.token(subject))).statusCode, 200, `${minutes} minutes on`)
    t.equal(await gauge(tested, issuer), '1')
    const token = await issuer.token(subject)
    t.equal((await ask(`${token.slice(0, -20)}${token.slice(-19)}`)).statusCode, 401, 'bad stays bad')
  }
  clock.pass(120)
  isUnavailable(t, await ask(await issuer.token(subject)), 'after two hours')
  issuer.answer(undefined)
  clock.pass(2)
  t.equal((await ask(await issuer.token(subject))).statusCode, 200)
  t.equal(await gauge(tested, issuer), '0')
})

t.test('an issuer that hangs is asked once at a time, and costs a waiting request little', async (t) => {
  const { issuer, ask, clock } = await scene(t)
  issuer.answer(() => undefined)
  const tokens = await Promise.all(Array.from({ length: 100 }, () => issuer.token(subject)))
  const began = performance.now()
  const answers = await Promise.all(tokens.map(ask))
  t.ok(performance.now() - began < 4000, 'all of them together')
  t.ok(answers.every(({ statusCode }) => statusCode === 503))
  t.equal(issuer.asked(), 1)

  issuer.answer(undefined)
  clock.pass(2)
  t.equal((await ask(await issuer.token(subject))).statusCode, 200)
  issuer.answer(() => undefined)
  clock.pass(660)
  t.equal((await ask(await issuer.token(subject))).statusCode, 200, 'the first waits for the fetch')
  clock.pass(60)
  const asked = issuer.asked()
  const later = performance.now()
  t.equal((await ask(await issuer.token(subject))).statusCode, 200)
  t.ok(performance.now() - later < 1000, 'and from then on nobody does')
  t.equal(issuer.asked(), asked + 1, 'though it is tried again')
})

t.test('a key that may be new is not called bad while the issuer is away', async (t) => {
  const { issuer, ask, clock } = await scene(t)
  const renamed = () => issuer.token(subject, {}, { kid: crypto.randomUUID() })
  t.equal((await ask(await issuer.token(subject))).statusCode, 200)
  t.equal((await ask(await renamed())).statusCode, 401, 'just fetched, and not among them')
  issuer.answer((response) => response.writeHead(500).end())
  clock.pass(31)
  const asked = issuer.asked()
  const answers = await Promise.all(Array.from({ length: 100 }, async () => ask(await renamed())))
  for (const answer of answers) isUnavailable(t, answer, 'cannot be known')
  t.equal(issuer.asked(), asked + 1, 'and made-up keys do not flood the issuer')
  issuer.answer(undefined)
  clock.pass(31)
  t.equal((await ask(await renamed())).statusCode, 401)
})

t.test('a clock that is set back does not stop the fetching', async (t) => {
  const { issuer, ask, clock } = await scene(t)
  t.equal((await ask(await issuer.token(subject))).statusCode, 200)
  clock.pass(-86_400)
  const asked = issuer.asked()
  t.equal((await ask(await issuer.token(subject))).statusCode, 200)
  t.equal(issuer.asked(), asked + 1)
})

t.test('a file without keys is told at the start, with its name', async (t) => {
  const directory = t.testdir({ empty: '', text: 'x', none: '{"keys": []}' })
  const issuer = await createIssuer(t)
  for (const name of ['empty', 'text', 'none', 'missing']) {
    const jwks = pathToFileURL(join(directory, name))
    await t.rejects(
      createTestService(t, { existing: base.database, issuer, issuers: [{ issuer: 'https://x', jwks }] }),
      { message: new RegExp(`keys of https://x .*${name}`) },
      name,
    )
  }
})
