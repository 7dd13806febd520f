import type { Config } from '../config.ts'
import { unusable } from './unusable.ts'

type Configured<T> = { readonly [K in keyof T]-?: NonNullable<T[K]> }

/** A configuration that names every part of the service, so that `start` makes up none of them. */
export type CompleteConfig = Omit<Config, 'database' | 'mail'> &
  Configured<Pick<Config, 'keys' | 'issuers' | 'publicUrl' | 'portalUrl'>> & {
    readonly database: Config['database'] & { readonly url: string }
    readonly mail: Config['mail'] & { readonly url: string }
  }

/**
 * The configuration of a service that makes up nothing, as in production.
 * @throws Error that names every setting that is missing
 */
export function completeConfig(config: Config): CompleteConfig {
  const { database, keys, issuers, publicUrl, portalUrl, mail } = config
  if (!database.url || !keys || !issuers || !publicUrl || !portalUrl || !mail.url) {
    const needed = {
      DATABASE_URL: database.url,
      KEYS_FILE: keys,
      TOKEN_ISSUERS: issuers,
      PUBLIC_URL: publicUrl,
      PORTAL_URL: portalUrl,
      SMTP_URL: mail.url,
    }
    const missing = Object.entries(needed).filter(([, value]) => value === undefined)
    throw new Error(unusable(missing.map(([name]) => `${name}: needed`)))
  }
  return {
    ...config,
    database: { ...database, url: database.url },
    keys,
    issuers,
    publicUrl,
    portalUrl,
    mail: { ...mail, url: mail.url },
  }
}
