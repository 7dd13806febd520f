import type { IncomingMessage } from 'node:http'
import type { ErrorCode } from '../../ground/errors.ts'

/** Fields of which a request has one; of two it would be a guess which is meant, and another part of the chain may guess otherwise. */
const once = ['host', 'authorization', 'content-type', 'content-length', 'idempotency-key']

/** A name or an address, and a port (RFC 9110, 7.2). */
const host = /^(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::\d{0,5})?$/

/** Signs that an address can have, without the # of a part that is never sent (RFC 9112, 3.2). */
const address = /^[\x21\x22\x24-\x7e]+$/

/** What HTTP has to be refused of a request that could be read (RFC 9110, RFC 9112); undefined where it is nothing. */
export function checkRequest(
  request: Pick<IncomingMessage, 'rawHeaders' | 'httpVersion' | 'url'>,
): ErrorCode | undefined {
  if (request.httpVersion !== '1.1' && request.httpVersion !== '1.0') return 'malformed-request'
  const values = new Map<string, string[]>()
  for (let place = 0; place < request.rawHeaders.length; place += 2) {
    const name = request.rawHeaders[place]?.toLowerCase() ?? ''
    values.set(name, [...(values.get(name) ?? []), request.rawHeaders[place + 1] ?? ''])
  }
  if (once.some((name) => (values.get(name)?.length ?? 0) > 1)) return 'malformed-request'
  const [named] = values.get('host') ?? []
  if (named === undefined ? request.httpVersion === '1.1' : !host.test(named)) return 'malformed-request'
  if (!address.test(request.url ?? '')) return 'malformed-request'
  if (values.get('expect')?.some((what) => what.toLowerCase() !== '100-continue')) return 'expectation-failed'
  const codings = values.get('transfer-encoding')
  if (codings === undefined) return undefined
  if (request.httpVersion !== '1.1') return 'malformed-request'
  return codings.join(',').trim().toLowerCase() === 'chunked' ? undefined : 'not-implemented'
}
