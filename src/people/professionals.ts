import { type SQL, sql } from 'drizzle-orm'
import type { StoryContext } from '../authorise/context.ts'
import { coordinatedOrganisation } from '../authorise/where.ts'
import type { Details } from '../contact/details.ts'
import { type CalendarDate, dateInAmsterdam } from '../ground/calendar.ts'
import { DomainError } from '../ground/errors.ts'
import { shownConfirmation } from './confirmation.ts'

export type Person = Details

/** The roles that a coordinator gives and ends, in their own organisation. */
export const organisationRoles = ['professional', 'coordinator'] as const

export type OrganisationRole = (typeof organisationRoles)[number]

/** Somebody is away for a period, and a colleague stands in for them (R3). */
export interface Absence {
  readonly id: string
  readonly deputy: { readonly id: string; readonly name: string }
  readonly fromDate: CalendarDate
  /** The first day back. */
  readonly untilDate: CalendarDate
}

/** One of the people of an organisation, as its coordinator sees them (R3). */
export interface Professional extends Person {
  readonly id: string
  readonly roles: readonly OrganisationRole[]
  /** Whether they have logged in; until then their invitation waits. */
  readonly hasLogin: boolean
  readonly detailsConfirmedDate: CalendarDate | null
  readonly confirmationDue: boolean
  /** Since when mail to the address is refused for good, where it is. */
  readonly mailRefusedDate?: CalendarDate
  /** Who stands in for them today, and until when. */
  readonly absence: Absence | null
}

interface Selection {
  readonly id?: string
  readonly emails?: readonly string[]
  readonly after?: string | undefined
  readonly limit?: number
}

/**
 * The people of the organisation that the actor coordinates, newest first: everybody who is a professional or coordinator of it
 * today (R3). Who was withdrawn is no longer among them, and nor is anybody of another organisation.
 */
export async function readProfessionals(
  { tx, actor, now, today }: StoryContext,
  selection: Selection,
): Promise<Professional[]> {
  const rows = await tx.execute<Row>(sql`
    select a.id, a.name, a.job_title, a.email, a.phone, a.issuer is not null as has_login, held.roles,
           a.details_confirmed_at, a.details_asked_at, a.mail_refused_at,
           (select jsonb_build_object('id', x.id, 'fromDate', x.from_date, 'untilDate', x.until_date,
                                      'deputy', jsonb_build_object('id', d.id, 'name', d.name))
              from absence x join account d on d.id = x.deputy_id
             where x.professional_id = a.id and is_held(x.from_date, x.until_date, ${today})
             order by x.from_date limit 1) as absence
      from account a
      join lateral (select array_agg(distinct r.role::text) as roles
                      from roles_on(${today}) r
                     where r.account_id = a.id and r.role in ('professional', 'coordinator')) held on held.roles is not null
     where a.organisation_id = ${coordinatedOrganisation(actor)} and a.withdrawn_at is null
       ${conditions(selection)}
     order by a.id desc
     ${selection.limit === undefined ? sql`` : sql`limit ${selection.limit}`}`)
  return rows.map((row) => toProfessional(row, now))
}

/**
 * One of the people of the actor's organisation.
 * @throws DomainError `not-found` where there is nobody with this id, or they are of another organisation (R3, R6)
 */
export async function findProfessional(context: StoryContext, id: string): Promise<Professional> {
  const [found] = await readProfessionals(context, { id, limit: 1 })
  if (!found) throw new DomainError('not-found')
  return found
}

function conditions({ id, emails, after }: Selection): SQL {
  return sql.join([
    id === undefined ? sql`` : sql`and a.id = ${id}`,
    emails === undefined ? sql`` : sql`and lower(a.email) = any (${sql.param(emails)}::text[])`,
    after === undefined ? sql`` : sql`and a.id < ${after}`,
  ])
}

type Row = {
  id: string
  name: string
  job_title: string
  email: string
  phone: string
  has_login: boolean
  roles: OrganisationRole[]
  details_confirmed_at: string | null
  details_asked_at: string | null
  mail_refused_at: string | null
  absence: Professional['absence']
}

function toProfessional(row: Row, now: Date): Professional {
  const { id, name, email, phone, absence } = row
  const confirmation = {
    confirmedAt: row.details_confirmed_at === null ? null : new Date(row.details_confirmed_at),
    askedAt: row.details_asked_at === null ? null : new Date(row.details_asked_at),
  }
  return {
    ...{ id, name, jobTitle: row.job_title, email, phone, absence },
    roles: organisationRoles.filter((role) => row.roles.includes(role)),
    hasLogin: row.has_login,
    ...shownConfirmation(confirmation, now),
    ...(row.mail_refused_at && { mailRefusedDate: dateInAmsterdam(new Date(row.mail_refused_at)) }),
  }
}
