import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { databaseAddress, findCleartext, lines, secureMailUrl } from './config/in-the-clear.ts'
import { issuers } from './config/issuers/read-issuers.ts'
import { audience } from './config/issuers/settings.ts'
import {
  apiUrl,
  authority,
  cleartext,
  list,
  mailUrl,
  postgresUrl,
  proxies,
  switchedOn,
  waits,
  webUrl,
  whole,
  witnessUrl,
} from './config/kinds-of-settings.ts'
import { findMisspelt, findUnheard } from './config/misspelt.ts'
import { findClashes, findMissing, nonEmpty, parseSettings } from './config/parse-settings.ts'
import { readSecretFiles, settingsInFiles } from './config/secrets-in-files.ts'
import { findHalfContact, securityContact, settingsOfInstance } from './config/settings-of-instance.ts'
import { unusable } from './config/unusable.ts'

const environment = z.object({
  MODE: z
    .enum(['development', 'production'], 'takes development or production')
    .optional()
    .meta({ description: 'production: nothing of the demonstration exists. Follows NODE_ENV where absent.' }),
  NODE_ENV: z.string().optional().meta({ description: 'production sets MODE.' }),
  HOST: z
    .string()
    .optional()
    .meta({ description: 'Address to listen on; 127.0.0.1, in production 0.0.0.0.' }),
  PORT: whole(0, 65_535, 8080).meta({ description: 'Port of the API.' }),
  OPERATIONS_HOST: z
    .string()
    .default('127.0.0.1')
    .meta({ description: 'Address of metrics and health for operators.' }),
  OPERATIONS_PORT: whole(0, 65_535, 9464).meta({ description: 'Port of metrics and health for operators.' }),
  DATA_DIRECTORY: z
    .string()
    .default('.data')
    .meta({ description: 'Embedded default: database, keys, mail.' }),
  DATABASE_URL: postgresUrl.optional().meta({
    description:
      'A PostgreSQL of your own (15 or newer), as the service; several hosts with commas between them. Absent: the embedded one.',
  }),
  DATABASE_OWNER_URL: postgresUrl
    .optional()
    .meta({ description: 'The same database, as its owner, to migrate with; DATABASE_URL where absent.' }),
  ...settingsInFiles,
  DATABASE_CA: authority,
  DATABASE_POOL_SIZE: whole(2, 100, 8).meta({
    description: 'Connections at most, for each of the two clients.',
  }),
  QUERY_DEADLINE_MS: whole(100, 120_000, 5000).meta({ description: 'How long a query may take (ms).' }),
  KEYS_FILE: z
    .string()
    .optional()
    .meta({ description: 'File with the keys of the index (JSON), outside the database.' }),
  KEYS: z.string().optional().meta({ description: 'The keys themselves (JSON), instead of KEYS_FILE.' }),
  LOGBOOK_WITNESS: witnessUrl.optional().meta({
    description:
      'Where signed states of the logbook are kept as well: file:///… (a directory) or https://…; embedded default: witness in DATA_DIRECTORY.',
  }),
  DESTRUCTION_LEDGER: z.string().optional().meta({
    description:
      'Directory outside the database in which destructions are written; embedded default: ledger in DATA_DIRECTORY.',
  }),
  RETENTION: switchedOn('on').meta({
    description: 'on or off: whether this instance takes its turn at the daily work.',
  }),
  RETENTION_LONGEST_GAP_DAYS: whole(1, 365, 7).meta({
    description: 'Days without any service after which the daily work refuses the clock.',
  }),
  TOKEN_ISSUERS: issuers.optional().meta({
    description:
      'JSON: [{"issuer": "...", "jwks": "https://...", "recipe": "..."}]; tokens.md has the fields.',
  }),
  TOKEN_AUDIENCE: audience.default('verwijsindex').meta({
    description: 'The `aud` that a token must have, where its issuer has no `audience` of its own.',
  }),
  PUBLIC_URL: apiUrl.optional().meta({ description: 'Where clients reach the API, without /v1.' }),
  PORTAL_URL: webUrl
    .optional()
    .meta({ description: 'Where a mail sends its reader: the address of the portal.' }),
  SMTP_URL: mailUrl
    .optional()
    .meta({ description: 'Where mail is handed in; embedded default: a mailbox of its own.' }),
  MAIL_FROM: z
    .email('takes one mail address, without a name before it: noreply@example.nl')
    .default('noreply@verwijsindex.example')
    .meta({ description: 'Sender of the mail.' }),
  DELIVERY: switchedOn('on').meta({
    description: 'on or off: whether this instance delivers notifications.',
  }),
  DELIVERY_POLL_SECONDS: whole(1, 3600, 5).meta({
    description: 'The net below the wake-up after a commit (s).',
  }),
  RETRY_SCHEDULE_SECONDS: waits('10,60,300,1800,7200,21600,86400').meta({
    description: 'Waits between attempts to deliver (s); the last one repeats.',
  }),
  BUDGET_PER_PROFESSIONAL: whole(1, 1_000_000, 100).meta({
    description: 'Signals that a professional may register a day.',
  }),
  BUDGET_PER_ORGANISATION: whole(1, 10_000_000, 5000).meta({
    description: 'Signals that an organisation may register a day.',
  }),
  REQUESTS_PER_MINUTE: whole(1, 10_000_000, 1200).meta({
    description: 'Requests a minute from one address.',
  }),
  CORS_ORIGINS: list.meta({ description: 'Origins of browsers that may use the API, comma-separated.' }),
  TRUST_PROXY: proxies.meta({
    description:
      'Addresses and networks of your proxies that set X-Forwarded-For (10.0.0.7, 10.1.0.0/16), or how many there are; off where there are none.',
  }),
  ALLOW_CLEARTEXT: cleartext.meta({
    description: `Lines to other machines that production leaves in the clear: ${lines.join(', ')}.`,
  }),
  ...settingsOfInstance,
})

