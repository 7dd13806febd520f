import { getTableColumns } from 'drizzle-orm'
import { type LogbookEvent, logbook } from '../../db/tables/logbook.ts'
import type { ActivityName } from './activities.ts'

/**
 * The closed catalogue of what the logbook tells (R20): each event, the activity that it is part of, the fields that its lines
 * must have, and those that they may have. What each is stands in `dutch-events.ts`. The database holds every line to it
 * (`db/functions/logbook/zz_logbook_fields.sql`, which `npm run catalogue` makes from this file). Lines that are there stay: the
 * catalogue may grow wider, never narrower. A young person is never required, since the tie to them is forgotten when they
 * are destroyed.
 */

/** A field of a line, besides the instant and the event, which every line has, and the ground, which any line may have. */
export type LineField = Exclude<
  keyof typeof logbook.$inferInsert,
  'id' | 'transactionId' | 'occurredAt' | 'event' | 'ground'
>

export interface CatalogueEntry {
  readonly activity: ActivityName
  readonly must: readonly LineField[]
  readonly may: readonly LineField[]
}

const always = new Set(['id', 'transactionId', 'occurredAt', 'event', 'ground'])

/** Every field that a line of some event may have. */
export const lineFields = Object.keys(getTableColumns(logbook)).filter(
  (name) => !always.has(name),
) as LineField[]

const who = 'actorId organisationId'
const place = 'organisationId municipalityCode convenantId partnerId'
const run = 'actorId reason day count digest'
const certificate = `${run} organisationId municipalityCode convenantId requestId`
const concerning = `${certificate} youngPersonId signalId matchId notificationId accountId`

