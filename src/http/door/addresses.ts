import type { IncomingMessage } from 'node:http'

/** Longer than what Node.js reads of a request before its body, so that an id is refused as any other, never as too long. */
export const longestAddress = 32 * 1024

/** A path that no route has. */
const nowhere = '/-'

/**
 * An address that cannot be decoded does not exist, and is answered like any other that does not: the framework's own
 * answer would quote it, with all that stands in it.
 */
export function passDecodable({ url = nowhere }: IncomingMessage): string {
  try {
    decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '')
    return url
  } catch {
    return nowhere
  }
}
