import t from 'tap'
import type { recipes } from '../../../src/config/issuers/recipes.ts'
import { relaxations } from '../../../src/config/issuers/relaxations.ts'
import { accountIssuer, profile, subjectClaims } from '../../../src/config/issuers/rules.ts'
import type { issuerSettings } from '../../../src/config/issuers/settings.ts'
import { readConfig } from '../../../src/config.ts'

const tenant = '3c1a5c52-8f0e-4f3d-9d38-0c8d0a6f1b11'
const jwks = 'https://keys.example/jwks'
const plain = { issuer: 'https://issuer.example', jwks }
const v2 = {
  issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
  jwks,
  recipe: 'entra-id-v2',
  audience: tenant,
}
const v1 = { ...v2, issuer: `https://sts.windows.net/${tenant}/`, recipe: 'entra-id-v1' }
const adfs = {
  issuer: 'http://adfs.example/adfs/services/trust',
  jwks,
  recipe: 'ad-fs',
  audience: 'urn:verwijsindex',
}

const read = (...issuers: readonly unknown[]) =>
  readConfig({ TOKEN_ISSUERS: JSON.stringify(issuers) }).issuers ?? []

/** The lines with which issuers are refused, without the name of the setting. */
function faults(...issuers: readonly unknown[]): string[] {
  try {
    read(...issuers)
  } catch (error) {
    const [, ...lines] = (error as Error).message.split('\n')
    return lines.map((line) => line.trim().replace(/^TOKEN_ISSUERS[.:] ?/, ''))
  }
  return []
}

t.test('an issuer of which nothing else is said goes by the NL GOV profile', async (t) => {
  const [issuer] = read(plain)
  t.strictSame(issuer, { issuer: plain.issuer, jwks: new URL(jwks), recipe: 'nl-gov', rules: profile })
  t.strictSame(relaxations(profile), [])
  t.equal(profile.longestLifetimeSeconds, 3600)
  t.strictSame(
    profile.algorithms.filter((algorithm) => algorithm.startsWith('HS')),
    [],
  )
})

t.test('every field does what it says, over its recipe', async (t) => {
  const set: Required<Record<keyof typeof issuerSettings, unknown>> = {
    issuer: 'https://broker.example',
    jwks: 'file:///run/jwks.json',
    recipe: 'rfc9068',
    audience: 'https://index.example',
    client: 'cid',
    subject: 'uid',
    jti: false,
    scopeClaims: ['scp', 'roles'],
    scopeNames: { 'VI.Melden': ['signals:write', 'signals:read'], 'VI.Lezen': 'signals:read' },
    types: ['JWT', 'absent'],
    algorithms: ['PS256'],
    longestLifetimeSeconds: 600,
    acr: 'high',
    acrClaim: 'amr',
    claims: { organisation: 'gemeente' },
  }
  t.strictSame(read(set), [
    {
      issuer: set.issuer,
      jwks: new URL('file:///run/jwks.json'),
      recipe: 'rfc9068',
      rules: {
        ...profile,
        audience: ['https://index.example'],
        client: 'cid',
        subject: 'uid',
        jti: false,
        scopeClaims: ['scp', 'roles'],
        scopeNames: { 'VI.Melden': ['signals:write', 'signals:read'], 'VI.Lezen': ['signals:read'] },
        types: ['JWT', 'absent'],
        algorithms: ['PS256'],
        longestLifetimeSeconds: 600,
        acr: ['high'],
        acrClaim: 'amr',
        claims: { organisation: 'gemeente' },
      },
    },
  ])
})

t.test('every recipe can be used, and its fields can be set in its place', async (t) => {
  const good: Record<keyof typeof recipes, object> = {
    'nl-gov': plain,
    rfc9068: { ...plain, recipe: 'rfc9068' },
    keycloak: { ...plain, recipe: 'keycloak' },
    'entra-id-v2': v2,
    'entra-id-v1': v1,
    'ad-fs': adfs,
  }
  for (const [name, issuer] of Object.entries(good)) {
    const [{ rules } = {}] = read({ ...issuer, longestLifetimeSeconds: 300 })
    t.equal(rules?.longestLifetimeSeconds, 300, name)
    t.notOk(faults(issuer)[0], name)
  }
})

t.test('a claim on which a recipe rests stays, and the tenant is that of the issuer', async (t) => {
  t.match(read(v2), [{ rules: { claims: { ver: '2.0', tid: tenant } } }])
  t.match(read({ ...v1, claims: { acct: '0' } }), [
    { rules: { claims: { ver: '1.0', tid: tenant, acct: '0' } } },
  ])
  t.match(read({ ...plain, recipe: 'keycloak', claims: {} }), [{ rules: { claims: { typ: 'Bearer' } } }])
  const differs = /^0\.claims: differs from a claim on which the recipe rests/
  t.match(faults({ ...plain, recipe: 'keycloak', claims: { typ: 'ID' } }), [differs])
  t.match(faults({ ...v2, claims: { tid: 'another' } }), [differs])
})

