import { profile, type TokenRules } from './rules.ts'

/** In what the rules of an issuer ask less than the NL GOV profile, or look elsewhere, in words for the log of the start. */
export function relaxations(rules: TokenRules): string[] {
  const told = (is: boolean, words: string) => (is ? [words] : [])
  return [
    ...told(rules.client !== profile.client, `the client stands in ${rules.client}`),
    ...told(rules.subject !== profile.subject, `the person stands in ${rules.subject}`),
    ...told(!rules.jti, 'jti is not asked'),
    ...told(
      rules.scopeClaims.join() !== profile.scopeClaims.join(),
      `the scopes stand in ${rules.scopeClaims.join(', or else in ')}`,
    ),
    ...told(rules.scopeNames !== undefined, 'the scopes have names of its own'),
    ...told(
      rules.longestLifetimeSeconds > profile.longestLifetimeSeconds,
      `a token may live ${rules.longestLifetimeSeconds} seconds`,
    ),
    ...told(rules.keyHeaders.length > 1, `the key may be named in ${rules.keyHeaders.slice(1).join(', ')}`),
  ]
}
