import postgres from 'postgres'
import { findAddress } from '../driver/primary.ts'
import { sessionMark } from '../driver/session-mark.ts'
import { scramVerifier } from './scram-verifier.ts'

/** The role that holds the rights of the service. */
export const serviceRole = 'verwijsindex_service'

/** What became of a login: it was not there, was there and could not log in, or has another password now. */
export type LoginOutcome = 'made' | 'allowed' | 'changed'

/** The owner may not make or change the login: somebody else made it, or the owner may make none. */
export class LoginRefused extends Error {
  override readonly name = 'LoginRefused'

  constructor(login: string) {
    super(
      `The owner of the database may not give ${login} a password: it may make no roles, or somebody else made that one. ` +
        `Let who made it set the password; it has to be a member of ${serviceRole}, and of nothing else. Then write its address to the file by hand.`,
    )
  }
}

/**
 * Lets a login log in as the service: makes it where it is not there, and gives it the password. It gets the rights of the service and no other.
 * @param url the owner of the database
 * @throws LoginRefused; Error where the database was not migrated, or the login is one that may do more; the error that PostgreSQL answers
 */
export async function giveLogin(url: string, login: string, password: string): Promise<LoginOutcome> {
  const address = await findAddress(url)
  const client = postgres(address.url, {
    ...address.tls,
    max: 1,
    onnotice: () => {},
    connection: { application_name: 'verwijsindex-login', ...sessionMark },
  })
  try {
    return await client.begin((sql) => give(sql, login, password))
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code === '42501') throw new LoginRefused(login)
    throw error
  } finally {
    await client.end({ timeout: 5 })
  }
}

async function give(sql: postgres.TransactionSql, login: string, password: string): Promise<LoginOutcome> {
  const [found] = await sql<{ migrated: boolean; known: boolean; enters: boolean; more: boolean }[]>`
    select exists (select from pg_roles where rolname = ${serviceRole}) as migrated,
           exists (select from pg_roles where rolname = ${login}) as known,
           exists (select from pg_roles where rolname = ${login} and rolcanlogin) as "enters",
           exists (select from pg_roles r
                    where r.rolname = ${login}
                      and (r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolbypassrls or r.rolreplication
                        or exists (select from pg_database d where d.datdba = r.oid))) as more`
  if (!found?.migrated)
    throw new Error(`The role ${serviceRole} is not there yet: run \`verwijsindex migrate\` first.`)
  if (found.more)
    throw new Error(
      `${login} may do more than the service: choose another login (--name). Nothing was changed.`,
    )
  const change = found.known ? 'alter role %I login password %L' : 'create role %I login password %L'
  await execute(sql, change, login, scramVerifier(password))
  if (login !== serviceRole) await execute(sql, 'grant %I to %I', serviceRole, login)
  if (!found.known) return 'made'
  return found.enters ? 'changed' : 'allowed'
}

/** Runs a statement that takes no parameters, with these names and values in it as PostgreSQL quotes them. */
async function execute(sql: postgres.TransactionSql, form: string, ...words: string[]): Promise<void> {
  const [row] = await sql<
    { statement: string }[]
  >`select format(${form}, variadic ${words}::text[]) as statement`
  await sql.unsafe(row?.statement ?? '')
}
