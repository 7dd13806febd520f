import { isIP } from 'node:net'
import { addressAt, addressesOfHosts, readHosts } from '../ground/database-hosts.ts'

/** The lines that a setting may leave in the clear, by name. */
export const lines = ['database', 'smtp', 'issuers', 'public-url', 'cors'] as const

export type Line = (typeof lines)[number]

/** The addresses of a configuration over which secrets go. */
export interface Addresses {
  readonly DATABASE_URL?: string | undefined
  readonly DATABASE_OWNER_URL?: string | undefined
  readonly SMTP_URL?: string | undefined
  readonly PUBLIC_URL?: string | undefined
  readonly PORTAL_URL?: string | undefined
  readonly TOKEN_ISSUERS?: readonly { readonly jwks: URL }[] | undefined
  readonly CORS_ORIGINS: readonly string[]
}

/** Ways to say `sslmode` under which the driver checks who answers. */
const verified = ['verify-full', 'verify-ca']
/** What a mail address could say of TLS beside its scheme: it is the service that says that. */
const aboutTls = /^(secure|ignoretls|requiretls|opportunistictls|tls\..*)$/i

/**
 * Names every address outside the own machine that would carry secrets in the clear, or to somebody whose certificate is not checked (R23).
 * @returns sentences by the name of the setting, without its value
 */
export function findCleartext(addresses: Addresses, allowed: readonly Line[]): string[] {
  const faults = (
    line: Line,
    names: readonly (keyof Addresses)[],
    isClear: (address: string) => boolean,
    needs: string,
  ) =>
    allowed.includes(line)
      ? []
      : names
          .filter((name) =>
            addressesOf(addresses, name).some((address) => !isOwnMachine(address) && isClear(address)),
          )
          .map(
            (name) =>
              `${name}: needs ${needs} outside the own machine; ALLOW_CLEARTEXT=${line} leaves it in the clear`,
          )
  return [
    ...faults(
      'database',
      ['DATABASE_URL', 'DATABASE_OWNER_URL'],
      isUnverifiedDatabase,
      'sslmode=verify-full',
    ),
    ...faults(
      'smtp',
      ['SMTP_URL'],
      hasWordsOnTls,
      'smtps, or smtp with STARTTLS, and no other words on TLS,',
    ),
    ...faults('issuers', ['TOKEN_ISSUERS'], isHttp, 'https, or a file,'),
    ...faults('public-url', ['PUBLIC_URL', 'PORTAL_URL'], isHttp, 'https'),
    ...faults('cors', ['CORS_ORIGINS'], isHttp, 'https'),
  ]
}

/**
 * The address of a database. In production it has TLS and a certificate that is checked, where it is on another machine and says nothing itself.
 * @param authority the file of the operator's own authority, by which the certificate is then checked everywhere
 */
export function databaseAddress(
  text: string,
  {
    production,
    allowed,
    authority,
  }: { production: boolean; allowed: readonly Line[]; authority?: string | undefined },
): string {
  const { url, hosts } = readHosts(text)
  const before = url.search
  const own = allowed.includes('database') || addressesOfHosts(text).every(isOwnMachine)
  const isTold = sslModeOf(text) !== undefined
  if (!isTold && (authority !== undefined || (production && !own)))
    url.searchParams.set('sslmode', 'verify-full')
  if (authority !== undefined && !url.searchParams.has('sslrootcert'))
    url.searchParams.set('sslrootcert', authority)
  return url.search === before ? text : addressAt(url.href, hosts)
}

/** The address of a mail server on another machine, which gets neither a password nor a mail before TLS. */
export function secureMailUrl(text: string, allowed: readonly Line[]): string {
  const url = new URL(text)
  if (allowed.includes('smtp') || isOwnMachine(text) || url.protocol === 'smtps:') return text
  url.searchParams.set('requireTLS', 'true')
  return url.href
}

function addressesOf(addresses: Addresses, name: keyof Addresses): readonly string[] {
  if (name === 'TOKEN_ISSUERS') return addresses.TOKEN_ISSUERS?.map(({ jwks }) => jwks.href) ?? []
  const value = addresses[name]
  if (typeof value !== 'string') return value ?? []
  return name.startsWith('DATABASE_') ? addressesOfHosts(value) : [value]
}

/** A loopback address, its name, or a socket in the file system. */
function isOwnMachine(address: string): boolean {
  if (!URL.canParse(address)) return false
  const host = decodeURIComponent(new URL(address).hostname).toLowerCase()
  return (
    host === '' ||
    host === 'localhost' ||
    host === '[::1]' ||
    host.startsWith('/') ||
    (isIP(host) === 4 && host.startsWith('127.'))
  )
}

function isUnverifiedDatabase(address: string): boolean {
  const mode = sslModeOf(address)
  return mode !== undefined && !verified.includes(mode)
}

/** As the driver reads it: the last one counts, and `ssl` is another name for it. */
function sslModeOf(address: string): string | undefined {
  const { searchParams } = readHosts(address).url
  return searchParams.getAll('sslmode').at(-1) ?? searchParams.getAll('ssl').at(-1)
}

function hasWordsOnTls(address: string): boolean {
  return [...new URL(address).searchParams.keys()].some((name) => aboutTls.test(name))
}

/** An origin such as `null` is no https address either. */
function isHttp(address: string): boolean {
  return !address.startsWith('https://') && !address.startsWith('file:')
}
