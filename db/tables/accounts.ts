import { sql } from 'drizzle-orm'
import { check, date, index, pgEnum, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { municipality, organisation } from './convenants.ts'

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
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    organisationId: uuid('organisation_id').references(() => organisation.id),
    name: text('name').notNull(),
    jobTitle: text('job_title').notNull(),
    email: text('email').notNull(),
    phone: text('phone').notNull(),
  },
  (t) => [
    unique('one_account_per_subject').on(t.issuer, t.subject),
    index('account_of_organisation').on(t.organisationId),
    check('email_is_one_address', sql`${t.email} ~ '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+$'`),
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
  },
  (t) => [
    index('role_of_account').on(t.accountId, t.role),
    index('role_in_municipality').on(t.role, t.municipalityCode),
  ],
)
