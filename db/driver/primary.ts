import postgres from 'postgres'
import { addressAt, type Target } from '../../src/ground/database-hosts.ts'
import { type Address, type Host, readAddress } from './address.ts'
import { openConnection, type ParsedOptions } from './connection.ts'
import { LinkLost } from './link.ts'

/** What a server is: the one that is looked for, a standby, a server that was set to read-only, or why it cannot be said. */
export type HostState = 'target' | 'standby' | 'read-only' | { readonly code: string }

/** How long the others are listened to once one says that it is the target, in ms: two at once are none. */
const patience = 250

/** Looks for the server that takes writes, and keeps what it found. */
export interface Search {
  /** @throws LinkLost `NO_PRIMARY`, `TWO_PRIMARIES`, or the code with which the first server fails */
  find(): Promise<Host>
  /** What was found does not hold any more: the next connection looks anew. */
  forget(): void
}

/**
 * Looks for the server that is the target, at all of them at once: one that is away costs no time. What was found is kept until it is
 * forgotten, and those who need it at the same moment share one look.
 */
export function openSearch(
  { hosts, target }: NonNullable<Address['search']>,
  options: ParsedOptions,
  limit: number,
): Search {
  let looking = false
  let found: Promise<Host> | undefined
  const look = async () => {
    looking = true
    try {
      return await findTarget(hosts, (host) => readState(host, target, options, limit))
    } finally {
      looking = false
    }
  }
  return {
    find() {
      found ??= look()
      const mine = found
      mine.catch(() => {
        if (found === mine) found = undefined
      })
      return mine
    },
    forget() {
      if (!looking) found = undefined
    },
  }
}

/**
 * The address of the server that takes writes, for a tool that has a client of its own.
 * @param limit ms that a server has to answer
 * @throws LinkLost as `Search.find` does
 */
export async function findAddress(text: string, limit = 10_000): Promise<Pick<Address, 'url' | 'tls'>> {
  const { url, tls, search } = readAddress(text)
  if (!search) return { url, tls }
  const { name } = await openSearch(search, optionsOf({ url, tls }), limit).find()
  return { url: addressAt(url, [name]), tls }
}

/** What each server of an address is; empty where the address leads to one and asks nothing of it. */
export async function lookAtHosts(
  text: string,
  limit: number,
): Promise<{ readonly name: string; readonly state: HostState }[]> {
  const { url, tls, search } = readAddress(text)
  if (!search) return []
  const options = optionsOf({ url, tls })
  return Promise.all(
    search.hosts.map(async (host) => ({
      name: host.name,
      state: await readState(host, search.target, options, limit),
    })),
  )
}

function optionsOf({ url, tls }: Pick<Address, 'url' | 'tls'>): ParsedOptions {
  return postgres(url, { ...tls, max: 1, fetch_types: false, onnotice: () => undefined })
    .options as ParsedOptions
}

async function findTarget(hosts: readonly Host[], ask: (host: Host) => Promise<HostState>): Promise<Host> {
  const states = new Map<Host, HostState>()
  const isTarget = (host: Host) => states.get(host) === 'target'
  await new Promise<void>((resolve) => {
    let timer: NodeJS.Timeout | undefined
    for (const host of hosts)
      void ask(host).then((state) => {
        states.set(host, state)
        if (states.size === hosts.length) {
          clearTimeout(timer)
          resolve()
        } else if (state === 'target') timer ??= setTimeout(resolve, patience)
      })
  })
  const [first, second] = hosts.filter(isTarget)
  if (second) throw new LinkLost('TWO_PRIMARIES')
  if (first) return first
  throw new LinkLost(whyNone(hosts.map((host) => states.get(host))))
}

/** Where one server answers, the others are not the cause. */
function whyNone(states: readonly (HostState | undefined)[]): string {
  if (states.some((state) => typeof state === 'string')) return 'NO_PRIMARY'
  const [away] = states.filter((state) => typeof state === 'object')
  return away?.code ?? 'NO_PRIMARY'
}

/** Logs in to one server, as those who will use it, and asks what it is. */
async function readState(
  host: Host,
  target: Target,
  options: ParsedOptions,
  limit: number,
): Promise<HostState> {
  const connection = openConnection(
    options,
    limit,
    () => undefined,
    async () => host,
  )
  try {
    const [row] = await connection.sql<{ standby: boolean; readOnly: boolean }[]>`
      select pg_is_in_recovery() as standby, current_setting('transaction_read_only')::boolean as "readOnly"`
    if (!row) return { code: 'NO_PRIMARY' }
    if (row.standby) return 'standby'
    return row.readOnly && target === 'read-write' ? 'read-only' : 'target'
  } catch (error) {
    return { code: error instanceof Error && 'code' in error ? String(error.code) : 'CONNECTION_FAILED' }
  } finally {
    connection.close()
  }
}
