import { mkdir } from 'node:fs/promises'
import { accountIssuer, profile, type TokenIssuer } from '../../src/config/issuers/rules.ts'
import { readConfig } from '../../src/config.ts'
import { scopes } from '../../src/ground/scopes.ts'
import { createIssuerIn, type Issuer } from '../support/issuer.ts'

const tenant = '3c1a5c52-8f0e-4f3d-9d38-0c8d0a6f1b11'
const application = '7f0c2f4e-6f0f-4d8f-8a51-5a8d3d1c9e22'
const client = 'b1c7a8de-4a2b-4c55-9b0e-2d7f6e8a9c33'
const every = Object.keys(scopes).join(' ')
const now = () => Math.floor(Date.now() / 1000)

/** Claims of a token, or of a change to one; undefined leaves one out. */
export type Claims = Readonly<Record<string, unknown>>

type Flaw = readonly [claims: Claims, part: string, header?: Record<string, unknown>]

/** What the access tokens of a make of issuer look like, as its own makers show them; undefined leaves a claim of the profile out. */
export interface Shape {
  /** What stands in TOKEN_ISSUERS, beside `jwks`. */
  readonly settings: { readonly issuer: string } & Readonly<Record<string, unknown>>
  readonly header: Readonly<Record<string, unknown>>
  claims(subject: string): Claims
  /** Other tokens that are good as well. */
  readonly alsoGood: Readonly<
    Record<string, (subject: string) => readonly [Claims, Record<string, unknown>?]>
  >
  /** Defects of the profile that are none of this make. */
  readonly noDefects: readonly string[]
  /** Tokens that this make gives and that are no access tokens for us, and what is told of them. */
  readonly flaws: Readonly<Record<string, (subject: string) => Flaw>>
}

const jtiIsNotAsked = ['no jti', 'an empty jti', 'a jti that is a number']

const entra = (version: 1 | 2): Shape => ({
  settings: {
    issuer:
      version === 2
        ? `https://login.microsoftonline.com/${tenant}/v2.0`
        : `https://sts.windows.net/${tenant}/`,
    recipe: `entra-id-v${version}`,
    audience: version === 2 ? application : [`api://${application}`, application],
  },
  header: { typ: 'JWT', x5t: 'test' },
  claims: (subject) => ({
    aud: version === 2 ? application : `api://${application}`,
    nbf: now() - 300,
    iat: now() - 300,
    exp: now() + 4800,
    jti: undefined,
    scope: undefined,
    ...(version === 2
      ? { azp: client, azpacr: '1' }
      : { azp: undefined, appid: client, appidacr: '1', acr: '1', amr: ['pwd', 'mfa'] }),
    aio: 'AXQAi/8TAAAA',
    name: 'J. Vinke',
    oid: subject,
    sub: 'hKk6oJ6kQ0Gf3W8b9c2Z-pairwise',
    rh: '0.AAAA',
    scp: every,
    tid: tenant,
    uti: 'q1wAAAAAAAAA',
    ver: `${version}.0`,
  }),
  alsoGood: {
    'a system that asks by itself': (subject) => [
      { scp: undefined, sub: subject, roles: every.split(' '), idtyp: 'app' },
    ],
    'a person who has roles as well': () => [{ roles: ['administration'] }],
    'one application that is client and API': () => [
      version === 2 ? { azp: application } : { appid: application, aud: application },
    ],
  },
  noDefects: [...jtiIsNotAsked, 'lifetime too long'],
  flaws: {
    'an ID token': (subject) => [
      { oid: subject, azp: undefined, appid: undefined, scp: undefined, roles: ['administration'] },
      'scp',
    ],
    'an ID token that names a client': () => [{ scp: undefined, roles: ['administration'] }, 'scp'],
    'no client': () => [{ azp: undefined, appid: undefined }, version === 2 ? 'azp' : 'appid'],
    'no oid': () => [{ oid: undefined }, 'oid'],
    'another tenant': () => [{ tid: '9188040d-6c67-4c5b-b112-36a304b66dad' }, 'tid'],
    'no tenant': () => [{ tid: undefined }, 'tid'],
    'the other version': () => [{ ver: version === 2 ? '1.0' : '2.0' }, 'ver'],
    'Microsoft Graph': () => [{ aud: '00000003-0000-0000-c000-000000000000' }, 'aud'],
    'a life of a day': () => [{ exp: now() + 86_400 }, 'exp'],
    'a token of another protocol': () => [{}, 'header.typ', { typ: 'at+jwt' }],
  },
})

