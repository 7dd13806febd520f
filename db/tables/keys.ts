import { sql } from 'drizzle-orm'
import { check, pgEnum, pgTable, primaryKey, smallint, unique } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'

/** What a key is for: the blind index, the seal over a number, the signature under the logbook. */
export const keyKind = pgEnum('key_kind', ['index', 'seal', 'logbook'])

/**
 * With which keys the data was made: a value of each, from which the key cannot be had (R23). A service with other keys would find nobody
 * and miss every match, so it does not start. What stands here is never changed or removed: a backup may come back.
 */
export const keyCheck = pgTable(
  'key_check',
  {
    kind: keyKind('kind').notNull(),
    version: smallint('version').notNull(),
    value: bytes('value').notNull(),
    registeredAt: instant('registered_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.version] }),
    unique('one_version_of_a_key').on(t.kind, t.value),
    check('check_value_is_32_bytes', sql`length(${t.value}) = 32`),
  ],
)
