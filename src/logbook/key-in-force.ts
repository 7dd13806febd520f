import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/driver/client.ts'
import { SealingRefused } from './check-before-sealing.ts'
import type { Signer, Verifier } from './note.ts'
import type { LogbookVersion } from './signer.ts'

/** By what the logbook goes at this moment. */
export interface KeyInForce {
  /** By this the last checkpoint has to be signed. */
  readonly verifier: Verifier
  /** Who sign the next one: two where one hands over to the other. */
  readonly signers: readonly [Signer, ...Signer[]]
  /** The version that takes over with the next one. */
  readonly takesOver?: number
}

/**
 * Which key signs the next checkpoint (R20): the first one, or that of the last change. Where a change was begun and nothing was signed
 * since, both do, so that who trusts the old key comes to trust the new one. Asked by who holds the lock of sealing.
 * @throws SealingRefused where this instance has not got the key
 */
export async function readKeyInForce(
  tx: Transaction,
  versions: readonly LogbookVersion[],
): Promise<KeyInForce> {
  const [change] = await tx.execute<{ version: number; from_version: number; complete: boolean }>(sql`
    select version, from_version, complete_at is not null as complete from key_rotations() where kind = 'logbook'`)
  const only = (version: number | undefined): LogbookVersion & { signer: Signer } => {
    const { signer, ...found } = versions.find((one) => one.version === version) ?? {}
    if (!signer) throw new SealingRefused('logbook-key-not-here')
    return { ...(found as LogbookVersion), signer }
  }
  if (!change || change.complete) {
    const { verifier, signer } = only(change?.version ?? versions[0]?.version)
    return { verifier, signers: [signer] }
  }
  const [before, after] = [only(change.from_version), only(change.version)]
  return { verifier: before.verifier, signers: [before.signer, after.signer], takesOver: change.version }
}
