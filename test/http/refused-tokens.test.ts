import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { createLog } from '../../src/http/door/log.ts'
import { createMetrics } from '../../src/http/door/metrics.ts'
import { tellRefusals } from '../../src/http/door/tokens/tell-refusals.ts'
import { testPersons } from '../support/bsn.ts'
import { testIssuer } from '../support/issuer.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'
import { tokenDefects } from './token-defects.ts'

const { service, issuer, database, logged } = await createTestService(t)
const { professionals } = await smallRegion(database.sql, 1)
const subject = professionals[0]?.subject ?? ''
const { app } = service

interface Line {
  readonly level: string
  readonly issuer: string
  readonly claim: string
  readonly reason: string
  readonly times: number
  readonly msg: string
}

const told = (): Line[] =>
  logged.filter((line) => line.includes('refused a token')).map((line) => JSON.parse(line) as Line)
const ask = (token: string) =>
  app.inject({ url: '/v1/signals', headers: { authorization: `Bearer ${token}` } })

/** What is told of some of the defects. The others differ from these in their value. */
const expected: Readonly<Record<string, readonly [claim: string, reason: string]>> = {
  absent: ['authorization', 'missing'],
  'an empty header': ['authorization', 'missing'],
  'two tokens': ['authorization', 'malformed'],
  'no token at all': ['token', 'malformed'],
  'a payload that is a list': ['token', 'malformed'],
  'a changed payload': ['signature', 'does-not-fit'],
  'the key of a stranger': ['signature', 'does-not-fit'],
  'no signature': ['signature', 'missing'],
  'alg none': ['header.alg', 'not-accepted'],
  'no alg': ['header.alg', 'missing'],
  'HS256 with the public key as its secret': ['header.alg', 'not-accepted'],
  'no kid': ['header.kid', 'missing'],
  'an unknown kid': ['header.kid', 'not-accepted'],
  'a kid that is a number': ['header.kid', 'malformed'],
  'a critical header that nobody knows': ['header.crit', 'not-accepted'],
  expired: ['exp', 'passed'],
  'no exp': ['exp', 'missing'],
  'an exp that is a text': ['exp', 'malformed'],
  'not yet valid': ['nbf', 'ahead'],
  'lifetime too long': ['exp', 'too-long'],
  'no iat': ['iat', 'missing'],
  'issued ahead of time': ['iat', 'ahead'],
  'a logout token': ['header.typ', 'not-accepted'],
  'a logout token by its claims': ['events', 'another-kind'],
  'an ID token by its nonce': ['nonce', 'another-kind'],
  'a refresh token by the word of its issuer': ['typ', 'another-kind'],
  'bound to a key by DPoP': ['cnf', 'bound-to-key'],
  'no iss': ['iss', 'missing'],
  'wrong iss': ['iss', 'not-accepted'],
  'an iss with a slash more': ['iss', 'slash'],
  'an iss that is a list': ['iss', 'malformed'],
  'no aud': ['aud', 'missing'],
  'wrong aud': ['aud', 'not-accepted'],
  'an aud that is an object': ['aud', 'malformed'],
  'no sub': ['sub', 'missing'],
  'a sub with a line break': ['sub', 'malformed'],
  'no azp': ['azp', 'missing'],
  'no jti': ['jti', 'missing'],
}

t.test('the log says at info of every refused token which part was refused and why', async (t) => {
  for (const [name, defect] of Object.entries(tokenDefects)) {
    app.refusals.close()
    const before = told().length
    const answer = await app.inject({
      url: '/v1/signals',
      ...(await defect(await issuer.token(subject), issuer, subject)),
    })
    t.equal(answer.statusCode, 401, name)
    const lines = told().slice(before)
    t.equal(lines.length, 1, `${name}: one line`)
    t.match(lines[0], { level: 'info', times: 1 }, name)
    const [claim, reason] = expected[name] ?? []
    if (claim) t.match(lines[0], { claim, reason }, name)
  }
  t.strictSame(
    Object.keys(expected).filter((name) => !(name in tokenDefects)),
    [],
  )
})

