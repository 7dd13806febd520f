import { sql } from 'drizzle-orm'
import { index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'
import { youngPerson } from './identity.ts'
import { signal } from './signals.ts'

/** Matches and who takes part in them (R15). A professional whose signal ended is no longer in them; who was left over has left. */

export const match = pgTable(
  'match',
  {
    id: uuid('id').primaryKey(),
    youngPersonId: uuid('young_person_id')
      .notNull()
      .references(() => youngPerson.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at').notNull(),
    closedAt: instant('closed_at'),
  },
  // The belt to the braces of the lock: a second open match on one young person cannot be stored.
  (t) => [
    uniqueIndex('one_open_match').on(t.youngPersonId).where(sql`${t.closedAt} is null`),
    // For destroying a young person, whose matches may be closed.
    index('match_of_young_person').on(t.youngPersonId),
  ],
)

export const matchParticipant = pgTable(
  'match_participant',
  {
    matchId: uuid('match_id')
      .notNull()
      .references(() => match.id, { onDelete: 'cascade' }),
    signalId: uuid('signal_id')
      .notNull()
      .references(() => signal.id, { onDelete: 'cascade' }),
    professionalId: uuid('professional_id').notNull(),
    municipalityCode: text('municipality_code').notNull(),
    joinedAt: instant('joined_at').notNull(),
    leftAt: instant('left_at'),
  },
  (t) => [
    primaryKey({ columns: [t.matchId, t.signalId] }),
    // One at a time: the signal that was left over when a match closed takes part in the next one.
    uniqueIndex('one_match_per_signal').on(t.signalId).where(sql`${t.leftAt} is null`),
    index('participation_of_signal').on(t.signalId),
    index('participation_of_professional').on(t.professionalId, t.matchId),
    index('participation_in_municipality').on(t.municipalityCode, t.matchId),
  ],
)
