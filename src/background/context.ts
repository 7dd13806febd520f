import type { FastifyBaseLogger } from 'fastify'
import type { Database } from '../../db/driver/client.ts'
import type { Clock } from '../ground/calendar.ts'
import { DomainError } from '../ground/errors.ts'
import { FileWorkFailed, Hanging } from '../ground/own-process/errors.ts'
import type { Metrics } from '../http/door/metrics.ts'
import type { Keys } from '../identity/keys.ts'
import { SealingRefused } from '../logbook/check-before-sealing.ts'
import { ClockRefused, type HeldClock } from '../retention/clock-refused.ts'
import type { Ledger } from '../retention/ledger/open-ledger.ts'

/** What a service works at besides answering requests. */
export interface BackgroundOptions {
  readonly keys: Keys
  readonly publicUrl: string
  readonly portalUrl: string
  readonly mail: { readonly url: string; readonly from: string }
  readonly delivery: {
    readonly on: boolean
    readonly pollSeconds: number
    readonly retrySchedule: readonly number[]
  }
  /** Whether this instance takes its turn at the daily work, and by what its clock is believed. */
  readonly retention: { readonly on: boolean } & Omit<HeldClock, 'clock'>
  /** Where what is destroyed is written outside the database. */
  readonly ledger?: Ledger | undefined
  /** Whether this instance seals the logbook; one of several does at a time. */
  readonly sealing: boolean
  /** Where signed states of the logbook are kept as well: a directory, or an address. */
  readonly witness?: URL | undefined
  readonly log: FastifyBaseLogger
}

/** What all of it works with. */
export interface BackgroundContext {
  readonly database: Database
  readonly clock: Clock
  readonly metrics: Metrics
}

/** Says that a round of work failed, and nothing of what it was about. */
export function logFailure(log: FastifyBaseLogger, what: string, error: unknown): void {
  log.error(
    {
      what,
      code: hasCode(error) ? error.code : (error as Error)?.name,
    },
    'background work failed',
  )
}

/** An error of our own, whose code says nothing about anybody. */
function hasCode(error: unknown): error is DomainError | ClockRefused | SealingRefused | FileWorkFailed {
  return ours.some((kind) => error instanceof kind)
}

const ours = [DomainError, ClockRefused, SealingRefused, FileWorkFailed]

/** Says what failed of one work at a disk. */
export interface DiskLog {
  failed(error: unknown): void
  worked(): void
}

/** A disk that hangs is told of once, with its directory, and once more when it answers again. */
export function diskLog(log: FastifyBaseLogger, what: string): DiskLog {
  let hanging: string | undefined
  return {
    failed(error) {
      if (!(error instanceof Hanging)) return logFailure(log, what, error)
      const { directory } = error
      if (hanging === undefined) log.error({ what, code: error.name, directory }, 'a disk does not answer')
      hanging = directory
    },
    worked() {
      if (hanging !== undefined) log.warn({ what, directory: hanging }, 'the disk answers again')
      hanging = undefined
    },
  }
}
