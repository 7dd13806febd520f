import type { Database } from '../../db/driver/client.ts'
import { accountIssuer, profile, subjectClaims, type TokenIssuer } from '../config/issuers/rules.ts'

/**
 * Refuses a claim for the person that is not the one by which the accounts of an issuer were made: nobody of them would be known, and
 * who is told to accept an invitation again could not. Nobody becomes somebody else by it, since accounts keep the claim with the issuer.
 * @throws Error that names the issuer and both claims
 */
export async function refuseOtherSubjects(
  database: Database,
  issuers: readonly TokenIssuer[],
): Promise<void> {
  for (const { issuer, rules = profile } of issuers) {
    const others = subjectClaims.filter((claim) => claim !== rules.subject)
    const keys = others.map((claim) => accountIssuer(issuer, claim))
    const found = await database.run(
      () => database.sql<{ at: number }[]>`
        select at::int from unnest(${keys}::text[]) with ordinality as other (key, at) where has_accounts_of(key)`,
    )
    const claim = found[0] && others[found[0].at - 1]
    if (claim !== undefined)
      throw new Error(
        `the accounts of ${issuer} were made by its claim ${claim}, and the setting takes ${rules.subject}: nobody of them would be known. ` +
          `Set "subject": "${claim}" for it, or the recipe that it had.`,
      )
  }
}
