import { sql } from 'drizzle-orm'
import { check, date, index, pgEnum, pgTable, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { invitationPurposes } from '../../src/ground/law.ts'
import { instant } from './columns.ts'
import { municipality, organisation, partner } from './convenants.ts'

/** The people and systems that may log in, how to reach them, and in which role (R1 to R5). */

export const roleName = pgEnum('role_name', [
  'professional',
  'coordinator',
  'follow_up_officer',
  'municipal_administrator',
  'privacy_officer',
  'supervisor',
  'functional_administrator',
  'source_system',
])

export const account = pgTable(
  'account',
  {
    id: uuid('id').primaryKey(),
    /** By whom and as whom somebody logs in; empty until an invitation is accepted, and after they have left. */
    issuer: text('issuer'),
    subject: text('subject'),
    organisationId: uuid('organisation_id').references(() => organisation.id),
    name: text('name').notNull(),
    jobTitle: text('job_title').notNull(),
    email: text('email').notNull(),
    phone: text('phone').notNull(),
    /** When the details were last confirmed to be right, and last asked about (twice a year). */
    detailsConfirmedAt: instant('details_confirmed_at'),
    detailsAskedAt: instant('details_asked_at'),
    /** Since when mail to the address is refused for good; empty again when that is tried anew. */
    mailRefusedAt: instant('mail_refused_at'),
    withdrawnAt: instant('withdrawn_at'),
  },
  (t) => [
    unique('one_account_per_subject').on(t.issuer, t.subject),
    index('account_of_organisation').on(t.organisationId),
    check('issuer_with_subject', sql`(${t.issuer} is null) = (${t.subject} is null)`),
    check('email_is_one_address', sql`${t.email} ~ '^[A-Za-z0-9!#$%&''*+/=?^_\`{|}~.-]+@[A-Za-z0-9.-]+$'`),
  ],
)

export const roleAssignment = pgTable(
  'role_assignment',
  {
    id: uuid('id').primaryKey(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => account.id),
    role: roleName('role').notNull(),
    municipalityCode: text('municipality_code').references(() => municipality.code),
    fromDate: date('from_date').notNull(),
    untilDate: date('until_date'),
    /** That of the account, put here by a trigger, so that the people of an organisation are counted without a look at each. */
    organisationId: uuid('organisation_id'),
  },
  (t) => [
    index('role_in_organisation').on(t.organisationId, t.role, t.accountId, t.fromDate, t.untilDate),
    index('role_of_account').on(t.accountId, t.role),
    index('role_in_municipality').on(t.role, t.municipalityCode),
  ],
)

/** A professional who is away for a period, and the colleague who reads and answers for them (R3). */
export const absence = pgTable(
  'absence',
  {
    id: uuid('id').primaryKey(),
    professionalId: uuid('professional_id')
      .notNull()
      .references(() => account.id),
    deputyId: uuid('deputy_id')
      .notNull()
      .references(() => account.id),
    fromDate: date('from_date').notNull(),
    /** The first day back; the day of `fromDate` itself where it was called off before it began. */
    untilDate: date('until_date').notNull(),
  },
  (t) => [
    index('absence_of_professional').on(t.professionalId, t.fromDate),
    index('absence_by_deputy').on(t.deputyId, t.fromDate),
    check('absence_lasts', sql`${t.fromDate} <= ${t.untilDate}`),
    check('deputy_is_another', sql`${t.professionalId} <> ${t.deputyId}`),
  ],
)

export const invitationPurpose = pgEnum('invitation_purpose', invitationPurposes)

/**
 * Somebody who is asked to log in for the first time, and so to tie their identity to an account that waits for them.
 * The code in the mail is derived from the id with a key outside the database; nothing secret is stored.
 */
export const invitation = pgTable(
  'invitation',
  {
    id: uuid('id').primaryKey(),
    purpose: invitationPurpose('purpose').notNull(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => account.id),
    /** The partner whose agreement is asked along with it. */
    partnerId: uuid('partner_id').references(() => partner.id),
    createdAt: instant('created_at').notNull(),
    createdBy: uuid('created_by'),
    expiresAt: instant('expires_at').notNull(),
    acceptedAt: instant('accepted_at'),
    withdrawnAt: instant('withdrawn_at'),
  },
  (t) => [
    // One for each partner whose agreement is asked, and one beside them that asks for none.
    uniqueIndex('one_open_invitation')
      .on(t.accountId, sql`coalesce(${t.partnerId}, ${t.accountId})`)
      .where(sql`${t.acceptedAt} is null and ${t.withdrawnAt} is null`),
    index('invitation_of_partner').on(t.partnerId),
  ],
)
