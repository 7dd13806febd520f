import { sql } from 'drizzle-orm'
import { municipalitySuccession } from '../../db/tables/convenants.ts'
import type { StoryContext } from '../authorise/context.ts'
import { type CalendarDate, dayBefore } from '../ground/calendar.ts'
import { reasonAgainstDay } from '../ground/check-day.ts'
import { bodyFault, type Fault, faultsAt } from '../ground/errors.ts'
import type { FaultCode } from '../ground/fault-codes.ts'
import { reasonAgainstLongNumberIn } from '../identity/check-text.ts'
import { type Municipality, readMunicipalities } from './municipalities.ts'

/** A merger, a renaming or a joining: from a day on, former municipalities go on as one. */
export interface Merger {
  readonly formerCodes: readonly string[]
  /** Named where it is new. */
  readonly successor: { readonly code: string; readonly name?: string | undefined }
  readonly mergerDate: CalendarDate
}

/** Everything that speaks against a merger, at once (R4). */
export async function findMergerFaults({ tx, today }: StoryContext, merger: Merger): Promise<Fault[]> {
  const { formerCodes, successor, mergerDate } = merger
  const found = await readMunicipalities(tx, { codes: [...formerCodes, successor.code] })
  const known = new Map(found.map((municipality) => [municipality.code, municipality]))
  const thereOn = async (codes: readonly string[], day: CalendarDate) =>
    new Set((await readMunicipalities(tx, { codes, thereOn: day })).map(({ code }) => code))
  const thereOnTheEve = await thereOn(formerCodes, dayBefore(mergerDate))
  const thereOnTheDay = await thereOn([successor.code], mergerDate)
  const laterSuccessors = await tx
    .select({ code: municipalitySuccession.successorCode })
    .from(municipalitySuccession)
    .where(sql`not has_merged(${municipalitySuccession.fromDate}, ${mergerDate}::date - 1)`)
  const succeedsLater = new Set(laterSuccessors.map(({ code }) => code))
  return [
    ...faultsAt('/mergerDate', reasonAgainstDay(mergerDate)),
    ...faultsAt('/successor/name', reasonAgainstLongNumberIn(successor.name ?? '')),
    ...findCodeFaults(merger),
    ...(mergerDate < today
      ? [bodyFault('/mergerDate', 'merger-in-past', 'Een herindeling wordt vooraf vastgelegd.')]
      : []),
    ...formerCodes.flatMap((code, position) => {
      const reason = reasonAgainstFormer(known.get(code), thereOnTheEve, succeedsLater)
      return reason ? [bodyFault(`/formerCodes/${position}`, ...reason)] : []
    }),
    ...successorFaults(known.get(successor.code), merger, thereOnTheDay),
  ]
}

/** What is wrong with the codes of a merger among themselves: each municipality goes on once, in another (R4). */
export function findCodeFaults({
  formerCodes,
  successor,
}: Pick<Merger, 'formerCodes' | 'successor'>): Fault[] {
  return formerCodes.flatMap((code, position) => {
    const place = `/formerCodes/${position}`
    if (code === successor.code)
      return bodyFault(place, 'own-successor', 'Een gemeente is niet de opvolger van zichzelf.')
    return formerCodes.indexOf(code) < position
      ? bodyFault(place, 'duplicate', 'Deze gemeente staat er twee keer.')
      : []
  })
}

type Reason = readonly [code: FaultCode, detail: string]

function reasonAgainstFormer(
  former: Municipality | undefined,
  thereOnTheEve: ReadonlySet<string>,
  succeedsLater: ReadonlySet<string>,
): Reason | undefined {
  if (!former) return ['unknown-municipality', 'Deze gemeente is er niet.']
  if (former.successor) return ['already-merged', 'Deze gemeente gaat al op in een andere.']
  if (!thereOnTheEve.has(former.code) || former.validUntilDate !== null)
    return ['not-there-on-that-day', 'Deze gemeente is er op de dag ervoor niet.']
  if (succeedsLater.has(former.code))
    return ['succeeds-later', 'In deze gemeente gaat op of na deze dag een andere op.']
  return undefined
}

function successorFaults(
  known: Municipality | undefined,
  { successor }: Merger,
  thereOnTheDay: ReadonlySet<string>,
): Fault[] {
  if (!known)
    return successor.name === undefined
      ? [bodyFault('/successor/name', 'name-required', 'Een nieuwe gemeente heeft een naam nodig.')]
      : []
  return [
    ...(thereOnTheDay.has(known.code)
      ? []
      : [bodyFault('/successor/code', 'not-there-on-that-day', 'Deze gemeente is er op die dag niet.')]),
    ...(successor.name !== undefined && successor.name !== known.name
      ? [bodyFault('/successor/name', 'already-recorded', 'Deze gemeente is er al, onder een andere naam.')]
      : []),
  ]
}
