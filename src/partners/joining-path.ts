import type { CalendarDate } from '../ground/calendar.ts'
import type { PartnerState } from './known-organisations.ts'

/** The way from an invitation to the first signal, in the order in which an organisation goes it (R4). */
export const joiningSteps = [
  'invited',
  'agreement',
  'coordinator',
  'professionals',
  'connection',
  'first_signal',
] as const

export type JoiningStep = (typeof joiningSteps)[number]

/** Who has to take a step. */
export const waitsOnOf: Readonly<Record<JoiningStep, 'organisation' | 'municipality'>> = {
  invited: 'municipality',
  agreement: 'organisation',
  coordinator: 'organisation',
  professionals: 'organisation',
  connection: 'municipality',
  first_signal: 'organisation',
}

export interface JoiningPath {
  readonly steps: readonly {
    readonly step: JoiningStep
    /** Null where it is not shown. */
    readonly isDone: boolean | null
    /** The day on which it was done; null where it was not, or where the day is not shown. */
    readonly doneDate: CalendarDate | null
  }[]
  readonly waitsFor: JoiningStep | null
  readonly waitsOn: 'organisation' | 'municipality' | 'nobody'
}

/** What is known of a partner's way. */
export interface PathFacts {
  readonly state: PartnerState
  readonly taken: readonly { readonly state: PartnerState; readonly fromDate: CalendarDate }[]
  readonly coordinatorFrom: CalendarDate | null
  readonly professionalFrom: CalendarDate | null
  /** Null where so few may register that it would tell of one of them (R22). */
  readonly hasSignals: boolean | null
}

/**
 * Where an organisation stands on its way, and what it waits for (R4). The way begins anew with each invitation; who is
 * suspended waits for the municipality, and one that has ended waits for nothing.
 */
export function joiningPath({ state, taken, ...facts }: PathFacts): JoiningPath {
  const since = taken.slice(taken.findLastIndex((step) => step.state === 'invited'))
  const dayOf = (wanted: PartnerState) => since.findLast((step) => step.state === wanted)?.fromDate ?? null
  const dates: Record<JoiningStep, CalendarDate | null> = {
    invited: dayOf('invited'),
    agreement: dayOf('agreed'),
    coordinator: facts.coordinatorFrom,
    professionals: facts.professionalFrom,
    connection: state === 'connected' ? dayOf('connected') : null,
    first_signal: null,
  }
  const steps = joiningSteps.map((step) => ({
    step,
    isDone: step === 'first_signal' ? facts.hasSignals : dates[step] !== null,
    doneDate: dates[step],
  }))
  const waitsFor = state === 'ended' ? null : (steps.find(({ isDone }) => isDone === false)?.step ?? null)
  return { steps, waitsFor, waitsOn: waitsFor === null ? 'nobody' : waitsOnOf[waitsFor] }
}