const common = (name: string) => `https://login.microsoftonline.com/${name}/v2.0`
const wrong: readonly (readonly [what: string, issuer: unknown, fault: RegExp])[] = [
  ['no issuer', { jwks }, /^0\.issuer: /],
  ['an empty issuer', { ...plain, issuer: '' }, /^0\.issuer: takes the `iss`/],
  [
    'an issuer with a fragment',
    { ...plain, issuer: 'https://value-x#oid' },
    /^0\.issuer: takes the `iss`.* without a #/,
  ],
  ['an issuer with a space', { ...plain, issuer: 'https://value-x ' }, /^0\.issuer: takes/],
  ['no address of keys', { issuer: 'https://x' }, /^0\.jwks: takes an address/],
  ['an address that is none', { ...plain, jwks: 'value-x' }, /^0\.jwks: takes an address/],
  ['a recipe that is not there', { ...plain, recipe: 'value-x' }, /^0\.recipe: takes one of nl-gov, /],
  [
    'a claim for the person that may be given to another',
    { ...plain, subject: 'email' },
    /^0\.subject: takes one of sub, oid, uid$/,
  ],
  ['the address of mail as the person', { ...plain, subject: 'upn' }, /^0\.subject: takes one of/],
  ['another client', { ...plain, client: 'value-x' }, /^0\.client: takes one of azp, /],
  ['a shared secret', { ...plain, algorithms: ['RS256', 'HS256'] }, /^0\.algorithms: /],
  ['no signature', { ...plain, algorithms: ['none'] }, /^0\.algorithms: /],
  ['no algorithm', { ...plain, algorithms: [] }, /^0\.algorithms: /],
  ['another kind of token', { ...plain, types: ['id+jwt'] }, /^0\.types: /],
  ['scopes elsewhere', { ...plain, scopeClaims: ['groups'] }, /^0\.scopeClaims: /],
  ['a scope that we do not have', { ...plain, scopeNames: { 'value-x': 'value-x' } }, /^0\.scopeNames: /],
  [
    'a life of a second',
    { ...plain, longestLifetimeSeconds: 1 },
    /^0\.longestLifetimeSeconds: takes at least 60/,
  ],
  [
    'a life of a week',
    { ...plain, longestLifetimeSeconds: 604_800 },
    /^0\.longestLifetimeSeconds: takes at most 86400/,
  ],
  [
    'a life without end',
    { ...plain, longestLifetimeSeconds: null },
    /^0\.longestLifetimeSeconds: takes a whole/,
  ],
  [
    'a life in words',
    { ...plain, longestLifetimeSeconds: '3600' },
    /^0\.longestLifetimeSeconds: takes a whole/,
  ],
  ['jti in words', { ...plain, jti: 'no' }, /^0\.jti: takes true or false/],
  ['an empty audience', { ...plain, audience: '' }, /^0\.audience: takes/],
  ['no audience', { ...plain, audience: [] }, /^0\.audience: /],
  [
    'the audience of every client of Keycloak',
    { ...plain, recipe: 'keycloak', audience: ['index', 'account'] },
    /^0\.audience: is an audience that every client can have/,
  ],
  [
    'the audience of Microsoft Graph',
    { ...v1, audience: 'https://graph.microsoft.com/' },
    /^0\.audience: is an audience that every/,
  ],
  ['an acr that is a number', { ...plain, acr: 2 }, /^0\.acr: takes the values/],
  ['where acr stands, and no acr', { ...plain, acrClaim: 'amr' }, /^0\.acrClaim: needs acr/],
  ['a claim with two values', { ...plain, claims: { a: ['b'] } }, /^0\.claims: /],
  ['a typing error', { ...plain, 'value-x': true }, /^0: has a field that is not known/],
  ['no object', 'value-x', /^0: takes an issuer/],
  ['a list in the list', [plain], /^0: takes an issuer/],
  [
    'Entra ID for everybody',
    { ...v2, issuer: common('common') },
    /^0\.issuer: .*common, organizations and consumers are of everybody/,
  ],
  [
    'Entra ID for all organisations',
    { ...v2, issuer: common('organizations') },
    /^0\.issuer: .*GUID of your own/,
  ],
  ['Entra ID for all persons', { ...v2, issuer: common('consumers') }, /^0\.issuer: .*GUID/],
  [
    'Entra ID for all persons, by their tenant',
    { ...v2, issuer: common('9188040d-6c67-4c5b-b112-36a304b66dad') },
    /^0\.issuer: .*GUID/,
  ],
  ['Entra ID as its discovery writes it', { ...v2, issuer: common('{tenantid}') }, /^0\.issuer: .*GUID/],
  [
    'Entra ID by the name of a tenant',
    { ...v2, issuer: common('gemeente.onmicrosoft.com') },
    /^0\.issuer: .*GUID/,
  ],
  ['Entra ID in capitals', { ...v2, issuer: common(tenant.toUpperCase()) }, /^0\.issuer: .*small letters/],
  ['Entra ID v2 with a slash more', { ...v2, issuer: `${v2.issuer}/` }, /^0\.issuer: .*without a slash/],
  [
    'Entra ID v1 with a slash less',
    { ...v1, issuer: v1.issuer.slice(0, -1) },
    /^0\.issuer: .*with the slash/,
  ],
  [
    'the issuer of v1 by the recipe of v2',
    { ...v2, issuer: v1.issuer },
    /^0\.issuer: with entra-id-v2 it is/,
  ],
  [
    'the issuer of v2 by the recipe of v1',
    { ...v1, issuer: v2.issuer },
    /^0\.issuer: with entra-id-v1 it is/,
  ],
  [
    'Entra ID of anybody by the profile',
    { ...plain, issuer: common('common') },
    /^0\.issuer: is of Entra ID: needs the recipe/,
  ],
  ['Entra ID by the profile', { ...plain, issuer: v1.issuer }, /^0\.issuer: is of Entra ID/],
  [
    'Entra External ID by the profile',
    { ...plain, issuer: `https://x.ciamlogin.com/${tenant}/v2.0` },
    /^0\.issuer: is of Entra ID/,
  ],
  [
    'Entra ID without an audience',
    { ...v2, audience: undefined },
    /^0\.audience: with entra-id-v2 it is the application ID/,
  ],
  [
    'Entra ID v2 with an address as audience',
    { ...v2, audience: 'api://value-x' },
    /^0\.audience: with entra-id-v2/,
  ],
  [
    'Entra ID v1 without an audience',
    { ...v1, audience: undefined },
    /^0\.audience: with entra-id-v1 it is the Application ID URI/,
  ],
  [
    'the name that Entra ID has for each application',
    { ...v2, subject: 'sub' },
    /^0\.subject: with Entra ID it is oid/,
  ],
  [
    'the issuer of ID tokens of AD FS',
    { ...adfs, issuer: 'https://adfs.example/adfs' },
    /^0\.issuer: .*\/adfs\/services\/trust/,
  ],
  [
    'AD FS without an audience',
    { ...adfs, audience: undefined },
    /^0\.audience: with ad-fs it is the identifier/,
  ],
]

