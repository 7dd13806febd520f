import type postgres from 'postgres'
import type { Keys } from '../../../src/identity/keys.ts'
import { testIssuer } from '../../support/issuer.ts'
import { copyNumbers } from '../seed.ts'
import { writeActivity } from './activity.ts'
import { writeConnections } from './connections.ts'
import { readMunicipalities } from './municipalities.ts'
import { planOrganisations } from './organisations.ts'
import { writePeople } from './people.ts'
import { personsFor, writeSignals } from './signals.ts'

/** The whole country: every municipality, 10,000 organisations, 100,000 professionals, a million active signals. */
const whole = { organisations: 10_000, professionals: 100_000, signals: 1_000_000 }

/**
 * Fills an empty, migrated database with the country, or a share of it; as superuser within minutes, as its owner slower. A country
 * that is there already stays as it is.
 * @param tell hears how it goes
 * @throws Error where the scale is no share, or an earlier making was broken off
 */
export async function makeCountry(
  sql: postgres.Sql,
  keys: Keys,
  scale: number,
  tell: (line: string) => void,
): Promise<void> {
  if (!(scale > 0 && scale <= 1)) throw new Error('The scale lies between 0 and 1.')
  const [there] = await sql`
    select to_regclass('bench_person') is not null or not exists (select from signal) as broken from organisation limit 1`
  if (there?.broken)
    throw new Error('The making of this country was broken off. Remove its database to begin anew.')
  if (there) return tell(`There is a country already: ${await counts(sql)}`)
  const began = performance.now()
  const timed = (line: string) =>
    tell(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`)
  const inOne = await transactions(sql)

  const municipalities = readMunicipalities(scale)
  const organisations = planOrganisations(
    municipalities,
    Math.round(whole.organisations * scale),
    Math.round(whole.professionals * scale),
  )
  await inOne((tx) => writeConnections(tx, municipalities, organisations))
  timed(`${municipalities.length} municipalities, ${organisations.length} organisations and their convenants`)
  await inOne((tx) => writePeople(tx, testIssuer, organisations))
  timed('professionals, coordinators and staff of municipalities')
  const persons = personsFor(whole.signals * scale)
  await copyNumbers(sql, keys, persons)
  timed(`${persons} young persons indexed`)
  await sql`analyze`
  await writeSignals(sql, inOne, { municipalities, organisations, persons }, timed)
  await inOne(writeActivity)
  timed('counters of activity')
  await sql`vacuum analyze`
  timed(await counts(sql))
}

/** Transactions in which nothing is checked that is right by construction, where the login may switch that off. */
async function transactions(sql: postgres.Sql) {
  const [login] = await sql`select rolsuper from pg_roles where rolname = session_user`
  return (work: (tx: postgres.TransactionSql) => Promise<void>) =>
    sql.begin(async (tx) => {
      if (login?.rolsuper) await tx`set local session_replication_role = replica`
      await work(tx)
    })
}

async function counts(sql: postgres.Sql): Promise<string> {
  const [row] = await sql`
    select (select count(*) from municipality) as municipalities, (select count(*) from convenant) as convenants,
           (select count(*) from organisation) as organisations, (select count(*) from partner) as partners,
           (select count(*) from account where organisation_id is not null) as professionals,
           (select count(*) from signal) as signals, (select count(*) from match) as matches`
  return Object.entries(row ?? {})
    .map(([what, count]) => `${count} ${what}`)
    .join(', ')
}
