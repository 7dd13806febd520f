import type { ConnectionOptions } from 'node:tls'
import { readAuthority } from '../../src/ground/read-authority.ts'

/**
 * The address of a database, for postgres.js: the word that only libpq knows, `sslrootcert`, becomes what it says. The certificate of the server
 * is then checked by that authority and no other (R23). `system` means those that Node.js trusts.
 * @throws Error where the file cannot be read
 */
export function readAddress(text: string): {
  readonly url: string
  readonly tls: { ssl?: ConnectionOptions }
} {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const file = url?.searchParams.get('sslrootcert') ?? undefined
  if (!url || file === undefined) return { url: text, tls: {} }
  url.searchParams.delete('sslrootcert')
  return { url: url.href, tls: file === 'system' ? {} : { ssl: { ca: readAuthority(file) } } }
}
