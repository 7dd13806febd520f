/** An address of a database, with the hosts that it names: `postgres://login:password@one:5432,two:5432/database` has two, as libpq has it. */
export interface DatabaseHosts {
  /** The address with the first host alone. */
  readonly url: URL
  /** Each host as it is written, with its port where it has one. */
  readonly hosts: readonly string[]
}

/** What a server has to be, in the words of libpq (`target_session_attrs`): one that takes writes, or one that follows no other. */
export const targets = ['read-write', 'primary'] as const

export type Target = (typeof targets)[number]

/** What comes before the hosts, the hosts, and what comes after them. */
const parts = /^([^/]*:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/s

/**
 * Takes an address of a database apart.
 * @throws TypeError where it is no address
 */
export function readHosts(text: string): DatabaseHosts {
  const hosts = hostsOf(text)
  const [first = ''] = hosts
  return { url: new URL(addressAt(text, [first])), hosts }
}

/** The address with each of its hosts alone. */
export function addressesOfHosts(text: string): string[] {
  return hostsOf(text).map((host) => addressAt(text, [host]))
}

/** The address with these hosts in place of its own. */
export function addressAt(text: string, hosts: readonly string[]): string {
  const [, before, , after] = parts.exec(text) ?? []
  return before === undefined ? text : `${before}${hosts.join(',')}${after}`
}

function hostsOf(text: string): string[] {
  return (parts.exec(text)?.[2] ?? '').split(',')
}
