import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { type Proxies, toBlockList } from '../../config/proxies.ts'

/**
 * The address of the client of a request. Only a proxy of ours is believed, about who is behind it: the client is the rightmost
 * address in `X-Forwarded-For` that is none of them. What stands to the left of it, the client can make up itself. `Forwarded`,
 * `X-Forwarded-Host` and `X-Forwarded-Proto` are not read at all.
 */
export function clientAddresses(proxies: Proxies): (request: IncomingMessage) => string {
  const behind = typeof proxies === 'number' ? behindCount(proxies) : behindNetworks(proxies)
  return ({ headers, socket }) => {
    const peer = toAddress(socket.remoteAddress ?? '') ?? 'unknown'
    // Node.js joins a header that is there more than once, in order.
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',')
    const hops = forwarded.map((hop) => hop.trim()).filter(Boolean)
    return behind(peer, hops.reverse().map(toAddress))
  }
}

/**
 * What counts as one client: an address, and of IPv6 the network of 64 bits that a household or an office has to itself, where
 * it could use another address for every request.
 */
export function clientKey(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail = ''] = address.split('::')
  const [before, after] = [head, tail].map((part) => part.split(':').filter(Boolean)) as [string[], string[]]
  const zeros = address.includes('::') ? Array<string>(8 - before.length - after.length).fill('0') : []
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`
}

/** @param hops the addresses that the proxies passed on, the nearest first; undefined where it is no address */
type Behind = (peer: string, hops: readonly (string | undefined)[]) => string

/** From the nearest hop on, until one that is no proxy. What is no address was passed on by the proxy before it: that one counts. */
function behindNetworks(networks: readonly string[]): Behind {
  const list = toBlockList(networks)
  const isProxy = (address: string) => list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
  return (peer, hops) => {
    let client = peer
    for (const hop of hops) {
      if (hop === undefined || isIP(client) === 0 || !isProxy(client)) return client
      client = hop
    }
    return client
  }
}

/** Every proxy passes on one address. Where there are fewer, the request did not come by all of them, and nothing is believed. */
function behindCount(count: number): Behind {
  return (peer, hops) => hops[count - 1] ?? peer
}

/** An address in one form, also where a proxy adds the port; an IPv4 address that is written as one of IPv6 is the former. */
function toAddress(text: string): string | undefined {
  const [, bracketed, v4] = /^(?:\[([^\]]+)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/.exec(text) ?? []
  const address = (bracketed ?? v4 ?? text).replace(/%.*$/, '')
  if (isIP(address) === 4) return address
  if (isIP(address) !== 6) return undefined
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(canonical) ?? []
  if (high === undefined || low === undefined) return canonical
  const number = Number.parseInt(high, 16) * 0x1_0000 + Number.parseInt(low, 16)
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.')
}
