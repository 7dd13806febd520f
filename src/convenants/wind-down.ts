import { sql } from 'drizzle-orm'
import { asChangingActor, asReader } from '../authorise/as-actor.ts'
import { partnersOf } from '../authorise/changes.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { municipalitiesOf } from '../authorise/where.ts'
import { bodyFault, DomainError, refuseFaults } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { findOwnConvenant } from './own-convenants.ts'

/** How far a municipality is that stops with a convenant, and what became of the signals under it. */
export interface WindDown {
  readonly id: string
  readonly convenantId: string
  readonly municipalityCode: string
  readonly begunAt: Date
  readonly finishedAt: Date | null
  /** Signals, active and archived, of which it is not decided yet. */
  readonly remaining: number
  /** Those that go on under another convenant. */
  readonly moved: number
  readonly destroyedSignals: number
  readonly destroyedArchivedSignals: number
  /** How many signals the certificate covers: those of the ledger, so after a restore also what this database did not count. */
  readonly certified: number
  /** Over the hashes of the signals that were destroyed, as in the logbook; null until it is finished. */
  readonly digest: Buffer | null
}

/**
 * A municipality stops with a convenant (R4, Jw 7.1.3.1): from now on nothing is registered under it there (R1). The signals under
 * it go on under another convenant of their organisation there, or are destroyed; that is done in the background
 * (`db/functions/retention/begin_wind_down.sql`). Once more changes nothing, unless a merger brought the convenant there again.
 * @param municipalityCode which one, where the actor administers several that hold the convenant
 * @throws DomainError `not-found`; `invalid-request` where it is not said which of several; `step-not-allowed` where the
 *   municipality does not hold the convenant any more; `not-permitted`, `service-unavailable`
 */
export async function windDownConvenant(
  service: ServiceContext,
  subject: Subject,
  convenantId: string,
  municipalityCode: string | undefined,
): Promise<WindDown> {
  const changes = () => ({ ...partnersOf(convenantId), everybody: true })
  const begun = await asChangingActor(service, subject, 'wind-down-convenant', changes, async (context) => {
    const { tx, now } = context
    const code = await whichMunicipality(context, convenantId, municipalityCode)
    const [row] = await tx.execute<{ id: string | null }>(
      sql`select begin_wind_down(${convenantId}, ${code}, ${now.toISOString()}) as id`,
    )
    if (row?.id == null) throw new DomainError('step-not-allowed')
    return find(context, row.id)
  })
  service.wake()
  return begun
}

/**
 * How far a wind-down of a municipality of one's own is (R4).
 * @throws DomainError `not-found` where it is not theirs, like one that does not exist; `not-permitted`, `service-unavailable`
 */
export async function readWindDown(service: ServiceContext, subject: Subject, id: string): Promise<WindDown> {
  return asReader(service, subject, 'read-wind-downs', async (context) => {
    const found = await find(context, id)
    await writeLogbook(context.tx, {
      occurredAt: context.now,
      event: 'wind_down_viewed',
      ground: grounds.connection,
      actorId: context.actor.id,
      convenantId: found.convenantId,
      municipalityCode: found.municipalityCode,
    })
    return found
  })
}

async function whichMunicipality(
  context: StoryContext,
  convenantId: string,
  stated: string | undefined,
): Promise<string> {
  const { municipalities } = await findOwnConvenant(context, convenantId)
  const own = new Set(municipalitiesOf(context.actor, 'municipal_administrator'))
  const holding = municipalities.filter(({ code, fromDate }) => own.has(code) && fromDate !== null)
  if (stated !== undefined && !own.has(stated)) throw new DomainError('not-permitted')
  const [found, another] = holding.filter(({ code }) => stated === undefined || code === stated)
  if (another)
    refuseFaults([
      bodyFault(
        '/municipalityCode',
        'municipality-required',
        'Noem de gemeente die met het convenant stopt.',
      ),
    ])
  if (!found) throw new DomainError('step-not-allowed')
  return found.code
}

type Row = {
  id: string
  convenant_id: string
  municipality_code: string
  begun_at: string
  finished_at: string | null
  remaining: string
  moved: number
  destroyed_signals: number
  destroyed_archived: number
  certified: number
  digest: Buffer
}

async function find({ tx }: StoryContext, id: string): Promise<WindDown> {
  const [row] = await tx.execute<Row>(sql`select * from read_wind_down(${id})`)
  if (!row) throw new DomainError('not-found')
  return {
    id: row.id,
    convenantId: row.convenant_id,
    municipalityCode: row.municipality_code,
    begunAt: new Date(row.begun_at),
    finishedAt: row.finished_at === null ? null : new Date(row.finished_at),
    remaining: Number(row.remaining),
    moved: row.moved,
    destroyedSignals: row.destroyed_signals,
    destroyedArchivedSignals: row.destroyed_archived,
    certified: row.certified,
    digest: row.finished_at === null ? null : row.digest,
  }
}