export const catalogue: Readonly<Record<LogbookEvent, CatalogueEntry>> = {
  // What a professional does, and what it sets off.
  signal_registered: of('registering', 'signalId', `${who} youngPersonId`),
  signal_repeated: of('registering', 'signalId', `${who} youngPersonId`),
  registration_refused: of('registering', '', who),
  signal_renewed: of('ending', 'signalId', `${who} youngPersonId accountId municipalityCode day`),
  signal_ended: of(
    'ending',
    'signalId',
    `${who} youngPersonId accountId matchId municipalityCode convenantId requestId reason day`,
  ),
  signal_moved: of('connecting', 'signalId', `${who} youngPersonId municipalityCode convenantId`),
  signal_handed_over: of('coordinating', 'signalId', `${who} youngPersonId matchId accountId`),
  match_created: of('matching', 'matchId', `${who} youngPersonId signalId`),
  match_joined: of('matching', 'matchId signalId', `${who} youngPersonId`),
  match_left: of('matching', 'matchId', `${who} youngPersonId signalId`),
  match_closed: of('matching', 'matchId', `${who} youngPersonId signalId`),
  identity_conflict_found: of('identifying', '', `${who} youngPersonId signalId notificationId`),
  quick_withdrawal_found: of('consulting', '', `${who} accountId municipalityCode signalId notificationId`),

  // What was told to whom.
  notification_made: of(
    'notifying',
    'notificationId',
    `${who} youngPersonId signalId matchId accountId requestId`,
  ),
  notification_sent: of('notifying', 'notificationId', 'actorId signalId matchId requestId'),
  notification_withheld: of('notifying', 'notificationId', 'actorId signalId matchId requestId'),
  notification_opened: of(
    'notifying',
    'actorId notificationId',
    'organisationId signalId matchId accountId requestId',
  ),

  // Who saw what.
  signals_viewed: of('consulting', 'signalId', `${who} youngPersonId`),
  bsn_disclosed: of('consulting', 'signalId', `${who} youngPersonId`),
  matches_viewed: of('consulting', 'matchId', `${who} youngPersonId signalId accountId municipalityCode`),
  notifications_viewed: of('notifying', 'actorId', 'organisationId accountId notificationId matchId'),
  archived_signals_viewed: of('archiving', '', `${who} youngPersonId signalId notificationId count`),
  signals_of_colleague_viewed: of('coordinating', 'signalId', `${who} youngPersonId matchId accountId`),
  identity_conflicts_viewed: of('identifying', '', 'actorId youngPersonId'),
  quick_withdrawals_viewed: of(
    'coordinating',
    'actorId',
    'organisationId accountId municipalityCode signalId count',
  ),
  accounts_viewed: of('coordinating', 'actorId', `accountId ${place}`),
  overview_viewed: of('connecting', 'actorId', place),
  report_viewed: of('reporting', 'actorId', place),
  action_refused: of('accounting', 'actorId', 'organisationId'),

  // Who is connected.
  municipality_recorded: of('connecting', 'municipalityCode', 'actorId'),
  municipalities_merged: of('connecting', 'municipalityCode', 'actorId'),
  convenant_recorded: of('connecting', 'convenantId', 'actorId municipalityCode'),
  convenant_agreed: of('connecting', 'convenantId municipalityCode', 'actorId'),
  convenant_changed: of('connecting', 'convenantId', 'actorId municipalityCode'),
  organisation_recorded: of('connecting', 'organisationId', `actorId ${place}`),
  organisation_changed: of('connecting', 'organisationId', `actorId ${place}`),
  party_listed: of('connecting', 'organisationId convenantId', `actorId ${place}`),
  party_removed: of('connecting', 'organisationId convenantId', `actorId ${place}`),
  partner_invited: of('connecting', 'partnerId', `actorId accountId ${place}`),
  partner_changed: of('connecting', 'partnerId', `actorId accountId ${place}`),
  partner_state_changed: of('connecting', 'partnerId', `actorId accountId ${place}`),
  partners_imported: of('connecting', 'actorId', `count ${place}`),
  partners_exported: of('connecting', 'actorId', `count ${place}`),
  invitation_made: of('connecting', 'accountId', `actorId notificationId ${place}`),
  invitation_accepted: of('connecting', 'accountId', `actorId ${place}`),

  // People and their roles.
  account_added: of('coordinating', 'accountId', `actorId ${place}`),
  account_changed: of('coordinating', 'accountId', `actorId ${place}`),
  account_withdrawn: of('coordinating', 'accountId', `actorId ${place}`),
  accounts_imported: of('coordinating', 'actorId', 'organisationId count'),
  accounts_exported: of('coordinating', 'actorId', 'organisationId count'),
  role_granted: of('coordinating', 'accountId', `actorId ${place}`),
  role_ended: of('coordinating', 'accountId', `actorId ${place}`),
  absence_recorded: of('coordinating', 'accountId', who),
  absence_ended: of('coordinating', 'accountId', who),
  details_confirmed: of('coordinating', 'accountId', who),

  // What the clock of the law does.
  // How many sealed lines no longer say whom they were about.
  young_person_destroyed: of('destroying', 'count', certificate),
  death_recorded: of('destroying', '', concerning),
  retention_certified: of('destroying', 'day count', run),
  retention_refused: of('destroying', '', run),
  retention_clock_accepted: of('destroying', '', run),
  destruction_certified: of('destroying', '', certificate),
  ledger_replayed: of('destroying', '', run),
  wind_down_begun: of('connecting', '', `${run} ${place}`),
  wind_down_viewed: of('connecting', 'actorId', `${run} ${place}`),

  // The rights of the data subject.
  request_opened: of('answering', 'requestId', concerning),
  request_extended: of('answering', 'requestId', concerning),
  advice_given: of('answering', 'requestId', concerning),
  request_decided: of('answering', 'requestId', concerning),
  requests_viewed: of('answering', 'actorId', concerning),
  advice_requests_viewed: of('answering', 'actorId', concerning),
  access_document_made: of('answering', 'requestId', concerning),
  certificate_viewed: of('answering', 'actorId', certificate),
  letter_made: of('answering', 'actorId', concerning),

  // The logbook itself.
  checkpoint_signed: of('accounting', 'count digest', ''),
  logbook_viewed: of('accounting', 'actorId', 'organisationId count'),
  logbook_exported: of('accounting', '', `${who} day count digest`),
}

/** The fields that lines of an event may have. */
export function fieldsOf(event: LogbookEvent): ReadonlySet<LineField> {
  const { must, may } = catalogue[event]
  return new Set([...must, ...may])
}

function of(activity: ActivityName, must: string, may: string): CatalogueEntry {
  return { activity, must: named(must), may: named(may) }
}

function named(names: string): LineField[] {
  return names.split(' ').flatMap((name) => {
    const field = lineFields.find((known) => known === name)
    if (!field && name !== '') throw new Error(`the logbook has no field ${name}`)
    return field ?? []
  })
}
