import { sql } from 'drizzle-orm'
import {
  check,
  date,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { matchKinds } from '../../src/ground/law.ts'
import { instant } from './columns.ts'
import { domainName } from './convenants.ts'

/** Figures that give nobody away (R22): what is counted while registering, and what is published of it. */

export const activityMeasure = pgEnum('activity_measure', [
  'signals',
  'matches_within_organisation',
  'matches_within_municipality',
  'matches_across_municipalities',
])

/**
 * How many signals were registered in a quarter, and how many of them met others on arrival, per professional and
 * municipality of then. Kept up to date by registering; never counted down, and without anything of a young person. No
 * foreign keys: a figure outlives those of whom it speaks, and registering has nothing to look up.
 */
export const activity = pgTable(
  'activity',
  {
    /** The first day of a quarter in Europe/Amsterdam. */
    quarter: date('quarter').notNull(),
    municipalityCode: text('municipality_code').notNull(),
    organisationId: uuid('organisation_id').notNull(),
    professionalId: uuid('professional_id').notNull(),
    measure: activityMeasure('measure').notNull(),
    count: integer('count').notNull(),
    /** In which months of the quarter: 1 for its first, 2 for its second, 4 for its third, added up. */
    months: smallint('months').notNull().default(0),
  },
  // Begins with the quarter, since publishing reads a quarter as a whole.
  (t) => [
    primaryKey({
      name: 'activity_pk',
      columns: [t.quarter, t.municipalityCode, t.organisationId, t.professionalId, t.measure],
    }),
    // For the municipality's view. What counting changes at every signal is not in it, so that it costs a row a month at most.
    index('activity_by_month')
      .on(t.municipalityCode, t.quarter, t.organisationId, t.professionalId, t.months)
      .where(sql`${t.measure} = 'signals'`),
  ],
)

/** The quarters whose figures are published. What is published never changes. */
export const reportPeriod = pgTable('report_period', {
  quarter: date('quarter').primaryKey(),
  publishedAt: instant('published_at').notNull(),
})

export const reportMeasure = pgEnum('report_measure', ['signals', 'matches'])
export const matchKind = pgEnum('match_kind', matchKinds)

/**
 * A published figure: a sum over events that are in no other figure of the same measure. What it is about is said as far as
 * it may be: null where it is summed over municipalities, domains or organisations that are not shown by themselves.
 */
export const reportBlock = pgTable(
  'report_block',
  {
    quarter: date('quarter')
      .notNull()
      .references(() => reportPeriod.quarter),
    number: integer('number').notNull(),
    measure: reportMeasure('measure').notNull(),
    municipalityCode: text('municipality_code'),
    domain: domainName('domain'),
    organisationId: uuid('organisation_id'),
    /** Of a figure on matches: the kinds that are summed in it. */
    kinds: matchKind('kinds').array(),
    count: integer('count').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.quarter, t.number] }),
    index('block_of_municipality').on(t.municipalityCode, t.quarter),
    check('matches_have_kinds', sql`(${t.measure} = 'matches') = (${t.kinds} is not null)`),
  ],
)

export const reportLevel = pgEnum('report_level', ['municipality', 'domain', 'country', 'nowhere'])

/**
 * Where figures on a domain in a municipality are not complete: what is missing there was summed at a wider level, or is
 * nowhere shown. Says nothing about how much that is, or whether it is anything.
 */
export const reportGap = pgTable(
  'report_gap',
  {
    quarter: date('quarter')
      .notNull()
      .references(() => reportPeriod.quarter),
    measure: reportMeasure('measure').notNull(),
    municipalityCode: text('municipality_code').notNull(),
    domain: domainName('domain').notNull(),
    level: reportLevel('level').notNull(),
  },
  (t) => [
    primaryKey({
      name: 'report_gap_pk',
      columns: [t.quarter, t.measure, t.municipalityCode, t.domain, t.level],
    }),
    index('gap_of_municipality').on(t.municipalityCode, t.quarter),
  ],
)