export const shapes: Readonly<Record<string, Shape>> = {
  'the NL GOV profile': {
    settings: { issuer: 'https://issuer.example' },
    header: {},
    claims: () => ({}),
    alsoGood: { 'typed by RFC 9068': () => [{}, { typ: 'at+jwt' }] },
    noDefects: [],
    flaws: {
      'an ID token': () => [{ aud: 'verwijsindex', azp: 'verwijsindex', scope: undefined }, 'aud'],
      'an ID token for two': () => [{ aud: ['epd', 'verwijsindex'], azp: 'epd', scope: undefined }, 'aud'],
    },
  },
  'RFC 9068': {
    settings: { issuer: 'https://as.example', recipe: 'rfc9068' },
    header: { typ: 'at+jwt' },
    claims: () => ({ azp: undefined, client_id: 'epd' }),
    alsoGood: { 'several audiences': () => [{ aud: ['verwijsindex', 'https://other.example'] }] },
    noDefects: [],
    flaws: {
      'an ID token': () => [{ aud: 'epd', azp: 'epd' }, 'header.typ', { typ: 'JWT' }],
      'no type': () => [{}, 'header.typ', { typ: undefined }],
      'no client': () => [{ client_id: undefined }, 'client_id'],
      'a client by another name': () => [{ client_id: undefined, azp: 'epd' }, 'client_id'],
    },
  },
  'Keycloak 26': {
    settings: { issuer: 'https://sso.example/realms/jeugd', recipe: 'keycloak' },
    header: { typ: 'JWT' },
    claims: () => ({
      aud: ['verwijsindex', 'account'],
      azp: 'epd',
      jti: `onrtac:${crypto.randomUUID()}`,
      typ: 'Bearer',
      sid: 'c1b0a7d4',
      acr: '1',
      'allowed-origins': ['https://epd.example'],
      realm_access: { roles: ['offline_access'] },
      scope: `${every} email`,
    }),
    alsoGood: {
      'a service account': () => [
        { jti: `trrtcc:${crypto.randomUUID()}`, client_id: 'epd', clientHost: '10.0.0.7', sid: undefined },
      ],
      'the type of RFC 9068, where the client is set so': () => [{}, { typ: 'at+jwt' }],
    },
    noDefects: [],
    flaws: {
      'an ID token': () => [{ typ: 'ID', aud: 'verwijsindex', azp: 'verwijsindex' }, 'typ'],
      'a refresh token': () => [{ typ: 'Refresh', aud: 'https://sso.example/realms/jeugd' }, 'typ'],
      'an offline token': () => [{ typ: 'Offline' }, 'typ'],
      'a token that does not say what it is': () => [{ typ: undefined }, 'typ'],
      'no mapper for the audience': () => [{ aud: 'account' }, 'aud'],
      'no audience at all': () => [{ aud: undefined }, 'aud'],
      'no type in the header': () => [{}, 'header.typ', { typ: undefined }],
    },
  },
  'Entra ID v2': entra(2),
  'Entra ID v1': entra(1),
  'AD FS': {
    settings: {
      issuer: 'http://adfs.example/adfs/services/trust',
      recipe: 'ad-fs',
      audience: 'microsoft:identityserver:verwijsindex',
      scopeNames: { 'vi.alles': Object.keys(scopes) },
    },
    header: { typ: 'JWT', x5t: 'test' },
    claims: (subject) => ({
      aud: 'microsoft:identityserver:verwijsindex',
      sub: subject,
      apptype: 'Confidential',
      appid: client,
      authmethod: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
      auth_time: '2026-03-24T07:30:55.566Z',
      ver: '1.0',
      scp: 'vi.alles openid',
      azp: undefined,
      jti: undefined,
      scope: undefined,
    }),
    alsoGood: { 'AD FS 2016, whose key is named in x5t alone': () => [{}, { kid: undefined }] },
    noDefects: [...jtiIsNotAsked, 'no kid'],
    flaws: {
      'an ID token': () => [{ iss: 'https://adfs.example/adfs', aud: client, sub: 'aHash=' }, 'iss'],
      'an ID token under the iss of access tokens': () => [{ aud: client, sub: 'aHash=' }, 'aud'],
      'no rule for sub': () => [{ sub: undefined }, 'sub'],
      'no client': () => [{ appid: undefined }, 'appid'],
      'neither kid nor x5t': () => [{}, 'header.kid', { kid: undefined, x5t: undefined }],
      'an unknown x5t': () => [{}, 'header.kid', { kid: undefined, x5t: 'unknown' }],
    },
  },
  'a broker': {
    settings: {
      issuer: 'https://broker.example',
      recipe: 'rfc9068',
      audience: ['https://verwijsindex.example'],
      subject: 'uid',
      client: 'cid',
      scopeClaims: ['scp'],
      acr: ['http://eidas.europa.eu/LoA/substantial', 'http://eidas.europa.eu/LoA/high'],
      longestLifetimeSeconds: 600,
      algorithms: ['RS256'],
    },
    header: { typ: 'application/at+jwt' },
    claims: (subject) => ({
      aud: 'https://verwijsindex.example',
      uid: subject,
      sub: 'j.vinke@aanbieder.example',
      cid: 'epd',
      scp: every.split(' '),
      acr: 'http://eidas.europa.eu/LoA/substantial',
      azp: undefined,
      scope: undefined,
    }),
    alsoGood: { 'surer than is asked': () => [{ acr: 'http://eidas.europa.eu/LoA/high' }] },
    noDefects: [],
    flaws: {
      'too unsure': () => [{ acr: 'http://eidas.europa.eu/LoA/low' }, 'acr'],
      'not said how sure': () => [{ acr: undefined }, 'acr'],
      'a life of eleven minutes': () => [{ exp: now() + 660 }, 'exp'],
      'the name that changes': () => [{ uid: undefined }, 'uid'],
    },
  },
}

