import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import postgres from 'postgres'
import type { Country } from '../country/open.ts'

/** The code of a checkout, this one or another beside it, and the country in a database that is migrated to it. */
export interface Checkout {
  readonly readActor: typeof import('../../../src/authorise/actor.ts').readActor
  readonly readVisibleMatches: typeof import('../../../src/matches/visible-matches.ts').readVisibleMatches
  readonly readOwnSignals: typeof import('../../../src/signals/own-signals.ts').readOwnSignals
  readonly readProfessionals: typeof import('../../../src/people/professionals.ts').readProfessionals
  readonly connections: typeof import('../../../src/overview/connections.ts')
  readonly keys: ReturnType<typeof import('../../../src/identity/keys.ts').parseKeys>
  readonly country: Country
  /** A client of one connection, as superuser, that hears what is logged. */
  client(onNotice?: (message: string) => void): postgres.Sql
}

/** Opens the country of a directory with the code of a checkout. */
export async function openCheckout(
  root: string,
  directory: string,
  scale: number,
  tell: (line: string) => void,
): Promise<Checkout> {
  const load = (path: string) => import(pathToFileURL(join(resolve(root), path)).href)
  const { openCountry } = (await load('test/bench/country/open.ts')) as typeof import('../country/open.ts')
  const { searchPath } = (await load(
    'db/function-schema.ts',
  )) as typeof import('../../../db/function-schema.ts')
  const { parseKeys, generateKeys } = (await load(
    'src/identity/keys.ts',
  )) as typeof import('../../../src/identity/keys.ts')
  const { readActor } = (await load(
    'src/authorise/actor.ts',
  )) as typeof import('../../../src/authorise/actor.ts')
  const { readVisibleMatches } = (await load(
    'src/matches/visible-matches.ts',
  )) as typeof import('../../../src/matches/visible-matches.ts')
  const { readOwnSignals } = (await load(
    'src/signals/own-signals.ts',
  )) as typeof import('../../../src/signals/own-signals.ts')
  const { readProfessionals } = (await load(
    'src/people/professionals.ts',
  )) as typeof import('../../../src/people/professionals.ts')
  const connections = (await load(
    'src/overview/connections.ts',
  )) as typeof import('../../../src/overview/connections.ts')
  const country = await openCountry(directory, scale, tell)
  const { host, port, user, pass, database } = country.sql.options
  return {
    readActor,
    readVisibleMatches,
    readOwnSignals,
    readProfessionals,
    connections,
    keys: parseKeys(generateKeys(false)),
    country,
    client: (onNotice) =>
      postgres({
        host: host[0] ?? '127.0.0.1',
        port: port[0] ?? 5432,
        user,
        ...(pass === null ? {} : { pass }),
        database,
        max: 1,
        onnotice: ({ message }) => onNotice?.(message ?? ''),
        connection: { search_path: searchPath },
      }),
  }
}
