import { BlockList, isIP } from 'node:net'

/** The proxies between a client and the service: their addresses and networks, or how many there are. */
export type Proxies = number | readonly string[]

/** Proxies in a row, at most. */
const mostProxies = 9
/** A network that is wider (a shorter prefix) holds clients too, and a client in it would be believed. */
const shortestPrefix = { 4: 8, 6: 7 } as const

/**
 * Reads the setting TRUST_PROXY: `off`, a number, or addresses and networks with commas between them.
 * @throws Error that says what the setting takes, without its value
 */
export function parseProxies(text: string): Proxies {
  if (text === 'off') return []
  if (text === 'on')
    throw new Error(
      'takes no "on" any more, since that believed every client: name the addresses or networks of your proxies (10.0.0.7, 10.1.0.0/16), or how many there are (1)',
    )
  if (/^\d+$/.test(text)) return parseCount(Number(text))
  const parts = text.split(',').map((part) => part.trim())
  if (!parts.every(isNetwork))
    throw new Error(
      'takes addresses and networks of proxies (10.0.0.7, 10.1.0.0/16, fd00::/8), or how many there are',
    )
  return parts
}

/** The addresses and networks, to look an address up in. */
export function toBlockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return list
}

function parseCount(count: number): number {
  if (count < 1 || count > mostProxies) throw new Error(`takes 1 to ${mostProxies} proxies`)
  return count
}

function isNetwork(text: string): boolean {
  const [, address = '', prefix] = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const family = isIP(address)
  if (family !== 4 && family !== 6) return false
  // The networks that begin with zeros hold all of IPv4, in its other form.
  if (prefix === undefined || address.startsWith('::')) return prefix === undefined
  return Number(prefix) >= shortestPrefix[family] && Number(prefix) <= (family === 4 ? 32 : 128)
}
