import { join } from 'node:path'
import type { LightMyRequestResponse } from 'fastify'
import t from 'tap'
import { comparable, problemCode } from '../support/answers.ts'
import { testAudience } from '../support/issuer.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'
import { tokenDefects } from './token-defects.ts'
import { type ShapedIssuer, shapedIssuer, shapes } from './token-shapes.ts'

const directory = t.testdir({})
const names = Object.keys(shapes)
const issuers = new Map<string, ShapedIssuer>()
for (const [at, name] of names.entries()) {
  const shape = shapes[name]
  if (shape) issuers.set(name, await shapedIssuer(join(directory, String(at)), shape))
}
const [first] = issuers.values()
if (!first) throw new Error('no shapes')
const { service, database, logged } = await createTestService(t, {
  issuer: first,
  issuers: [...issuers.values()].map(({ configured }) => configured),
})
const { professionals } = await smallRegion(database.sql, names.length)
const answers: LightMyRequestResponse[] = []

async function ask(options: object): Promise<LightMyRequestResponse> {
  return service.app.inject({ url: '/v1/signals', ...options })
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

/** What was told of refused tokens since a line of the log. */
const told = (since: number) =>
  logged
    .slice(since)
    .filter((line) => line.includes('refused a token'))
    .map((line) => JSON.parse(line) as Record<'issuer' | 'claim' | 'reason' | 'level', string>)

for (const [at, name] of names.entries()) {
  const shape = shapes[name]
  const issuer = issuers.get(name)
  const account = professionals[at]
  if (!shape || !issuer || !account) throw new Error(name)
  // Entra ID names people by a GUID, and so does the region.
  const { subject } = account
  await database.sql`update account set issuer = ${issuer.ofAccounts} where id = ${account.id}`

  t.test(`${name}: its access token is accepted by its recipe, and names the person`, async (t) => {
    t.equal((await ask(bearer(await issuer.token(subject)))).statusCode, 200)
    for (const [what, more] of Object.entries(shape.alsoGood))
      t.equal((await ask(bearer(await issuer.exact(subject, ...more(subject))))).statusCode, 200, what)
    t.equal((await ask(bearer(await issuer.token('somebody else')))).statusCode, 403, 'and nobody else')
  })

  t.test(`${name}: every defect of a token is one of its own, and gets the same 401`, async (t) => {
    for (const [defect, make] of Object.entries(tokenDefects)) {
      if (shape.noDefects.includes(defect)) continue
      const answer = await ask(await make(await issuer.token(subject), issuer, subject))
      t.equal(answer.statusCode, 401, defect)
      answers.push(answer)
    }
  })

  t.test(
    `${name}: what it gives and is no access token for us is refused, and the log names the claim`,
    async (t) => {
      service.app.refusals.close()
      for (const [flaw, make] of Object.entries(shape.flaws)) {
        const since = logged.length
        const [claims, part, header] = make(subject)
        const answer = await ask(bearer(await issuer.exact(subject, claims, header)))
        t.equal(answer.statusCode, 401, flaw)
        answers.push(answer)
        const own = part === 'iss' ? 'unknown' : issuer.issuer
        t.match(told(since), [{ level: 'info', issuer: own, claim: part }], flaw)
        service.app.refusals.close()
      }
    },
  )
}

t.test('one and the same answer for every defect of every issuer', async (t) => {
  t.ok(answers.length > 700)
  t.equal(new Set(answers.map(comparable)).size, 1)
  t.strictSame([...new Set(answers.map(problemCode))], ['unauthenticated'])
})

t.test('an issuer speaks for its own accounts, under its own key, and by its own rules', async (t) => {
  for (const [name, issuer] of issuers) {
    for (const [other, { issuer: iss, ofAccounts }] of issuers) {
      if (other === name) continue
      const [account] = await database.sql<{ subject: string }[]>`
        select subject from account where issuer = ${ofAccounts}`
      const subject = account?.subject ?? ''
      t.equal((await ask(bearer(await issuer.token(subject)))).statusCode, 403, `${name} for ${other}`)
      t.equal(
        (await ask(bearer(await issuer.token(subject, { iss })))).statusCode,
        401,
        `${name} as ${other}`,
      )
    }
  }
})

t.test('a name of Entra ID in `sub` is not the same name in `oid`', async (t) => {
  const entra = issuers.get('Entra ID v2')
  const account = professionals[names.indexOf('Entra ID v2')]
  if (!entra || !account) throw new Error('not there')
  await database.sql`update account set issuer = ${entra.issuer} where id = ${account.id}`
  t.equal((await ask(bearer(await entra.token(account.subject)))).statusCode, 403)
  await database.sql`update account set issuer = ${entra.ofAccounts} where id = ${account.id}`
  t.equal((await ask(bearer(await entra.token(account.subject)))).statusCode, 200)
})

t.test(
  'roles count only where there are no scopes, so that a person gives a client no more than was asked',
  async (t) => {
    const entra = issuers.get('Entra ID v2')
    const subject = professionals[names.indexOf('Entra ID v2')]?.subject ?? ''
    const narrow = await entra?.token(subject, { scp: 'profile', roles: ['signals:read'] })
    t.equal(problemCode(await ask(bearer(narrow ?? ''))), 'insufficient-scope')
  },
)

t.test('names of an issuer are ours by its list alone', async (t) => {
  const adfs = issuers.get('AD FS')
  const subject = professionals[names.indexOf('AD FS')]?.subject ?? ''
  for (const scp of ['signals:read', 'openid', 'VI.ALLES', 'constructor', '__proto__', 'toString', ''])
    t.equal(
      problemCode(await ask(bearer((await adfs?.token(subject, { scp })) ?? ''))),
      'insufficient-scope',
      scp,
    )
})

t.test('the start says of each issuer what is asked less than by the profile', async (t) => {
  const lines = logged.filter((line) => line.includes('accepts the tokens')).map((line) => JSON.parse(line))
  t.equal(lines.length, names.length)
  const byIssuer = new Map(lines.map((line) => [line.issuer, line]))
  const of = (name: string) => byIssuer.get(issuers.get(name)?.issuer)
  t.match(of('the NL GOV profile'), {
    level: 'info',
    recipe: 'nl-gov',
    audience: [testAudience],
    differsFromProfile: [],
  })
  t.match(of('Keycloak 26'), { recipe: 'keycloak', differsFromProfile: [] })
  t.match(of('Entra ID v2'), {
    recipe: 'entra-id-v2',
    subject: 'oid',
    differsFromProfile: [
      'the person stands in oid',
      'jti is not asked',
      'the scopes stand in scp, or else in roles',
      'a token may live 5700 seconds',
    ],
  })
  t.match(of('AD FS'), {
    recipe: 'ad-fs',
    differsFromProfile: ['the client stands in appid', 'jti is not asked'],
  })
})
