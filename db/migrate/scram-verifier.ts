import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'

/** How often the hash is taken, as PostgreSQL does it itself. */
const rounds = 4096

/**
 * What PostgreSQL keeps of a password (SCRAM-SHA-256, RFC 5803): made here, the password itself reaches neither the server nor its log.
 * The driver does not prepare a password (SASLprep) either, so the two agree.
 */
export function scramVerifier(password: string, salt = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256')
  const keyed = (text: string) => createHmac('sha256', salted).update(text).digest()
  const stored = createHash('sha256').update(keyed('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${stored}:${keyed('Server Key').toString('base64')}`
}
