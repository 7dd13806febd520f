import type { ConnectionOptions } from 'node:tls'
import { addressesOfHosts, readHosts, type Target, targets } from '../../src/ground/database-hosts.ts'
import { readAuthority } from '../../src/ground/read-authority.ts'

/** One server of a database. */
export interface Host {
  /** As it is written in the address, for words to an operator. */
  readonly name: string
  /** Its name or its address; a directory where it is a socket in the file system. */
  readonly host: string
  readonly port: number
}

/** An address of a database as postgres.js takes it: with one host, and without the words that only libpq knows. */
export interface Address {
  readonly url: string
  readonly tls: { ssl?: ConnectionOptions }
  /** The servers among which the one is looked for that is the target; undefined where the address leads to one server and asks nothing of it. */
  readonly search: { readonly hosts: readonly Host[]; readonly target: Target } | undefined
}

/**
 * The address of a database, for postgres.js. `sslrootcert` becomes what it says: the certificate of the server is then checked by that
 * authority and no other (R23); `system` means those that Node.js trusts. Among several hosts the one that takes writes is looked for.
 * @throws Error where the file of the authority cannot be read, or `target_session_attrs` asks for a server that takes no writes
 */
export function readAddress(text: string): Address {
  const { url, hosts } = readHosts(text)
  const file = url.searchParams.get('sslrootcert') ?? undefined
  const target = url.searchParams.get('target_session_attrs') ?? undefined
  const isAsked = target !== undefined
  if (file === undefined && !isAsked && hosts.length === 1) return { url: text, tls: {}, search: undefined }
  url.searchParams.delete('sslrootcert')
  url.searchParams.delete('target_session_attrs')
  return {
    url: url.href,
    tls: file === undefined || file === 'system' ? {} : { ssl: { ca: readAuthority(file) } },
    search: isAsked || hosts.length > 1 ? { hosts: readEach(text), target: readTarget(target) } : undefined,
  }
}

function readEach(text: string): Host[] {
  return addressesOfHosts(text).map((one) => {
    const { hostname, port, host } = new URL(one)
    const plain = decodeURIComponent(hostname).replace(/^\[(.*)\]$/, '$1')
    return { name: host, host: plain, port: Number(port || 5432) }
  })
}

function readTarget(word: string | undefined): Target {
  const target = targets.find((each) => each === (word ?? 'read-write'))
  if (target === undefined) throw new Error(`target_session_attrs: takes ${targets.join(' or ')}`)
  return target
}
