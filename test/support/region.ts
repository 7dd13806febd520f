import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import { categories, type Domain } from '../../src/ground/law.ts'
import { testIssuer } from './issuer.ts'

/** Makes who is connected, for a test: as the database's superuser, past the service. */
export interface Region {
  municipality(code: string, name?: string): Promise<string>
  /** A convenant of some municipalities; in force since 2020 unless said otherwise. */
  convenant(
    municipalities: readonly string[],
    dates?: { from?: string; until?: string; months?: number; agreed?: boolean },
  ): Promise<string>
  organisation(name?: string, domain?: Domain): Promise<string>
  partner(convenant: string, organisation: string, state?: string): Promise<string>
  /** Puts an organisation on the convenant's own list. */
  party(convenant: string, organisation: string): Promise<void>
  /** An account with a role; its subject, by which tokens name it, is what comes back. */
  account(options?: AccountOptions): Promise<Account>
  /** An absence from long ago until long from now, unless said otherwise. */
  absence(professional: string, deputy: string, from?: string, until?: string): Promise<string>
  /** A request of a data subject to a municipality, about whom a signal is, on which its professional is asked for advice. */
  subjectRequest(municipality: string, signal: string, kind?: string, decision?: string): Promise<string>
  /** That a municipality stopped with a convenant, and nothing is left to do. */
  windDown(convenant: string, municipality: string): Promise<string>
}

interface AccountOptions {
  readonly subject?: string
  readonly organisation?: string
  readonly roles?: readonly string[]
  readonly municipality?: string
  /** The first day of the roles; 2020 unless said otherwise. */
  readonly from?: string
  readonly until?: string
}

export interface Account {
  readonly id: string
  readonly subject: string
  readonly email: string
  /** Of its role assignments, in the order of its roles. */
  readonly roleIds: readonly string[]
}

let counter = 0

/** Any category of a domain. */
function categoryOf(domain: Domain): string | undefined {
  return Object.entries(categories).find(([, of]) => of === domain)?.[0]
}

export function region(sql: postgres.Sql): Region {
  return {
    async municipality(code, name = `Gemeente ${code}`) {
      await sql`insert into municipality values (${code}, ${name}, '1900-01-01', null) on conflict do nothing`
      return code
    },
    async convenant(municipalities, { from = '2020-01-01', until, months = 24, agreed = true } = {}) {
      const id = randomUUID()
      await sql`insert into convenant (id, title, signed_date, in_force_from, in_force_until, longest_term_months)
                values (${id}, 'Convenant', ${from}, ${from}, ${until ?? null}, ${months})`
      for (const code of municipalities)
        await sql`insert into convenant_municipality (convenant_id, municipality_code, from_date) values (${id}, ${code}, ${agreed ? from : null})`
      return id
    },
    async organisation(name = `Organisatie ${++counter}`, domain = 'youth_help') {
      const id = randomUUID()
      await sql`insert into organisation (id, name, domain, kind, category)
                values (${id}, ${name}, ${domain}, 'institution', ${categoryOf(domain) ?? ''})`
      return id
    },
    async partner(convenant, organisation, state = 'connected') {
      const id = randomUUID()
      await sql`insert into partner (id, convenant_id, organisation_id, state, state_since)
                values (${id}, ${convenant}, ${organisation}, ${state}, '2020-01-01')`
      return id
    },
    async party(convenant, organisation) {
      await sql`insert into convenant_party (convenant_id, organisation_id, listed_at)
                values (${convenant}, ${organisation}, now())`
    },
    async absence(professional, deputy, from = '2020-01-01', until = '2098-01-01') {
      const id = randomUUID()
      await sql`insert into absence values (${id}, ${professional}, ${deputy}, ${from}, ${until})`
      return id
    },
    async subjectRequest(municipality, signal, kind = 'objection', decision) {
      const [id, officer] = [randomUUID(), randomUUID()]
      await sql`insert into subject_request (id, kind, municipality_code, opened_by, opened_at, young_person_id, age_group, due_date)
                select ${id}, ${kind}, ${municipality}, ${officer}, now(), young_person_id, 'under_12', current_date + 30
                  from signal where id = ${signal}`
      await sql`insert into subject_request_advice (request_id, professional_id, asked_at)
                select ${id}, professional_id, now() from signal where id = ${signal}`
      if (decision === undefined) return id
      const digest = kind === 'erasure' ? Buffer.alloc(32) : null
      await sql`update subject_request set decision = ${decision}, decided_at = now(), decided_by = ${officer}, digest = ${digest}
                 where id = ${id}`
      await sql`insert into logbook (occurred_at, event, request_id)
                select decided_at, 'destruction_certified', id from subject_request where id = ${id}`
      return id
    },
    async windDown(convenant, municipality) {
      const id = randomUUID()
      await sql`insert into wind_down (id, convenant_id, municipality_code, begun_by, begun_at, finished_at, digest)
                values (${id}, ${convenant}, ${municipality}, ${randomUUID()}, now(), now(), sha256(''))`
      return id
    },
    async account({
      organisation,
      roles = ['professional'],
      municipality,
      from = '2020-01-01',
      until,
      ...given
    } = {}) {
      const subject = given.subject ?? `account-${++counter}`
      const [id, email] = [randomUUID(), `${subject}@organisatie.example`]
      await sql`insert into account (id, issuer, subject, organisation_id, name, job_title, email, phone, details_confirmed_at)
                values (${id}, ${testIssuer}, ${subject}, ${organisation ?? null},
                ${`Naam ${subject}`}, 'Jeugdprofessional', ${email}, '038-1234567', now())`
      const roleIds = roles.map(() => randomUUID())
      for (const [position, role] of roles.entries()) {
        await sql`insert into role_assignment values (${roleIds[position] ?? ''}, ${id}, ${role}, ${municipality ?? null},
                  ${from}, ${until ?? null})`
      }
      return { id, subject, email, roleIds }
    },
  }
}

/** The smallest region in which a match can be made: one municipality, one convenant, some partners and professionals. */
export async function smallRegion(
  sql: postgres.Sql,
  professionals: number,
): Promise<{
  region: Region
  convenant: string
  organisations: string[]
  professionals: Account[]
  officer: Account
}> {
  const made = region(sql)
  const code = await made.municipality('0193', 'Zwolle')
  const convenant = await made.convenant([code])
  const organisations: string[] = []
  const accounts: Account[] = []
  for (let n = 0; n < professionals; n++) {
    if (n < 10) {
      const organisation = await made.organisation()
      await made.partner(convenant, organisation)
      organisations.push(organisation)
    }
    accounts.push(await made.account({ organisation: organisations[n % organisations.length] as string }))
  }
  const officer = await made.account({ roles: ['follow_up_officer'], municipality: code })
  return { region: made, convenant, organisations, professionals: accounts, officer }
}
