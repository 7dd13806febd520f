import { type SQL, sql } from 'drizzle-orm'
import { type Change, changeOfGeneralRoles } from '../authorise/changes.ts'
import {
  generalRoles,
  givenByFunctionalAdministrator,
  municipalRoles,
  type OfficerRole,
} from '../authorise/check-appointment.ts'
import type { StoryContext } from '../authorise/context.ts'
import { codesOf, holds } from '../authorise/where.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { changeIn } from '../municipalities/carry-over.ts'

/** Every role that is given by appointment, and those among them that are held in a municipality. */
export const officerRoles = [...municipalRoles, ...generalRoles] as const

export function isMunicipal(role: OfficerRole): boolean {
  return (municipalRoles as readonly string[]).includes(role)
}

/** A role that somebody holds by appointment, with who they are and how to reach them. */
export interface Officer {
  /** Of the appointment: somebody with two roles is two officers. */
  readonly id: string
  readonly accountId: string
  readonly role: OfficerRole
  readonly municipalityCode: string | null
  readonly fromDate: CalendarDate
  /** The first day on which the role is no longer held. */
  readonly untilDate: CalendarDate | null
  readonly state: 'invited' | 'active'
  readonly name: string
  readonly jobTitle: string
  readonly email: string
  readonly phone: string
  /** Since when mail to the address is refused for good, where it is. */
  readonly mailRefusedDate?: CalendarDate
}

interface Selection {
  readonly id?: string
  readonly accountId?: string
  readonly role?: OfficerRole
  readonly municipalityCode?: string | null
  readonly email?: string
  readonly after?: string | undefined
  readonly limit: number
}

/** What changes with the officers of a municipality, or of none (R4). */
export async function changeOfOfficers(
  context: StoryContext,
  municipalityCode: string | null,
): Promise<Change> {
  return municipalityCode === null ? changeOfGeneralRoles : changeIn(context, [municipalityCode])
}

/** The officers that an actor appoints, today's and those to come, newest first (R4). */
export async function readOfficers(
  { tx, actor, today }: StoryContext,
  selection: Selection,
): Promise<Officer[]> {
  const { id, accountId, role, municipalityCode, email, after, limit } = selection
  const given = holds(actor, 'functional_administrator') ? givenByFunctionalAdministrator : []
  const rows = await tx.execute<Row>(sql`
    select r.id, a.id as "accountId", r.role, r.municipality_code as "municipalityCode",
           r.from_date::text as "fromDate", r.until_date::text as "untilDate",
           case when a.issuer is null then 'invited' else 'active' end as state,
           a.name, a.job_title as "jobTitle", a.email, a.phone,
           day_of(a.mail_refused_at)::text as "mailRefusedDate"
      from role_assignment r
      join account a on a.id = r.account_id
     where is_held_or_to_come(r.from_date, r.until_date, ${today})
       and r.id in (select appointments_of(
             ${sql.param(given)}::text[]::role_name[], ${sql.param(municipalRoles)}::text[]::role_name[],
             ${sql.param(codesOf(actor, 'municipal_administrator'))}::text[]))
       ${when(id, sql`and r.id = ${id}`)}
       ${when(accountId, sql`and a.id = ${accountId}`)}
       ${when(role, sql`and r.role = ${role}`)}
       ${when(municipalityCode, sql`and r.municipality_code is not distinct from ${municipalityCode}`)}
       ${when(email, sql`and lower(a.email) = lower(${email})`)}
       ${when(after, sql`and r.id < ${after}`)}
     order by r.id desc
     limit ${limit}`)
  return rows.map(({ mailRefusedDate, ...officer }) =>
    mailRefusedDate === null ? officer : { ...officer, mailRefusedDate },
  )
}

type Row = Omit<Officer, 'mailRefusedDate'> & { mailRefusedDate: CalendarDate | null } & Record<
    string,
    unknown
  >

function when(value: unknown, condition: SQL): SQL {
  return value === undefined ? sql`` : condition
}

/** Logs that officers were shown (R20). */
export async function logLookAtOfficers(
  { tx, actor, now }: StoryContext,
  officers: readonly Officer[],
): Promise<void> {
  await writeLogbook(
    tx,
    ...officers.map(({ accountId, municipalityCode }) => ({
      occurredAt: now,
      event: 'accounts_viewed' as const,
      ground: grounds.connection,
      actorId: actor.id,
      accountId,
      municipalityCode,
    })),
  )
}