t.test('what is wrong with an issuer is told in a sentence, and its value is not', async (t) => {
  for (const [what, issuer, fault] of wrong) {
    const told = faults(issuer)
    t.equal(told.length, 1, `${what}: one fault`)
    t.match(told[0], fault, what)
    t.notMatch(told.join(), /value-x/, what)
  }
})

t.test('every fault of every issuer is told at once', async (t) => {
  t.equal(
    faults(...wrong.map(([, issuer]) => issuer)).filter((line) => !line.includes('stands in the list'))
      .length,
    wrong.length,
  )
  const [, ...four] = faults({
    ...v2,
    issuer: common('common'),
    audience: 'x',
    subject: 'sub',
    jti: 'x',
    typo: 1,
  })
  t.equal(four.length, 4)
})

t.test('one iss has one set of rules', async (t) => {
  const twice = [plain, { ...plain, issuer: 'https://other.example' }, { ...plain, recipe: 'keycloak' }]
  t.strictSame(faults(...twice), ['2.issuer: stands in the list before: one `iss` has one set of rules'])
})

t.test('what is no list of issuers is told so', async (t) => {
  for (const text of ['value-x', '[', '{}', '[]', 'null', '"x"', '1'])
    t.throws(
      () => readConfig({ TOKEN_ISSUERS: text }),
      /TOKEN_ISSUERS: (is not JSON|takes a list of issuers)/,
      text,
    )
})

t.test('the same name in another claim is another name', async (t) => {
  const names = subjectClaims.map((claim) => accountIssuer(plain.issuer, claim))
  t.equal(new Set(names).size, subjectClaims.length)
  t.equal(names[0], plain.issuer, 'and accounts from before stay as they are')
  t.ok(
    faults(...names.slice(1).map((issuer) => ({ ...plain, issuer }))).length === 2,
    'no issuer can be set as such',
  )
})