/** The settings, their descriptions and defaults, for the documents and their test. */
export const settings = environment.shape

/** The name of a setting. */
export type Setting = keyof typeof settings

/** Settings of which one has to be there. */
export type Needed = readonly [Setting, ...Setting[]]

/** The settings without which production does not start, for the documents and their test; of several on one line, one of them. */
export const neededInProduction: readonly Needed[] = [
  ['DATABASE_URL', 'DATABASE_URL_FILE'],
  ['KEYS_FILE', 'KEYS'],
  ['LOGBOOK_WITNESS'],
  ['DESTRUCTION_LEDGER'],
  ['TOKEN_ISSUERS'],
  ['PUBLIC_URL'],
  ['PORTAL_URL'],
  ['SMTP_URL', 'SMTP_URL_FILE'],
  ['MAIL_FROM'],
]

/** What is set in the environment, by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The environment of this process. */
export function ownEnvironment(): Environment {
  return process.env
}

/** What the environment configures; this file is the only reader of the environment. */
export type Config = ReturnType<typeof configOf>

/** The settings as they were judged: what is wrong with them, and the configuration that the others make. */
export interface JudgedSettings {
  readonly config: Config
  /** Sentences, each by the name of its setting, without its value. */
  readonly faults: readonly string[]
  /** What need not be wrong, in the same form. */
  readonly remarks: readonly string[]
}

/**
 * Reads the configuration.
 * @param needed the settings without which production is refused
 * @throws Error that names every setting that is wrong, never its value
 */
export function readConfig(env: Environment = ownEnvironment(), needed = neededInProduction): Config {
  const { config, faults } = judgeSettings(env, needed)
  if (faults.length > 0) throw new Error(unusable(faults))
  return config
}

/** Judges the settings, every fault at once. A setting that is wrong is left out of the configuration that comes of them. */
export function judgeSettings(env: Environment, needed = neededInProduction): JudgedSettings {
  const { given, faults: unread } = readSecretFiles(nonEmpty(env))
  const { values: c, faults: malformed } = parseSettings(environment, given)
  const faults = [...unread, ...malformed, ...findHalfContact(c)]
  const production = (given.MODE ?? given.NODE_ENV) === 'production'
  if (production) faults.push(...findMissing(given, needed, settings))
  if (production) faults.push(...findCleartext(c, c.ALLOW_CLEARTEXT))
  faults.push(...findClashes(given, production))
  const names = [Object.keys(given), [...Object.keys(settings)]] as const
  faults.push(...findMisspelt(...names))
  return { config: configOf(c, production), faults, remarks: findUnheard(...names) }
}

function configOf(c: z.output<typeof environment>, production: boolean) {
  const clear = c.ALLOW_CLEARTEXT
  const tls = { production, allowed: clear, authority: c.DATABASE_CA }
  const databaseUrl = (url?: string) => url && databaseAddress(url, tls)
  return {
    production,
    host: c.HOST ?? (production && !c.REHEARSAL ? '0.0.0.0' : '127.0.0.1'),
    port: c.PORT,
    operations: { host: c.OPERATIONS_HOST, port: c.OPERATIONS_PORT },
    dataDirectory: resolve(c.DATA_DIRECTORY),
    database: {
      url: databaseUrl(c.DATABASE_URL),
      ownerUrl: databaseUrl(c.DATABASE_OWNER_URL),
      authority: c.DATABASE_CA,
      poolSize: c.DATABASE_POOL_SIZE,
      queryDeadline: c.QUERY_DEADLINE_MS,
    },
    keys:
      c.KEYS !== undefined
        ? { json: c.KEYS }
        : c.KEYS_FILE !== undefined
          ? { file: resolve(c.KEYS_FILE) }
          : undefined,
    issuers: c.TOKEN_ISSUERS,
    witness: new URL(c.LOGBOOK_WITNESS ?? pathToFileURL(join(resolve(c.DATA_DIRECTORY), 'witness'))),
    ledger: resolve(c.DESTRUCTION_LEDGER ?? join(c.DATA_DIRECTORY, 'ledger')),
    retention: { on: c.RETENTION, longestGapDays: c.RETENTION_LONGEST_GAP_DAYS },
    audience: c.TOKEN_AUDIENCE,
    publicUrl: c.PUBLIC_URL,
    portalUrl: c.PORTAL_URL,
    mail: {
      url: c.SMTP_URL && production ? secureMailUrl(c.SMTP_URL, clear) : c.SMTP_URL,
      from: c.MAIL_FROM,
    },
    delivery: {
      // Who is in the copy was told by the service itself.
      on: c.DELIVERY && !c.REHEARSAL,
      pollSeconds: c.DELIVERY_POLL_SECONDS,
      retrySchedule: c.RETRY_SCHEDULE_SECONDS,
    },
    budgets: { perProfessional: c.BUDGET_PER_PROFESSIONAL, perOrganisation: c.BUDGET_PER_ORGANISATION },
    requestsPerMinute: c.REQUESTS_PER_MINUTE,
    corsOrigins: c.CORS_ORIGINS,
    proxies: c.TRUST_PROXY,
    logLevel: c.LOG_LEVEL,
    drainSeconds: production ? c.DRAIN_SECONDS : 0,
    securityContact: securityContact(c),
    rehearsal: c.REHEARSAL,
    instance: c.INSTANCE ?? hostname(),
    revision: c.REVISION,
  }
}
