import { and, desc, eq, exists, gt, isNull, lt, ne, type SQL, sql } from 'drizzle-orm'
import { type AnyPgColumn, alias } from 'drizzle-orm/pg-core'
import type { Transaction } from '../../db/driver/client.ts'
import { youngPerson } from '../../db/tables/identity.ts'
import { matchParticipant } from '../../db/tables/matches.ts'
import { signal } from '../../db/tables/signals.ts'
import type { ServiceContext, StoryContext } from '../authorise/context.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import type { Bsn } from '../identity/bsn.ts'
import { openWherePossible } from '../identity/seal.ts'

/** A signal as its own professional sees it. */
export interface OwnSignal {
  readonly id: string
  readonly registeredAt: Date
  readonly removalDate: string
  readonly municipalityCode: string
  /** Null where the seal does not open here. */
  readonly bsnLastDigits: string | null
  readonly matchId: string | null
}

/** An own signal with the number itself opened; to be looked at, never to be passed on whole. */
export interface OpenedSignal {
  readonly signal: OwnSignal
  readonly youngPersonId: string
  /** Undefined where the seal does not open here. */
  readonly bsn: Bsn | undefined
}

/**
 * The active signals of the actor, newest first (Jw 7.1.4.4). A signal whose removal date has come is no longer there,
 * whether or not the daily work has been by (R11).
 */
export async function readOwnSignals(
  { tx, actor, today }: StoryContext,
  { keys, onUnreadable }: Pick<ServiceContext, 'keys' | 'onUnreadable'>,
  selection: { readonly id?: string; readonly after?: string | undefined; readonly limit: number },
): Promise<OpenedSignal[]> {
  const rows = await selectOwn(
    tx,
    and(
      eq(signal.professionalId, actor.id),
      gt(signal.removalDate, today),
      selection.id === undefined ? undefined : eq(signal.id, selection.id),
      selection.after === undefined ? undefined : lt(signal.id, selection.after),
    ),
    selection.limit,
    today,
  )
  return rows.map(({ bsnSealed, sealKeyVersion, youngPersonId, ...own }) => {
    const sealed = { sealed: bsnSealed, keyVersion: sealKeyVersion }
    const bsn = openWherePossible(sealed, youngPersonId, keys, onUnreadable)
    return { bsn, youngPersonId, signal: { ...own, bsnLastDigits: bsn?.lastDigits() ?? null } }
  })
}

/** The active signals of others in a match: without any there is no match to be seen (R11, R15). */
function othersIn(tx: Transaction, matchId: AnyPgColumn, today: CalendarDate) {
  const other = alias(matchParticipant, 'other')
  const theirs = alias(signal, 'theirs')
  return tx
    .select({ one: sql`1` })
    .from(other)
    .innerJoin(theirs, eq(theirs.id, other.signalId))
    .where(
      and(
        eq(other.matchId, matchId),
        ne(other.signalId, signal.id),
        isNull(other.leftAt),
        gt(theirs.removalDate, today),
      ),
    )
}

function selectOwn(tx: Transaction, condition: SQL | undefined, limit: number, today: CalendarDate) {
  return tx
    .select({
      id: signal.id,
      registeredAt: signal.registeredAt,
      removalDate: signal.removalDate,
      // R4: the municipality of the day, whatever has merged since.
      municipalityCode: sql<string>`municipality_on(${signal.municipalityCode}, ${today})`,
      matchId: matchParticipant.matchId,
      youngPersonId: signal.youngPersonId,
      bsnSealed: youngPerson.bsnSealed,
      sealKeyVersion: youngPerson.sealKeyVersion,
    })
    .from(signal)
    .innerJoin(youngPerson, eq(youngPerson.id, signal.youngPersonId))
    .leftJoin(
      matchParticipant,
      and(
        eq(matchParticipant.signalId, signal.id),
        isNull(matchParticipant.leftAt),
        exists(othersIn(tx, matchParticipant.matchId, today)),
      ),
    )
    .where(condition)
    .orderBy(desc(signal.id))
    .limit(limit)
}
