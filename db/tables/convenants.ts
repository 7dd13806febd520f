import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  index,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { anchors, categoryNames, domains } from '../../src/ground/law.ts'
import { instant } from './columns.ts'

/** Who takes part: municipalities, convenants, organisations, partners (R1, R4). */

export const domainName = pgEnum('domain_name', domains)
export const organisationKind = pgEnum('organisation_kind', ['institution', 'independent'])
export const organisationCategory = pgEnum('organisation_category', categoryNames)
export const anchorKind = pgEnum('anchor_kind', anchors)
export const partnerState = pgEnum('partner_state', ['invited', 'agreed', 'connected', 'suspended', 'ended'])

export const municipality = pgTable(
  'municipality',
  {
    code: text('code').primaryKey(),
    name: text('name').notNull(),
    validFrom: date('valid_from').notNull(),
    validUntil: date('valid_until'),
  },
  (t) => [check('municipality_code_is_cbs', sql`${t.code} ~ '^[0-9]{4}$'`)],
)

/**
 * Which municipality goes on as which after a merger or renaming, from a day on (R4). Every later successor of a former
 * municipality has a row, so that one look leads from any former code to the municipality of a day.
 */
export const municipalitySuccession = pgTable(
  'municipality_succession',
  {
    formerCode: text('former_code')
      .notNull()
      .references(() => municipality.code),
    successorCode: text('successor_code')
      .notNull()
      .references(() => municipality.code),
    fromDate: date('from_date').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.formerCode, t.fromDate] }),
    index('succession_of_successor').on(t.successorCode, t.fromDate),
    check('no_municipality_succeeds_itself', sql`${t.formerCode} <> ${t.successorCode}`),
  ],
)

export const convenant = pgTable(
  'convenant',
  {
    id: uuid('id').primaryKey(),
    title: text('title').notNull(),
    signedDate: date('signed_date').notNull(),
    inForceFrom: date('in_force_from').notNull(),
    inForceUntil: date('in_force_until'),
    longestTermMonths: smallint('longest_term_months').notNull().default(24),
    /** Tacit renewal: by so many months each time, unless it is ended; null where it simply runs out. */
    tacitRenewalMonths: smallint('tacit_renewal_months'),
    /** Where the signed document is kept: its reference, never its text. */
    documentReference: text('document_reference'),
    /** Counts below this are not shown in reports (R22). */
    smallCountThreshold: smallint('small_count_threshold').notNull().default(10),
    /** So many days before a signal lapses its professional is asked whether it still holds (R12). */
    lapseReminderDays: smallint('lapse_reminder_days').array().notNull().default([30, 7]),
  },
  (t) => [
    check('term_within_law', sql`${t.longestTermMonths} between 1 and 24`),
    check('renewal_within_reason', sql`${t.tacitRenewalMonths} between 1 and 60`),
    check('reference_is_no_text', sql`${t.documentReference} ~ '^[A-Za-z0-9][A-Za-z0-9./_-]{0,63}$'`),
    check('threshold_within_limits', sql`${t.smallCountThreshold} between 5 and 100`),
    check(
      'reminders_within_reason',
      sql`cardinality(${t.lapseReminderDays}) between 1 and 4
      and 1 <= all (${t.lapseReminderDays}) and 180 >= all (${t.lapseReminderDays})`,
    ),
  ],
)

export const convenantMunicipality = pgTable(
  'convenant_municipality',
  {
    convenantId: uuid('convenant_id')
      .notNull()
      .references(() => convenant.id),
    municipalityCode: text('municipality_code')
      .notNull()
      .references(() => municipality.code),
    /** From when on the convenant holds here; null as long as this municipality has not agreed to it. */
    fromDate: date('from_date'),
    /** The first day on which it no longer does, since another municipality goes on with it. */
    untilDate: date('until_date'),
  },
  (t) => [
    primaryKey({ columns: [t.convenantId, t.municipalityCode] }),
    index('convenant_of_municipality').on(t.municipalityCode),
  ],
)

export const organisation = pgTable(
  'organisation',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    domain: domainName('domain').notNull(),
    kind: organisationKind('kind').notNull().default('institution'),
    /** The category of Besluit Jw 7.1.1-7.1.7 by which it may take part at all (R1); the domain follows from it. */
    category: organisationCategory('category').notNull(),
    kvkNumber: text('kvk_number'),
    oin: text('oin'),
    agbCode: text('agb_code'),
    brin: text('brin'),
    rsin: text('rsin'),
  },
  (t) => [
    uniqueIndex('organisation_by_kvk').on(t.kvkNumber),
    uniqueIndex('organisation_by_oin').on(t.oin),
    uniqueIndex('organisation_by_agb').on(t.agbCode),
    uniqueIndex('organisation_by_brin').on(t.brin),
    uniqueIndex('organisation_by_rsin').on(t.rsin),
    check('kvk_number_is_one', sql`${t.kvkNumber} ~ '^[0-9]{8}$'`),
    check('oin_is_one', sql`${t.oin} ~ '^[0-9]{20}$'`),
    check('agb_code_is_one', sql`${t.agbCode} ~ '^[0-9]{8}$'`),
    check('brin_is_one', sql`${t.brin} ~ '^[0-9]{2}[A-Z]{2}$'`),
    check('rsin_is_one', sql`${t.rsin} ~ '^[0-9]{9}$'`),
  ],
)

/** The convenant's own list: who signed it, whether or not they are connected yet (R4). */
export const convenantParty = pgTable(
  'convenant_party',
  {
    convenantId: uuid('convenant_id')
      .notNull()
      .references(() => convenant.id),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisation.id),
    listedAt: instant('listed_at').notNull(),
    listedBy: uuid('listed_by'),
  },
  (t) => [
    primaryKey({ columns: [t.convenantId, t.organisationId] }),
    index('party_of_organisation').on(t.organisationId),
  ],
)

export const partner = pgTable(
  'partner',
  {
    id: uuid('id').primaryKey(),
    convenantId: uuid('convenant_id')
      .notNull()
      .references(() => convenant.id),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisation.id),
    /** The last step, and the day from which it holds; every step is in `partner_step`. */
    state: partnerState('state').notNull(),
    stateSince: date('state_since').notNull(),
    /** Where the agreement is anchored, and the last day on which that holds. */
    anchor: anchorKind('anchor').notNull().default('convenant'),
    anchorUntil: date('anchor_until'),
    anchorReference: text('anchor_reference'),
    /** Whether it may take the lead of a match, or register only. */
    mayLead: boolean('may_lead').notNull().default(false),
  },
  (t) => [
    unique('one_partner_per_convenant').on(t.organisationId, t.convenantId),
    index('partner_of_convenant').on(t.convenantId),
    check('anchor_reference_is_no_text', sql`${t.anchorReference} ~ '^[A-Za-z0-9][A-Za-z0-9./_-]{0,63}$'`),
  ],
)

/** How a partner came to where it stands: each step, its day, and who took it (R4). */
export const partnerStep = pgTable(
  'partner_step',
  {
    id: uuid('id').primaryKey(),
    partnerId: uuid('partner_id')
      .notNull()
      .references(() => partner.id),
    state: partnerState('state').notNull(),
    fromDate: date('from_date').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    recordedBy: uuid('recorded_by'),
  },
  (t) => [index('step_of_partner').on(t.partnerId, t.id)],
)
