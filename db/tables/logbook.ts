import { sql } from 'drizzle-orm'
import { bigint, customType, date, index, pgEnum, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'
import { logbookEvents } from './logbook-events.ts'
import { endReason } from './signals.ts'

/**
 * Who did, received or saw what, when, and on which ground (R20). Typed columns only, so that no text about
 * anybody fits. No foreign keys: a line outlives what it speaks of. The database lets the service add lines
 * and neither change nor remove one (`db/functions/security/grants.sql`).
 */
export const logbookEvent = pgEnum('logbook_event', logbookEvents)
export type LogbookEvent = (typeof logbookEvent.enumValues)[number]

const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' })

export const logbook = pgTable(
  'logbook',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** Lets a reader take only lines whose transaction is settled; ids commit out of order. */
    transactionId: transactionId('transaction_id').notNull().default(sql`pg_current_xact_id()`),
    occurredAt: instant('occurred_at').notNull(),
    event: logbookEvent('event').notNull(),
    ground: text('ground'),
    actorId: uuid('actor_id'),
    organisationId: uuid('organisation_id'),
    youngPersonId: uuid('young_person_id'),
    signalId: uuid('signal_id'),
    matchId: uuid('match_id'),
    notificationId: uuid('notification_id'),
    /** About which account, convenant, partner or municipality an administrative act was. */
    accountId: uuid('account_id'),
    convenantId: uuid('convenant_id'),
    partnerId: uuid('partner_id'),
    municipalityCode: text('municipality_code'),
    /** Of a sealed state or a certificate: how many, and the hash over them. */
    count: bigint('count', { mode: 'number' }),
    digest: bytes('digest'),
    /** Why a signal ended, or what a certificate is about; and the day that a run of the daily work was for. */
    reason: endReason('reason'),
    day: date('day'),
    /** The request of a data subject that it was about (R21). */
    requestId: uuid('request_id'),
  },
  (t) => [
    index('logbook_in_order').on(t.transactionId, t.id),
    // What the answer to access tells of, and whether somebody looked already that day.
    index('logbook_of_young_person_by_event')
      .on(t.youngPersonId, t.event, t.occurredAt)
      .where(sql`${t.youngPersonId} is not null`),
    // What the supervisor reads by: a period, an event, an organisation, each in the order of the instants (R5).
    index('logbook_in_period').on(t.occurredAt, t.id),
    index('logbook_of_event').on(t.event, t.occurredAt, t.id),
    index('logbook_of_organisation')
      .on(t.organisationId, t.occurredAt, t.id)
      .where(sql`${t.organisationId} is not null`),
  ],
)

/**
 * What a line of an event must have, may have at all, and may cite: columns of the logbook by their names. Every version of the
 * service adds what its catalogue says and takes nothing away, so that two versions write side by side
 * (`db/functions/logbook/hold_to_catalogue.sql`).
 */
export const logbookRule = pgTable('logbook_rule', {
  event: logbookEvent('event').primaryKey(),
  must: text('must').array().notNull(),
  allowed: text('allowed').array().notNull(),
  grounds: text('grounds').array().notNull(),
})
