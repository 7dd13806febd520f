import { sql } from 'drizzle-orm'
import { asActor } from '../authorise/as-actor.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import { composeAccessDocument } from '../documents/access-document.ts'
import type { AccessDocument } from '../documents/access-input.ts'
import type { Composition } from '../documents/composition.ts'
import type { Municipality } from '../documents/people.ts'
import { type CalendarDate, dateInAmsterdam } from '../ground/calendar.ts'
import { DomainError } from '../ground/errors.ts'
import { knownGround } from '../ground/law.ts'
import type { PossibleDays } from '../identity/birth-date.ts'
import { openWherePossible } from '../identity/seal.ts'
import { type AgeGroup, addresseeOf } from './signatories.ts'

/**
 * Answers a granted request for access (R21, GDPR 15): who registered, until when, who was told and who looked, and what is archived, as
 * far as it lies under the municipality that decided, or in a match with what does. The archive can be read so and in no other way;
 * that it was is logged with the reading (R20; `db/functions/rights/read_for_access.sql`).
 * @throws DomainError `not-found`, also where it was decided more than a month ago; `not-permitted`, `service-unavailable`
 */
export async function makeAccessDocument(
  service: ServiceContext,
  subject: Subject,
  id: string,
): Promise<Composition> {
  const access = await asActor(service, subject, 'make-access-document', async ({ tx, now }) => {
    const [row] = await tx.execute<{ found: Found | null }>(
      sql`select read_for_access(${id}, ${now.toISOString()}) as found`,
    )
    if (!row?.found) throw new DomainError('not-found')
    return toAccess(row.found, id, now, service)
  })
  return composeAccessDocument(access)
}

/** What is read, with instants as texts. */
type Found = {
  ageGroup: AgeGroup
  openedAt: string
  dueDate: CalendarDate
  municipality: Municipality
  youngPerson: {
    id: string
    bsnSealed: string
    sealKeyVersion: number
    birthdays23: PossibleDays | null
  } | null
  signals: WithHistory<AccessDocument['signals'][number]>[]
  archivedSignals: WithHistory<AccessDocument['archivedSignals'][number]>[]
  notifications: (Omit<Written<AccessDocument['notifications'][number]>, 'delivery'> & {
    state: AccessDocument['notifications'][number]['delivery']['state']
    settledAt: string | null
  })[]
  looks: (Written<Omit<AccessDocument['looks'][number], 'ground'>> & { ground: string | null })[]
}

type WithHistory<T extends { readonly handOvers: readonly unknown[] }> = Omit<Written<T>, 'handOvers'> & {
  handOvers: Written<AccessDocument['signals'][number]['handOvers'][number]>[]
}

type Written<T> = {
  [K in keyof T]: T[K] extends Date | null
    ? string | (T[K] & null)
    : T[K] extends readonly Date[]
      ? string[]
      : T[K]
}

/** What it takes to open a seal. */
type Opening = Pick<ServiceContext, 'keys' | 'onUnreadable'>

/** What a client is told to wait (s), where a seal does not open here and another instance may have the key. */
const clientWaits = 60

function toAccess(found: Found, reference: string, madeAt: Date, service: Opening): AccessDocument {
  const { youngPerson, municipality } = found
  return {
    addressee: addresseeOf(found.ageGroup),
    municipality,
    madeAt,
    request: {
      reference,
      receivedDate: dateInAmsterdam(new Date(found.openedAt)),
      answerByDate: found.dueDate,
    },
    bsnEnding: youngPerson && endingOf(youngPerson, service),
    birthdays23: youngPerson?.birthdays23 ?? null,
    signals: found.signals.map((signal) => ({ ...signal, ...historyOf(signal) })),
    archivedSignals: found.archivedSignals.map((signal) => ({ ...signal, ...historyOf(signal) })),
    notifications: found.notifications.map(({ state, settledAt, ...told }) => ({
      ...told,
      madeAt: new Date(told.madeAt),
      openedAt: instantOrNone(told.openedAt),
      delivery: { state, at: instantOrNone(settledAt) },
    })),
    looks: found.looks.map((look) => ({
      ...look,
      at: new Date(look.at),
      ground: look.ground === null ? null : knownGround(look.ground),
    })),
  }
}

function historyOf({ registeredAt, renewedAt, handOvers }: Found['signals' | 'archivedSignals'][number]) {
  return {
    registeredAt: new Date(registeredAt),
    renewedAt: renewedAt.map((at) => new Date(at)),
    handOvers: handOvers.map(({ to, at }) => ({ to, at: new Date(at) })),
  }
}

/** @throws DomainError `service-unavailable` where the seal does not open here: a document with a gap is not sent to anybody */
function endingOf(
  { id, bsnSealed, sealKeyVersion }: NonNullable<Found['youngPerson']>,
  { keys, onUnreadable }: Opening,
): string {
  const sealed = { sealed: Buffer.from(bsnSealed, 'hex'), keyVersion: sealKeyVersion }
  const bsn = openWherePossible(sealed, id, keys, onUnreadable)
  if (!bsn) throw new DomainError('service-unavailable', { retryAfterSeconds: clientWaits })
  return bsn.lastDigits()
}

function instantOrNone(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}
