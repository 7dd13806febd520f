import { sql } from 'drizzle-orm'
import {
  check,
  date,
  index,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { domains } from '../../src/law.ts'

/** Who takes part: municipalities, convenants, organisations, partners (R1, R4). */

export const domainName = pgEnum('domain_name', domains)
export const organisationKind = pgEnum('organisation_kind', ['institution', 'independent'])
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

export const convenant = pgTable(
  'convenant',
  {
    id: uuid('id').primaryKey(),
    title: text('title').notNull(),
    signedDate: date('signed_date').notNull(),
    inForceFrom: date('in_force_from').notNull(),
    inForceUntil: date('in_force_until'),
    longestTermMonths: smallint('longest_term_months').notNull().default(24),
  },
  (t) => [check('term_within_law', sql`${t.longestTermMonths} between 1 and 24`)],
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
  },
  (t) => [primaryKey({ columns: [t.convenantId, t.municipalityCode] })],
)

export const organisation = pgTable('organisation', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  domain: domainName('domain').notNull(),
  kind: organisationKind('kind').notNull().default('institution'),
})

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
    state: partnerState('state').notNull(),
    stateSince: date('state_since').notNull(),
  },
  (t) => [
    unique('one_partner_per_convenant').on(t.organisationId, t.convenantId),
    index('partner_of_convenant').on(t.convenantId),
  ],
)