/** An issuer that makes tokens of a shape, and what TOKEN_ISSUERS makes of it. */
export interface ShapedIssuer extends Issuer {
  readonly configured: TokenIssuer
  /** The issuer as accounts keep it. */
  readonly ofAccounts: string
  /** A token for a subject, with claims under the names that the shape has for them. */
  exact(subject: string, claims: Claims, header?: Record<string, unknown>): Promise<string>
}

/**
 * Claims that are overridden by the names of the profile come under those of the shape, so that each defect of the profile is one of
 * the shape.
 */
export async function shapedIssuer(directory: string, shape: Shape): Promise<ShapedIssuer> {
  await mkdir(directory)
  const base = await createIssuerIn(directory, shape.settings.issuer)
  const setting = JSON.stringify([{ ...shape.settings, jwks: base.jwks.href }])
  const configured = readConfig({ TOKEN_ISSUERS: setting }).issuers?.[0]
  if (!configured) throw new Error('no issuer was read')
  const { subject, client: named } = configured.rules ?? profile
  const renamed = ([name, value]: [string, unknown]) =>
    [name === 'sub' ? subject : name === 'azp' ? named : name, value] as const
  const exact: ShapedIssuer['exact'] = (who, claims, header = {}) =>
    base.token(who, { ...shape.claims(who), ...claims }, { ...shape.header, ...header })
  return {
    ...base,
    configured,
    ofAccounts: accountIssuer(base.issuer, subject),
    exact,
    token: (who, claims = {}, header = {}) =>
      exact(who, Object.fromEntries(Object.entries(claims).map(renamed)), header),
  }
}
