const guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'

/** The `iss` of Entra ID for one tenant, by the version of its tokens. The tenant is the part in brackets. */
export const entraIssuers = {
  'entra-id-v1': new RegExp(`^https://sts\\.windows\\.net/(${guid})/$`),
  'entra-id-v2': new RegExp(`^https://login\\.microsoftonline\\.com/(${guid})/v2\\.0$`),
} as const

export const isGuid = (text: string): boolean => new RegExp(`^${guid}$`).test(text)

/** The tenant of everybody who has an account of their own with Microsoft. */
const personalAccounts = '9188040d-6c67-4c5b-b112-36a304b66dad'
const hosts =
  /^https?:\/\/(?:[a-z0-9-]+\.)*(?:microsoftonline\.(?:com|us|cn|de)|windows\.net|ciamlogin\.com)(?:[/:]|$)/i

export type EntraRecipe = keyof typeof entraIssuers

export function isEntraRecipe(recipe: string): recipe is EntraRecipe {
  return recipe in entraIssuers
}

/** The tenant that an issuer of Entra ID speaks for; undefined where it is none, or speaks for everybody. */
export function tenantOf(issuer: string): string | undefined {
  const [, tenant] = Object.values(entraIssuers).flatMap((form) => form.exec(issuer) ?? [])
  return tenant === personalAccounts ? undefined : tenant
}

/**
 * What is wrong with an `iss` of Microsoft. `common`, `organizations` and `consumers` are addresses at which every tenant of the
 * world logs in: an issuer is one organisation, or anybody could make themself an account of the same name.
 */
export function findEntraFault(issuer: string, recipe: string): string | undefined {
  if (!isEntraRecipe(recipe)) {
    return hosts.test(issuer) ? 'is of Entra ID: needs the recipe entra-id-v2 or entra-id-v1' : undefined
  }
  if (entraIssuers[recipe].test(issuer) && tenantOf(issuer) !== undefined) return undefined
  const form = {
    'entra-id-v1': 'https://sts.windows.net/<tenant>/ (with the slash at its end)',
    'entra-id-v2': 'https://login.microsoftonline.com/<tenant>/v2.0 (without a slash at its end)',
  }
  return `with ${recipe} it is ${form[recipe]}, where the tenant is the GUID of your own directory in small letters; common, organizations and consumers are of everybody`
}
