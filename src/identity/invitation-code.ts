import { createHmac, timingSafeEqual } from 'node:crypto'
import { parse, stringify } from 'uuid'
import type { Keys } from './keys.ts'

/** Bytes of the code that cannot be guessed: 144 bits. */
const macBytes = 18

const form = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{24})$/

/**
 * The code by which an invitation is accepted: its id, and a MAC of it under a key that is outside the database. Somebody who reads the
 * database or a backup of it can accept nothing (R23).
 */
export function invitationCode(invitationId: string, keys: Keys): string {
  const id = Buffer.from(parse(invitationId))
  return `${id.toString('base64url')}.${macOf(id, keys).toString('base64url')}`
}

/** The id of the invitation that a code is of; undefined for a code that we did not make. */
export function invitationOf(code: string, keys: Keys): string | undefined {
  const [, idText = '', macText = ''] = form.exec(code) ?? []
  const [id, mac] = [Buffer.from(idText, 'base64url'), Buffer.from(macText, 'base64url')]
  if (id.length !== 16 || id.toString('base64url') !== idText) return undefined
  if (mac.length !== macBytes || !timingSafeEqual(mac, macOf(id, keys))) return undefined
  return stringify(id)
}

function macOf(id: Buffer, keys: Keys): Buffer {
  return createHmac('sha256', keys.invitation).update('invitation:').update(id).digest().subarray(0, macBytes)
}
