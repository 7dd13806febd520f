import { sql } from 'drizzle-orm'
import { check, date, index, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core'
import { archiveYears } from '../../src/ground/law.ts'
import { instant } from './columns.ts'
import { youngPerson } from './identity.ts'
import { endReason, signal } from './signals.ts'

/**
 * The archive (R13, Jw 7.1.4.6): signals that ended and are kept for five years, apart from the active ones. The service
 * itself can read none of it: what may be done with it are functions (R14).
 */

export const archivedSignal = pgTable(
  'archived_signal',
  {
    /** The id of the signal that ended. */
    id: uuid('id').primaryKey(),
    youngPersonId: uuid('young_person_id')
      .notNull()
      .references(() => youngPerson.id, { onDelete: 'cascade' }),
    professionalId: uuid('professional_id').notNull(),
    organisationId: uuid('organisation_id').notNull(),
    convenantId: uuid('convenant_id').notNull(),
    municipalityCode: text('municipality_code').notNull(),
    registeredAt: instant('registered_at').notNull(),
    /** The day from which it was no longer active. */
    endedDate: date('ended_date').notNull(),
    reason: endReason('reason').notNull(),
    /** The day on which it leaves the archive (R13): five years on and never a day longer, so that 29 February becomes 28 February. */
    untilDate: date('until_date')
      .notNull()
      .generatedAlwaysAs(sql.raw(`(ended_date + interval '${archiveYears} years')::date`)),
    /** As the signal had it (R8, R9). */
    statedDestructionDate: date('stated_destruction_date'),
    statedEarliestDate: date('stated_earliest_date'),
  },
  (t) => [
    index('archived_signal_of_young_person').on(t.youngPersonId),
    index('archived_signal_by_until_date').on(t.untilDate),
    index('archived_signal_under_convenant').on(t.convenantId),
    check('archived_for_a_reason', sql`${t.reason} in ('risk_gone', 'lapsed')`),
  ],
)

/** Which professional was told of which archived signal: once, also where they register again (R14). */
export const archiveNotice = pgTable(
  'archive_notice',
  {
    archivedSignalId: uuid('archived_signal_id')
      .notNull()
      .references(() => archivedSignal.id, { onDelete: 'cascade' }),
    professionalId: uuid('professional_id').notNull(),
    /** In which notification; several archived signals share one. */
    notificationId: uuid('notification_id').notNull(),
    madeAt: instant('made_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.archivedSignalId, t.professionalId] }),
    index('archive_notice_of_professional').on(t.professionalId),
    index('archive_notice_of_notification').on(t.notificationId),
  ],
)

/** That a professional was asked whether a signal about to lapse still holds; once for each term and number of days (R12). */
export const lapseReminder = pgTable(
  'lapse_reminder',
  {
    signalId: uuid('signal_id')
      .notNull()
      .references(() => signal.id, { onDelete: 'cascade' }),
    /** The removal date that it was about: after renewal there is another. */
    removalDate: date('removal_date').notNull(),
    daysBefore: smallint('days_before').notNull(),
    madeAt: instant('made_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.signalId, t.removalDate, t.daysBefore] })],
)

/**
 * A registration that met others and was ended as unfounded within a day (R6): who did so, and nothing of the young person,
 * for the coordinator of the organisation and the municipality to look into.
 */
export const quickWithdrawal = pgTable(
  'quick_withdrawal',
  {
    id: uuid('id').primaryKey(),
    professionalId: uuid('professional_id').notNull(),
    organisationId: uuid('organisation_id').notNull(),
    municipalityCode: text('municipality_code').notNull(),
    registeredAt: instant('registered_at').notNull(),
    endedAt: instant('ended_at').notNull(),
  },
  (t) => [
    index('quick_withdrawal_of_organisation').on(t.organisationId, t.id),
    index('quick_withdrawal_in_municipality').on(t.municipalityCode, t.id),
  ],
)
