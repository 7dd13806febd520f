import type { KeyObject } from 'node:crypto'
import type { LogbookKey } from '../identity/keys.ts'
import { type Signer, toSigner, type Verifier, verifierOf } from './note.ts'

/** A version of the key of a logbook. Of one that was destroyed only what verifies is left. */
export interface LogbookVersion {
  readonly version: number
  readonly verifier: Verifier
  readonly signer?: Signer | undefined
}

/** The name of a logbook: where its service is reached, without scheme and port, as the form of checkpoints asks. */
export function logbookOrigin(publicUrl: string): string {
  const { hostname, pathname } = new URL(publicUrl)
  return `${hostname}${pathname.replace(/\/+$/, '')}/logbook`
}

/** Who signs the state of the logbook of a service (R20), by a seed of 32 bytes. */
export function logbookSigner(publicUrl: string, seed: KeyObject): Signer {
  return toSigner(logbookOrigin(publicUrl), seed.export())
}

/** Every version of the key of a logbook, the oldest first. */
export function logbookVersions(publicUrl: string, keys: readonly LogbookKey[]): LogbookVersion[] {
  return keys.map((key) => {
    if (key.seed === undefined)
      return {
        version: key.version,
        verifier: { name: logbookOrigin(publicUrl), publicKey: key.publicKey },
      }
    const signer = logbookSigner(publicUrl, key.seed)
    return { version: key.version, verifier: verifierOf(signer), signer }
  })
}

/** A key that was never changed, as its only version. */
export function onlyVersion(signer: Signer): LogbookVersion[] {
  return [{ version: 1, verifier: verifierOf(signer), signer }]
}
