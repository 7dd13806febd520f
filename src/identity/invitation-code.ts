import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { parse, stringify } from 'uuid'
import type { Keys } from './keys.ts'

/** Bytes of the code that cannot be guessed: 144 bits. */
const macBytes = 18

const form = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{24})$/

/**
 * The code by which an invitation is accepted: its id, and a MAC of it under a key that is outside the database. Somebody who reads the
 * database or a backup of it can accept nothing (R23).
 * @param version of the index key that it goes by; where none is given the oldest, which all instances have
 * @throws Error where that version is not here
 */
export function invitationCode(invitationId: string, keys: Keys, version: number | null = null): string {
  const id = Buffer.from(parse(invitationId))
  const key =
    version === null ? keys.invitation.at(-1) : keys.invitation.find((one) => one.version === version)
  if (!key) throw new Error(`no index key of version ${version}`)
  return `${id.toString('base64url')}.${macOf(id, key.key).toString('base64url')}`
}

/** The id of the invitation that a code is of, by any version of the key; undefined for a code that we did not make. */
export function invitationOf(code: string, keys: Keys): string | undefined {
  const [, idText = '', macText = ''] = form.exec(code) ?? []
  const [id, mac] = [Buffer.from(idText, 'base64url'), Buffer.from(macText, 'base64url')]
  if (id.length !== 16 || id.toString('base64url') !== idText) return undefined
  if (mac.length !== macBytes) return undefined
  return keys.invitation.some(({ key }) => timingSafeEqual(mac, macOf(id, key))) ? stringify(id) : undefined
}

function macOf(id: Buffer, key: KeyObject): Buffer {
  return createHmac('sha256', key).update('invitation:').update(id).digest().subarray(0, macBytes)
}
