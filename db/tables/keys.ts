import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  date,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'

/** What a key is for: the blind index, the seal over a number, the signature under the logbook. */
export const keyKind = pgEnum('key_kind', ['index', 'seal', 'logbook'])

/**
 * With which keys the data was made: a value of each, from which the key cannot be had (R23). A service with other keys would find nobody
 * and miss every match, so it does not start. What stands here is never removed: a backup may come back.
 */
export const keyCheck = pgTable(
  'key_check',
  {
    kind: keyKind('kind').notNull(),
    version: smallint('version').notNull(),
    value: bytes('value').notNull(),
    registeredAt: instant('registered_at').notNull(),
    /** The day on which the key was destroyed, as the operator says, once nothing needs it: it never comes back. */
    destroyedOn: date('destroyed_on'),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.version] }),
    unique('one_version_of_a_key').on(t.kind, t.value),
    check('check_value_is_32_bytes', sql`length(${t.value}) = 32`),
  ],
)

/**
 * The last change of each kind of key that an operator began, and how far it is. From then on nothing is made without that version, so
 * that one pass over all young persons reaches everybody.
 */
export const keyRotation = pgTable('key_rotation', {
  kind: keyKind('kind').primaryKey(),
  version: smallint('version').notNull(),
  /** The version from which the logbook is handed over. */
  fromVersion: smallint('from_version').notNull(),
  begunAt: instant('begun_at').notNull(),
  /** Up to which young person the pass has come. */
  reached: uuid('reached'),
  /** Of this pass: how many were looked at, and how many stay behind, since their seal does not open for instance. */
  lookedAt: bigint('looked_at', { mode: 'number' }).notNull().default(0),
  leftBehind: integer('left_behind').notNull().default(0),
  completeAt: instant('complete_at'),
})
