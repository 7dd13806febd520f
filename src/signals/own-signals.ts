import { and, desc, eq, isNull, lt, type SQL, sql } from 'drizzle-orm'
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
      sql`is_active(${signal.removalDate}, ${today})`,
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

/** Whether others take part in a match today: without any there is no match to be seen (R11, R15). */
function hasOthers(today: CalendarDate): SQL {
  return sql`exists (select from participants_on(${today}) other
                      where other.match_id = ${matchParticipant.matchId} and other.signal_id <> ${signal.id})`
}

function selectOwn(tx: Transaction, condition: SQL | undefined, limit: number, today: CalendarDate) {
  return tx
    .select({
      id: signal.id,
      registeredAt: signal.registeredAt,
      removalDate: signal.removalDate,
      // R4: the municipality of the day, also after a merger.
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
      and(eq(matchParticipant.signalId, signal.id), isNull(matchParticipant.leftAt), hasOthers(today)),
    )
    .where(condition)
    .orderBy(desc(signal.id))
    .limit(limit)
}
