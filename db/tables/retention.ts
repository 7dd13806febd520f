import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'
import { convenant } from './convenants.ts'
import { endReason } from './signals.ts'

/** How the law's clock is carried out, and the proof of it (R8, R11, R13, R20). */

/** The daily work: one row for each rule and day, how far it is, and what its certificate says. */
export const retentionRun = pgTable(
  'retention_run',
  {
    day: date('day').notNull(),
    rule: endReason('rule').notNull(),
    startedAt: instant('started_at').notNull(),
    /** When its certificate was written; null while there is more to do. */
    finishedAt: instant('finished_at'),
    count: integer('count').notNull().default(0),
    /** Over the hashes of what it was carried out on, once it is finished (`db/functions/retention/certify_retention.sql`). */
    digest: bytes('digest').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.day, t.rule] }),
    check('a_rule_of_the_clock', sql`${t.rule}::text in ('lapsed', 'archive_ended', 'turned_23')`),
  ],
)

/** How far the clock of the daily work is believed: one row. */
export const retentionClock = pgTable(
  'retention_clock',
  {
    only: boolean('only').primaryKey().default(true),
    /** When the daily work last ran, by its own clock. */
    lastRunAt: instant('last_run_at').notNull(),
    /** From which instant on a clock that went forward was refused; null once one is believed, or an operator accepts it. */
    refusedFrom: instant('refused_from'),
    /** When the planner's samples were last taken anew after somebody was destroyed (`db/functions/retention/forget_in_statistics.sql`). */
    samplesTakenAt: instant('samples_taken_at'),
  },
  (t) => [check('one_clock', sql`${t.only}`)],
)

export const destroyedKind = pgEnum('destroyed_kind', ['young_person', 'signal'])

/**
 * What was destroyed, by a hash of an id that is nowhere any more: on its way to the ledger outside the database, from which
 * a restored backup learns whom not to bring back.
 */
export const destruction = pgTable(
  'destruction',
  {
    id: uuid('id').primaryKey(),
    day: date('day').notNull(),
    reason: endReason('reason').notNull(),
    kind: destroyedKind('kind').notNull(),
    subjectHash: bytes('subject_hash').notNull(),
    /** By which wind-down, where it was one. */
    windDownId: uuid('wind_down_id'),
    /** When the ledger had it; null until then. */
    keptAt: instant('kept_at'),
  },
  (t) => [
    index('destruction_to_keep').on(t.id).where(sql`${t.keptAt} is null`),
    // For certificates, which say what was destroyed by a rule on a day, or by a wind-down.
    index('destruction_by_day').on(t.day, t.reason),
    index('destruction_by_wind_down').on(t.windDownId).where(sql`${t.windDownId} is not null`),
    check('destroyed_by_sha256', sql`length(${t.subjectHash}) = 32`),
  ],
)

/**
 * Young persons who are destroyed and had more lines in the logbook than one transaction forgets: until the last of these has lost its tie,
 * soon after (R20; `db/functions/ending/forget_in_logbook.sql`).
 */
export const tieToForget = pgTable('tie_to_forget', {
  youngPersonId: uuid('young_person_id').primaryKey(),
  since: instant('since').notNull(),
})

/** A municipality that stops with a convenant: what was under it moves to another, or is destroyed, with one certificate. */
export const windDown = pgTable(
  'wind_down',
  {
    id: uuid('id').primaryKey(),
    convenantId: uuid('convenant_id')
      .notNull()
      .references(() => convenant.id),
    municipalityCode: text('municipality_code').notNull(),
    begunBy: uuid('begun_by').notNull(),
    begunAt: instant('begun_at').notNull(),
    finishedAt: instant('finished_at'),
    /** Signals, active and archived, that go on under another convenant. */
    moved: integer('moved').notNull().default(0),
    destroyedSignals: integer('destroyed_signals').notNull().default(0),
    destroyedArchived: integer('destroyed_archived').notNull().default(0),
    destroyedYoungPersons: integer('destroyed_young_persons').notNull().default(0),
    /** How many signals, active and archived, the digest is over, once it is finished; after a restore more than it took itself. */
    certified: integer('certified').notNull().default(0),
    digest: bytes('digest').notNull(),
  },
  // Several where a merger brought the convenant back after one was finished.
  (t) => [index('wind_down_of_municipality').on(t.convenantId, t.municipalityCode)],
)
