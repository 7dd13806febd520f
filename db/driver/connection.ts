import postgres from 'postgres'
import type { Host } from './address.ts'
import { Link, LinkLost } from './link.ts'

/** A query of postgres.js, as far as the pool has to know it: an awaited query calls its handler. */
export interface Query {
  handler: (query: Query) => void
  resolve: (result: unknown) => void
  reject: (error: unknown) => void
}

/** One client of postgres.js with one connection. When the connection goes, so does the client. */
export interface Connection {
  readonly sql: postgres.Sql
  execute(query: Query): void
  /** From here on the server owes answers. */
  watch(): void
  /** From here on it does not. */
  rest(): void
  close(): void
}

/** The parsed options of postgres.js, and the name under which it keeps what it was asked of TLS. */
export type ParsedOptions = postgres.ParsedOptions & { ssl?: postgres.Options<Record<string, never>>['ssl'] }

const terminate = Buffer.from([0x58, 0, 0, 0, 4])

/**
 * Prepares a connection; it is made at the first query. The parsed options are shared by all connections of
 * a pool, parsers and serialisers included (postgres.js takes parsed options as they are). The timers of
 * postgres.js are off: they would outlive the client, and `Link` and the pool do their work.
 * @param find says which of several servers it leads to; absent where there is one
 */
export function openConnection(
  options: ParsedOptions,
  silence: number,
  onLost: (error: LinkLost) => void,
  find?: () => Promise<Host>,
): Connection {
  let link: Link | undefined
  let closed = false
  const plugAt = (address: ReturnType<typeof addressOf>) => {
    if (closed || link !== undefined) throw new LinkLost('CONNECTION_ENDED')
    link = new Link({ address, ssl: options.ssl, silence, onLost })
    return link
  }
  const plugWhereFound = async (found: Promise<Host>) => {
    const { host, port } = await found.catch((error: LinkLost) => {
      if (!closed) onLost(error)
      throw error
    })
    return plugAt(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port })
  }
  const plug = () => (find ? plugWhereFound(find()) : plugAt(addressOf(options)))
  const sql = postgres({ ...options, ...once, socket: plug } as unknown as postgres.Options<
    Record<string, never>
  >)
  const { handler } = sql`` as unknown as Query
  return {
    sql,
    execute: (query) => handler(query),
    watch: () => link?.watch(),
    rest: () => link?.rest(),
    close() {
      closed = true
      if (link === undefined) onLost(new LinkLost('CONNECTION_ENDED'))
      link?.end(terminate)
    },
  }
}

const once = { max: 1, ssl: false, connect_timeout: 0, idle_timeout: 0, max_lifetime: 0 }

function addressOf(options: ParsedOptions) {
  if (options.path) return { path: options.path }
  return { host: options.host[0] ?? 'localhost', port: options.port[0] ?? 5432 }
}
