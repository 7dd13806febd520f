import { sql } from 'drizzle-orm'
import { check, date, index, pgTable, primaryKey, smallint, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'

/**
 * The young person, by the keyed index of an identifying number and the number itself sealed (R9). Nothing
 * else about the person is kept but the date of destruction (R8).
 */

export const youngPerson = pgTable(
  'young_person',
  {
    id: uuid('id').primaryKey(),
    bsnSealed: bytes('bsn_sealed').notNull(),
    sealKeyVersion: smallint('seal_key_version').notNull(),
    destructionDate: date('destruction_date').notNull(),
  },
  (t) => [index('young_person_by_destruction_date').on(t.destructionDate)],
)

/**
 * One row per young person and index key version. The row is also the lock: a registration takes it
 * before looking for others, so that no match is missed, also while two key versions are in use.
 */
export const identityIndex = pgTable(
  'identity_index',
  {
    keyVersion: smallint('key_version').notNull(),
    value: bytes('value').notNull(),
    youngPersonId: uuid('young_person_id')
      .notNull()
      .references(() => youngPerson.id, { onDelete: 'cascade' }),
  },
  (t) => [
    primaryKey({ columns: [t.keyVersion, t.value] }),
    index('identity_of_young_person').on(t.youngPersonId),
    check('value_is_hmac_sha256', sql`length(${t.value}) = 32`),
  ],
)

/** Two registrations of one number that disagree about the birth date; neither is told (R6, R9). */
export const identityConflict = pgTable(
  'identity_conflict',
  {
    id: uuid('id').primaryKey(),
    youngPersonId: uuid('young_person_id')
      .notNull()
      .references(() => youngPerson.id, { onDelete: 'cascade' }),
    signalId: uuid('signal_id').notNull(),
    knownDestructionDate: date('known_destruction_date').notNull(),
    statedDestructionDate: date('stated_destruction_date').notNull(),
    detectedAt: instant('detected_at').notNull(),
  },
  (t) => [index('conflict_of_young_person').on(t.youngPersonId)],
)
