import { createHash, randomBytes } from 'node:crypto'
import { leafHash } from './merkle.ts'

/** A line of the logbook as it is sealed: every column, in this order, and nothing else (R20). */
export interface SealedLine {
  readonly id: number
  readonly transactionId: string
  readonly occurredAt: Date
  readonly event: string
  readonly ground: string | null
  readonly actorId: string | null
  readonly organisationId: string | null
  readonly signalId: string | null
  readonly matchId: string | null
  readonly notificationId: string | null
  readonly accountId: string | null
  readonly convenantId: string | null
  readonly partnerId: string | null
  readonly municipalityCode: string | null
  readonly count: number | null
  readonly digest: Buffer | null
  readonly reason: string | null
  /** A calendar date. */
  readonly day: string | null
  readonly requestId: string | null
}

/** What stands in a leaf for the young person of a line. */
export interface SubjectCommitment {
  readonly commitment: Buffer
  readonly salt: Buffer
}

/** Ties a line to a pseudonym in such a way that the tie can be forgotten: without the salt the commitment says nothing. */
export function commitTo(youngPersonId: string, salt: Buffer = randomBytes(32)): SubjectCommitment {
  const commitment = createHash('sha256').update(salt).update(youngPersonId).digest()
  return { commitment, salt }
}

/**
 * The text of a line that its leaf is the hash of. Fields that came later stand in it only where they are filled, so that lines
 * from before keep their leaf.
 */
export function entryText(line: SealedLine, commitment: Buffer | null): string {
  return JSON.stringify({
    id: line.id,
    transaction: line.transactionId,
    at: line.occurredAt.toISOString(),
    event: line.event,
    ground: line.ground,
    actor: line.actorId,
    organisation: line.organisationId,
    subject: commitment?.toString('base64') ?? null,
    signal: line.signalId,
    match: line.matchId,
    notification: line.notificationId,
    account: line.accountId,
    convenant: line.convenantId,
    partner: line.partnerId,
    municipality: line.municipalityCode,
    count: line.count,
    digest: line.digest?.toString('base64') ?? null,
    ...(line.reason === null ? {} : { reason: line.reason }),
    ...(line.day === null ? {} : { day: line.day }),
    ...(line.requestId === null ? {} : { request: line.requestId }),
  })
}

/** The leaf of a line. */
export function leafOf(line: SealedLine, commitment: Buffer | null): Buffer {
  return leafHash(Buffer.from(entryText(line, commitment)))
}
