import { createHash, createHmac, type KeyObject } from 'node:crypto'
import type { LogbookEvent } from '../../../db/tables/logbook.ts'

/** A line of the logbook with the names that a reader of an exchange form needs. */
export interface NamedLine {
  readonly id: number
  readonly transactionId: string
  readonly occurredAt: Date
  readonly event: LogbookEvent
  readonly ground: string | null
  readonly actorId: string | null
  readonly actorName: string | null
  /** Roles of the actor on the day of the line. */
  readonly actorRoles: readonly string[]
  readonly organisationId: string | null
  readonly organisationName: string | null
  readonly municipalityCode: string | null
  readonly youngPersonId: string | null
  /** What stands in the leaf for a young person; none where the line is not sealed, or about nobody. */
  readonly commitment: Buffer | null
  readonly signalId: string | null
  readonly matchId: string | null
  readonly accountId: string | null
}

/** Whom the data of a line concern, under a pseudonym that the export alone knows. */
export interface DataSubject {
  readonly id: string
  /** Of what kind the id is, as a URI. */
  readonly type: string
}

/** Where an export comes from. */
export interface RecordSource {
  /** The name of the logbook, as its checkpoints have it. */
  readonly origin: string
  readonly version: string
  /** The same one for every export, so that these can be put together. */
  readonly pseudonymKey: KeyObject | Buffer
}

/**
 * Whom a line concerns: the young person, as far as it is still known who, and the person whose account it was about. Where it is
 * about nobody else, it is about who acted. An internal id never leaves (R20).
 */
export function subjectsOf(line: NamedLine, { pseudonymKey }: RecordSource): DataSubject[] {
  const named = (kind: string, id: string): DataSubject => ({
    id: createHmac('sha256', pseudonymKey).update(`${kind}:${id}`).digest('hex'),
    type: subjectType(kind),
  })
  const youngPerson =
    (line.youngPersonId && named('young-person', line.youngPersonId)) ||
    (line.commitment && {
      id: line.commitment.toString('hex'),
      type: subjectType('forgotten-young-person'),
    }) ||
    (line.signalId && named('signal', line.signalId)) ||
    (line.matchId && named('match', line.matchId))
  const account = line.accountId ?? (youngPerson ? null : line.actorId)
  return [...(youngPerson ? [youngPerson] : []), ...(account ? [named('account', account)] : [])]
}

function subjectType(kind: string): string {
  return `urn:verwijsindex:data-subject:${kind}`
}

/** What was done in one transaction stands under one trace; the same in every export. */
export function traceId({ transactionId, occurredAt }: NamedLine, { origin }: RecordSource): string {
  // A restored database numbers transactions anew; the instant tells them apart.
  return digest(16, origin, 'trace', transactionId, occurredAt.toISOString())
}

/** The span of a line and its data subject at a place. */
export function spanId({ id }: NamedLine, place: number, { origin }: RecordSource): string {
  return digest(8, origin, 'span', String(id), String(place))
}

function digest(bytes: number, ...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest().subarray(0, bytes).toString('hex')
}
