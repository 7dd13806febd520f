import type { KeyObject } from 'node:crypto'
import { type Signer, toSigner } from './note.ts'

/** The name of a logbook: where its service is reached, without scheme and port, as the form of checkpoints asks. */
export function logbookOrigin(publicUrl: string): string {
  const { hostname, pathname } = new URL(publicUrl)
  return `${hostname}${pathname.replace(/\/+$/, '')}/logbook`
}

/** Who signs the state of the logbook of a service (R20), by a seed of 32 bytes. */
export function logbookSigner(publicUrl: string, seed: KeyObject): Signer {
  return toSigner(logbookOrigin(publicUrl), seed.export())
}