t.test('R23: no value of a token is in the log, however it is refused', async (t) => {
  const bsn = testPersons[0]?.bsn ?? ''
  const secret = 'value-x'
  const since = logged.length
  const bad: readonly Record<string, unknown>[] = [
    { iss: `https://${secret}` },
    { aud: secret },
    { sub: `${secret}\n` },
    { azp: [secret] },
    { typ: secret },
    { jti: { [secret]: bsn } },
    { events: secret },
    { cnf: secret },
    { exp: secret },
  ]
  for (const claims of bad) t.equal((await ask(await issuer.token(subject, claims))).statusCode, 401)
  for (const header of [{ kid: secret }, { typ: secret }])
    t.equal((await ask(await issuer.token(subject, {}, header))).statusCode, 401)
  t.equal((await ask(secret)).statusCode, 401)
  const lines = logged.slice(since).join('\n')
  for (const value of [secret, bsn, subject]) t.notOk(lines.includes(value), value)
})

t.test(
  'a flood of bad tokens writes a line a minute for each issuer, part and reason, and counts the others',
  async (t) => {
    app.refusals.close()
    const before = told().length
    const bad = await issuer.token(subject, { aud: 'another' })
    for (let at = 0; at < 300; at++) await ask(bad)
    for (let at = 0; at < 300; at++) await ask(await issuer.token(subject, { iss: `https://${at}.example` }))
    t.equal(told().length - before, 2)
    app.refusals.close()
    t.match(told().slice(before + 2), [
      { issuer: testIssuer, claim: 'aud', times: 299 },
      { issuer: 'unknown', claim: 'iss', times: 299 },
    ])
  },
)

t.test('what is counted is told after a minute, and the next has a line of its own again', async (t) => {
  const lines: string[] = []
  const log = createLog('info', { write: (line: string) => lines.push(line) }) as never
  const teller = tellRefusals(createMetrics(), log, 40)
  const refuse = () => teller.tell({ part: 'aud', reason: 'missing' }, 'https://x', log)
  for (let at = 0; at < 5; at++) refuse()
  await sleep(150)
  refuse()
  teller.close()
  t.strictSame(
    lines.map((line) => JSON.parse(line).times),
    [1, 4, 1],
  )
})

t.test(
  'the metrics count by issuer, part and reason, of which none is anybody else’s to choose',
  async (t) => {
    const { payload } = await service.operations.inject('/metrics')
    const rows = payload.split('\n').filter((line) => line.startsWith('tokens_refused_total{'))
    t.ok(rows.length > 30 && rows.length < 80, `${rows.length} rows`)
    for (const row of rows)
      t.match(
        row,
        /^tokens_refused_total\{issuer="(https:\/\/issuer\.example|unknown)",claim="[a-z_.]+",reason="[a-z-]+"\} \d+$/,
      )
  },
)

t.test('the line of a request names the system that asked, in few signs', async (t) => {
  const answered = async (claims: Record<string, unknown>) => {
    const since = logged.length
    const { statusCode } = await ask(await issuer.token(subject, claims))
    const line = logged.slice(since).find((each) => each.includes('"answered"')) ?? '{}'
    return [statusCode, (JSON.parse(line) as { client?: string }).client]
  }
  t.strictSame(await answered({ azp: 'epd' }), [200, 'epd'])
  t.strictSame(await answered({ azp: 'spiffe://zorg.example/epd' }), [200, 'spiffe://zorg.example/epd'])
  t.strictSame(await answered({ azp: 'a "b" <c> {d}' }), [200, 'a__b___c___d_'])
  t.strictSame(await answered({ azp: 'e'.repeat(255) }), [200, 'e'.repeat(80)])
  t.strictSame(await answered({ azp: testPersons[0]?.bsn }), [200, '[BSN]'])
  t.strictSame(
    await answered({ azp: 'epd', aud: 'another' }),
    [401, undefined],
    'and nobody who was not verified',
  )
  const { payload } = await service.operations.inject('/metrics')
  t.match(payload, /^tokens_accepted_total\{issuer="https:\/\/issuer\.example"\} 5$/m, 'the five are counted')
})
