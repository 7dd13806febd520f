import { z } from 'zod'
import { type Scope, scopes } from '../../ground/scopes.ts'
import { recipeNames } from './recipes.ts'
import { acrClaims, algorithms, clientClaims, scopeClaims, subjectClaims, tokenTypes } from './rules.ts'

/** One of a list, or some of it, told in a sentence that does not repeat the value. */
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `takes one of ${values.join(', ')}` })
const someOf = <const T extends readonly [string, ...string[]]>(values: T) => {
  const error = `takes a list of ${values.join(', ')}`
  return z.array(z.enum(values, { error }), { error }).min(1, error)
}

const word = z.string().min(1, 'takes no empty text').max(255, 'takes a text of at most 255 characters')
const oneOrMore = (one: z.ZodString, error: string) =>
  z
    .union([one, z.array(one).min(1)], { error })
    .transform((given) => (typeof given === 'string' ? [given] : given))

/** Audiences that tokens have of which nobody asked anything: of each client of Keycloak, and of everybody who reads their own profile at Microsoft. */
const audiencesOfAnybody = [
  'account',
  '00000002-0000-0000-c000-000000000000',
  '00000003-0000-0000-c000-000000000000',
  'https://graph.microsoft.com',
  'https://graph.windows.net',
]

/** One `aud`, that is of this service alone. */
export const audience = word.refine((text) => !audiencesOfAnybody.includes(text.replace(/\/$/, '')), {
  error: 'is an audience that every client can have: take one that is of this service alone',
})

const scope = z.enum(Object.keys(scopes) as [Scope, ...Scope[]])
const namesOfScopes = 'takes names of the issuer, each with one of our scopes or a list of them'

/** What the setting TOKEN_ISSUERS says of one issuer; the documents and their test read it as well. */
export const issuerSettings = {
  issuer: z
    .string()
    .regex(/^[\x21\x22\x24-\x7e]{1,255}$/, 'takes the `iss` of the tokens, without a space and without a #')
    .meta({ description: 'The `iss` of its tokens, letter for letter.' }),
  jwks: z
    .url({ protocol: /^(https?|file)$/, error: 'takes an address: https://… or file:///…' })
    .transform((address) => new URL(address))
    .meta({ description: 'Where its public keys are: the `jwks_uri` of its discovery, or a file.' }),
  recipe: oneOf(recipeNames)
    .default('nl-gov')
    .meta({ description: `What all the others are by default: ${recipeNames.join(', ')}.` }),
  audience: oneOrMore(audience, 'takes a text, or a list of texts')
    .optional()
    .meta({ description: 'The `aud` of which a token has one; TOKEN_AUDIENCE where absent.' }),
  client: oneOf(clientClaims)
    .optional()
    .meta({ description: `The claim that names the system: ${clientClaims.join(', ')}.` }),
  subject: oneOf(subjectClaims)
    .optional()
    .meta({ description: `The claim that names the person: ${subjectClaims.join(', ')}. It never changes.` }),
  jti: z
    .boolean({ error: 'takes true or false' })
    .optional()
    .meta({ description: 'Whether `jti` is asked: true or false.' }),
  scopeClaims: someOf(scopeClaims)
    .optional()
    .meta({
      description: `Where scopes stand: a list of ${scopeClaims.join(', ')}. The first that a token has counts.`,
    }),
  scopeNames: z
    .record(
      word,
      z.union([scope.transform((name) => [name]), z.array(scope).min(1)], { error: namesOfScopes }),
      { error: namesOfScopes },
    )
    .optional()
    .meta({
      description:
        'Ours for each of its names: {"VI.Melden": ["signals:write"]}. Other names then count for nothing.',
    }),
  types: someOf(tokenTypes)
    .optional()
    .meta({ description: `What the header \`typ\` may be: a list of ${tokenTypes.join(', ')}.` }),
  algorithms: someOf(algorithms)
    .optional()
    .meta({ description: `With what tokens may be signed: a list of ${algorithms.join(', ')}.` }),
  longestLifetimeSeconds: z
    .int({ error: 'takes a whole number of seconds' })
    .min(60, 'takes at least 60 seconds')
    .max(86_400, 'takes at most 86400 seconds, which is a day')
    .optional()
    .meta({ description: 'How long a token may live, from `iat` to `exp` (s); 60 to 86400.' }),
  acr: oneOrMore(word, 'takes the values that are enough: a text, or a list of texts').optional().meta({
    description: 'The values of `acr` that are enough, from the least on; absent: every value, and none.',
  }),
  acrClaim: oneOf(acrClaims)
    .optional()
    .meta({ description: `The claim of those values: ${acrClaims.join(', ')}; \`acr\` where absent.` }),
  claims: z
    .record(word, word, { error: 'takes claims, each with its one value' })
    .optional()
    .meta({ description: 'Claims that have this one value in every token, beside those of the recipe.' }),
} as const

type Settings = typeof issuerSettings

/** One issuer as it was set. */
export type IssuerSettings = { readonly [K in keyof Settings]: z.output<Settings[K]> }
