import {
  date,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { account } from './accounts.ts'
import { bytes, instant } from './columns.ts'
import { youngPerson } from './identity.ts'

/**
 * Signals that are active, and what guards their registration. No column can hold a reason or a text (R7). A signal that ends
 * leaves this table: to the archive, or for good (R10, R11, R13).
 */

export const endReason = pgEnum('end_reason', [
  'unfounded',
  'risk_gone',
  'lapsed',
  'turned_23',
  'death',
  'erasure',
  'objection',
  // The involvement goes on under a signal that the colleague who takes over had already (R3).
  'handed_over',
  // A municipality stopped, and nothing goes on with it (R4).
  'wind_down',
  // What was archived has been there for its term (R13).
  'archive_ended',
])
export type EndReason = (typeof endReason.enumValues)[number]

export const signal = pgTable(
  'signal',
  {
    id: uuid('id').primaryKey(),
    youngPersonId: uuid('young_person_id')
      .notNull()
      .references(() => youngPerson.id, { onDelete: 'cascade' }),
    professionalId: uuid('professional_id')
      .notNull()
      .references(() => account.id),
    // Copied by registering from the partner that is held still (R1), so not looked up once more for every signal.
    organisationId: uuid('organisation_id').notNull(),
    convenantId: uuid('convenant_id').notNull(),
    municipalityCode: text('municipality_code').notNull(),
    registeredAt: instant('registered_at').notNull(),
    removalDate: date('removal_date').notNull(),
    /** The young person's date of destruction as this registration has it (R8, R9); null in signals from before it was kept. */
    statedDestructionDate: date('stated_destruction_date'),
    /** The first day that the 23rd birthday may be, where the birth date is not wholly known; the one above is then the last. */
    statedEarliestDate: date('stated_earliest_date'),
  },
  (t) => [
    uniqueIndex('one_active_signal_per_professional').on(t.youngPersonId, t.professionalId),
    index('signal_of_professional').on(t.professionalId, t.id),
    index('signal_by_removal_date').on(t.removalDate),
    index('signal_under_convenant').on(t.convenantId),
  ],
)

/**
 * What was answered to an `Idempotency-Key`, written in the transaction that did the work. Once its signal is gone all that stays is that
 * the key was used; once somebody else left the match, that its answer is to be made anew (`db/functions/ending/forget_answers.sql`).
 */
export const idempotencyKey = pgTable(
  'idempotency_key',
  {
    accountId: uuid('account_id').notNull(),
    key: text('key').notNull(),
    signalId: uuid('signal_id'),
    bodyDigest: bytes('body_digest').notNull(),
    outcome: text('outcome').notNull(),
    answer: jsonb('answer'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.key] }),
    index('idempotency_key_of_signal').on(t.signalId),
    index('idempotency_key_by_age').on(t.createdAt),
  ],
)

/** How many signals a professional registered on a day: the brake on looking by registering (R6). */
export const registrationBudget = pgTable(
  'registration_budget',
  {
    organisationId: uuid('organisation_id').notNull(),
    day: date('day').notNull(),
    professionalId: uuid('professional_id').notNull(),
    registered: integer('registered').notNull(),
  },
  (t) => [primaryKey({ columns: [t.organisationId, t.day, t.professionalId] })],
)
