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
import { youngPerson } from './identity.ts'

/**
 * Requests of data subjects (R21, Jw 7.1.5, GDPR 13 to 21): who decided what, and when. Neither a number nor a birth date is
 * kept; the tie to the young person goes with them, and the record that a request was decided stays.
 */

export const requestKind = pgEnum('request_kind', ['access', 'rectification', 'erasure', 'objection'])
export const ageGroup = pgEnum('age_group', ['under_12', 'from_12_to_15', 'from_16'])
export const requestDecision = pgEnum('request_decision', ['granted', 'refused'])
export const adviceChoice = pgEnum('advice_choice', ['grant', 'refuse', 'no_opinion'])

export const subjectRequest = pgTable(
  'subject_request',
  {
    id: uuid('id').primaryKey(),
    kind: requestKind('kind').notNull(),
    municipalityCode: text('municipality_code').notNull(),
    openedBy: uuid('opened_by').notNull(),
    openedAt: instant('opened_at').notNull(),
    /** None where nobody is known by the number, and once the young person is destroyed. */
    youngPersonId: uuid('young_person_id').references(() => youngPerson.id, { onDelete: 'set null' }),
    /** By the age on the day of opening: who had to sign, and to whom is answered. */
    ageGroup: ageGroup('age_group').notNull(),
    /**
     * Of a rectification that is not decided yet: the date of destruction by the birth date that was stated (R8); tied to nobody once
     * the young person is destroyed.
     */
    statedDestructionDate: date('stated_destruction_date'),
    /** The first day that it may be, where that birth date is not wholly known; the one above is then the last. */
    statedEarliestDate: date('stated_earliest_date'),
    /** The last day to decide on: a month on, and two more where it was extended. */
    dueDate: date('due_date').notNull(),
    extendedAt: instant('extended_at'),
    decision: requestDecision('decision'),
    decidedAt: instant('decided_at'),
    decidedBy: uuid('decided_by'),
    /** What a granted erasure or objection destroyed, or a rectification by which somebody is 23. */
    destroyedSignals: integer('destroyed_signals'),
    destroyedArchived: integer('destroyed_archived'),
    destroyedYoungPerson: boolean('destroyed_young_person'),
    digest: bytes('digest'),
  },
  (t) => [
    index('request_in_municipality').on(t.municipalityCode, t.id),
    index('request_of_young_person').on(t.youngPersonId),
    check(
      'decided_by_somebody',
      sql`(${t.decision} is null) = (${t.decidedAt} is null)
      and (${t.decision} is null) = (${t.decidedBy} is null)`,
    ),
    check(
      'rectified_by_a_date',
      sql`${t.statedDestructionDate} is null or (${t.kind} = 'rectification' and ${t.decision} is null)`,
    ),
    check('rectified_from_a_date', sql`${t.statedEarliestDate} < ${t.statedDestructionDate}`),
  ],
)

/** What the professionals concerned advise: a choice, never a text. */
export const subjectRequestAdvice = pgTable(
  'subject_request_advice',
  {
    requestId: uuid('request_id')
      .notNull()
      .references(() => subjectRequest.id),
    professionalId: uuid('professional_id').notNull(),
    askedAt: instant('asked_at').notNull(),
    advice: adviceChoice('advice'),
    advisedAt: instant('advised_at'),
  },
  (t) => [
    primaryKey({ columns: [t.requestId, t.professionalId] }),
    index('advice_of_professional').on(t.professionalId),
    check('advised_at_some_time', sql`(${t.advice} is null) = (${t.advisedAt} is null)`),
  ],
)
