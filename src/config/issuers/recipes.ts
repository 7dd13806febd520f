import { tenantOf } from './entra-id.ts'
import { profile, type TokenRules } from './rules.ts'

/** What an issuer of a known make puts into its access tokens. This is the only definition: docs/tokens.md says what its administrator does. */
interface Recipe {
  /** What it is for, for the documents. */
  readonly of: string
  readonly rules: TokenRules
  /** What the audience of its tokens is, where it cannot be a name of our choice. */
  readonly audience?: string
}

/**
 * Entra ID gives no `jti`, and tokens of 60 to 90 minutes that are dated five minutes back. Its `sub` is another for each
 * application, while `oid` is one person, or one application, in the whole tenant, and is never used again.
 */
const entra: TokenRules = {
  ...profile,
  types: ['JWT'],
  algorithms: ['RS256'],
  subject: 'oid',
  jti: false,
  scopeClaims: ['scp', 'roles'],
  longestLifetimeSeconds: 95 * 60,
}

const applicationId = 'the application ID of the API'

export const recipes = {
  'nl-gov': { of: 'the NL GOV profile for OAuth 2.0', rules: profile },
  rfc9068: { of: 'RFC 9068', rules: { ...profile, types: ['at+jwt'], client: 'client_id' } },
  // An ID token of Keycloak says `ID` there, a refresh token `Refresh`, and all of them are signed by one key.
  keycloak: {
    of: 'Keycloak 26',
    rules: { ...profile, types: ['at+jwt', 'JWT'], claims: { typ: 'Bearer' } },
  },
  'entra-id-v2': {
    of: 'Entra ID, tokens of version 2',
    rules: { ...entra, client: 'azp', claims: { ver: '2.0' } },
    audience: `${applicationId}, a GUID in small letters`,
  },
  'entra-id-v1': {
    of: 'Entra ID, tokens of version 1',
    rules: { ...entra, client: 'appid', claims: { ver: '1.0' } },
    audience: `the Application ID URI of the API (api://…), or ${applicationId}`,
  },
  // AD FS 2016 names its key in `x5t` alone, and there it is the `kid` of the key set.
  'ad-fs': {
    of: 'AD FS 2016 and later',
    rules: {
      ...profile,
      types: ['JWT'],
      algorithms: ['RS256'],
      keyHeaders: ['kid', 'x5t'],
      client: 'appid',
      jti: false,
      scopeClaims: ['scp'],
    },
    audience: 'the identifier of the Web API, after microsoft:identityserver: where it is no address',
  },
} as const satisfies Readonly<Record<string, Recipe>>

export type RecipeName = keyof typeof recipes

export const recipeNames = Object.keys(recipes) as [RecipeName, ...RecipeName[]]

export function recipeOf(name: RecipeName): Recipe {
  return recipes[name]
}

/** The claims on which a recipe rests, with their one value: those of its rules, and the tenant of Entra ID. */
export function fixedClaims(name: RecipeName, issuer: string | undefined): Readonly<Record<string, string>> {
  const tenant = issuer && tenantOf(issuer)
  return { ...recipeOf(name).rules.claims, ...(tenant ? { tid: tenant } : {}) }
}
