import { decodeJwt, decodeProtectedHeader } from 'jose'
import t, { type Test } from 'tap'
import { recipes } from '../../src/config/issuers/recipes.ts'
import { createIssuer, testAudience } from '../support/issuer.ts'
import { startOidcIssuer } from '../support/oidc-issuer.ts'
import { type Account, smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

const oidc = await startOidcIssuer(t, testAudience)
const local = await createIssuer(t)
const { service, database, logged } = await createTestService(t, { issuer: local, issuers: [oidc, local] })
const { professionals } = await smallRegion(database.sql, 2)
const [system, other] = professionals as [Account, Account]
await database.sql`update account set issuer = ${oidc.issuer}, subject = ${oidc.subject} where id = ${system.id}`

async function statusWith(token: string): Promise<number> {
  const answer = await service.app.inject({
    url: '/v1/signals',
    headers: { authorization: `Bearer ${token}` },
  })
  return answer.statusCode
}

/** The same token under a key that nobody has heard of. */
function withKid(token: string, kid: string): string {
  const [, ...rest] = token.split('.')
  return [Buffer.from(JSON.stringify({ alg: 'RS256', kid })).toString('base64url'), ...rest].join('.')
}

/** Lets time pass for everything that asks what time it is. */
function clockOf(t: Test) {
  const real = Date.now
  let ahead = 0
  Date.now = () => real() + ahead
  t.teardown(() => {
    Date.now = real
  })
  return { pass: (seconds: number) => (ahead += seconds * 1000) }
}

t.test('a token of an OpenID provider is verified with the keys that it publishes', async (t) => {
  const token = await oidc.token()
  t.match(decodeProtectedHeader(token), { alg: 'RS256', kid: 'first' })
  t.match(decodeJwt(token), { iss: oidc.issuer, aud: testAudience, sub: oidc.subject, azp: oidc.subject })
  t.equal(await statusWith(token), 200)
  const answer = await service.app.inject({
    method: 'POST',
    url: '/v1/signals',
    headers: { authorization: `Bearer ${token}` },
    payload: { bsn: '999993653', birthDate: '2015-06-01' },
  })
  t.equal(answer.statusCode, 201)
  t.equal(oidc.keysAsked(), 1, 'the keys were asked for once')
  t.equal(await statusWith(`${token.slice(0, -20)}${token.slice(-19)}`), 401)
})

t.test('RFC 9068: the recipe takes the tokens of an OpenID provider as they come', async (t) => {
  const typed = { issuer: oidc.issuer, jwks: oidc.jwks, rules: recipes.rfc9068.rules }
  const tested = await createTestService(t, { existing: database, issuer: local, issuers: [typed, local] })
  const token = await oidc.token()
  t.match(decodeProtectedHeader(token), { typ: 'at+jwt' })
  t.match(decodeJwt(token), { client_id: oidc.subject })
  const statusOf = async (of: string) => {
    const headers = { authorization: `Bearer ${of}` }
    return (await tested.service.app.inject({ url: '/v1/signals', headers })).statusCode
  }
  t.equal(await statusOf(token), 200)
  t.equal(await statusOf(await local.token(other.subject)), 200, 'and the profile beside it')
})

t.test('an issuer speaks for its own accounts only', async (t) => {
  t.equal(
    await statusWith(await local.token(oidc.subject)),
    403,
    'the same subject of another issuer is somebody else',
  )
  t.equal(await statusWith(await local.token(other.subject)), 200)
  t.equal(await statusWith(await local.token(other.subject, { iss: oidc.issuer })), 401)
})

t.test('a flood of unknown keys does not flood the issuer', async (t) => {
  const clock = clockOf(t)
  const token = await oidc.token()
  const flood = async () => {
    const statuses = await Promise.all(
      Array.from({ length: 200 }, () => statusWith(withKid(token, crypto.randomUUID()))),
    )
    t.strictSame([...new Set(statuses)], [401])
  }
  const before = oidc.keysAsked()
  await flood()
  t.equal(oidc.keysAsked(), before, 'within half a minute nothing is asked')
  clock.pass(31)
  await flood()
  await flood()
  t.ok(oidc.keysAsked() <= before + 1, 'and after it once')
  t.equal(await statusWith(token), 200)
})

t.test('a new key is picked up, and a key that is withdrawn is let go', async (t) => {
  const clock = clockOf(t)
  const old = await oidc.token()
  t.equal(await statusWith(old), 200)
  await oidc.rotate('second', true)
  clock.pass(62)
  const fresh = await oidc.token()
  t.equal(decodeProtectedHeader(fresh).kid, 'second')
  t.equal(await statusWith(fresh), 200)
  t.equal(await statusWith(old), 200, 'the old key is still published')

  await oidc.rotate('third', false)
  clock.pass(93)
  t.equal(await statusWith(await oidc.token()), 200)
  t.equal(await statusWith(old), 401, 'and now it is not')
})

t.test(
  'an issuer that is away: its last good keys go on, nobody is let in on a key unknown, and the others go on',
  async (t) => {
    const clock = clockOf(t)
    clock.pass(200)
    const token = await oidc.token()
    t.equal(await statusWith(token), 200)
    await oidc.goAway()
    t.equal(await statusWith(token), 200, 'a known key is remembered')
    clock.pass(40)
    t.equal(await statusWith(withKid(token, 'unknown')), 503, 'it may be a new one')
    t.equal(await statusWith(await local.token(other.subject)), 200)
    clock.pass(350)
    t.equal(await statusWith(token), 200, 'after the ten minutes of a set as well')
    await oidc.comeBack()
    clock.pass(31)
    t.equal(await statusWith(withKid(token, 'unknown')), 401)
    t.equal(await statusWith(await oidc.token()), 200)
  },
)

t.test('nothing of it was a fault of ours', async (t) => {
  t.strictSame(
    logged.filter(
      (line) => /"status":5|"level":"error"/.test(line) && !/"status":503|service-unavailable/.test(line),
    ),
    [],
  )
})
