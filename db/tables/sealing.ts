import { sql } from 'drizzle-orm'
import { bigint, check, customType, pgTable, primaryKey, smallint, text, unique } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'

/**
 * The tree over the logbook (R20): a leaf for each line, in the order in which they were sealed, the hashes of every
 * eighth level above them, and the signed states of it. Lines are added and none is changed; what goes with a young
 * person is the salt that ties a line to their pseudonym.
 */

const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' })

export const logbookLeaf = pgTable(
  'logbook_leaf',
  {
    index: bigint('index', { mode: 'number' }).primaryKey(),
    logbookId: bigint('logbook_id', { mode: 'number' }).notNull(),
    hash: bytes('hash').notNull(),
    /** Stands in the leaf for the pseudonym of the young person, so that the pseudonym can go and the leaf stay. */
    subjectCommitment: bytes('subject_commitment'),
    subjectSalt: bytes('subject_salt'),
  },
  (t) => [
    unique('one_leaf_per_line').on(t.logbookId),
    check('leaf_is_sha256', sql`length(${t.hash}) = 32`),
    check('salt_belongs_to_commitment', sql`${t.subjectSalt} is null or ${t.subjectCommitment} is not null`),
  ],
)

export const logbookTile = pgTable(
  'logbook_tile',
  {
    /** The hash is over `2 ** level` leaves; a multiple of eight. */
    level: smallint('level').notNull(),
    index: bigint('index', { mode: 'number' }).notNull(),
    hash: bytes('hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.level, t.index] })],
)

export const logbookCheckpoint = pgTable('logbook_checkpoint', {
  size: bigint('size', { mode: 'number' }).primaryKey(),
  /** The signed note (C2SP): origin, size, root, signature. */
  note: text('note').notNull(),
  signedAt: instant('signed_at').notNull(),
  /** Every line of a transaction before this one is sealed; in the cluster of that name only. */
  sealedBefore: transactionId('sealed_before').notNull(),
  cluster: text('cluster').notNull(),
})
