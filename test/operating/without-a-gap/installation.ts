import { tmpdir } from 'node:os'
import type postgres from 'postgres'
import type { Test } from 'tap'
import { judgeLoad } from '../../crash/judge-load.ts'
import { prepareService, prepareShared, type ServiceProcess } from '../../crash/service-process.ts'
import { crowd } from '../../matching/crowd.ts'
import { pairsAndTriples, shuffled } from '../../matching/groups.ts'
import { madeUpBsns } from '../../support/bsn.ts'
import { createIssuer } from '../../support/issuer.ts'
import { startMailServer } from '../../support/mail-server.ts'
import { type PacedLoad, startPacedLoad } from '../../support/paced-load.ts'
import { ask } from '../proxies.ts'
import { proxies, type RunningProxy } from '../proxy-recipes.ts'
import { shellOf } from './commands.ts'
import { type Clients, clientsOverTls } from './send-over-tls.ts'

/** What an operator runs: two instances on a database, behind a proxy by its recipe, at which care providers register. */
export interface Installation {
  readonly instances: readonly [ServiceProcess, ServiceProcess]
  readonly proxy: RunningProxy
  readonly clients: Clients
  readonly load: PacedLoad
  /** Asks what a professional may read, through the proxy; answers with the status. */
  read(path: string): Promise<number>
  /** Starts an instance anew, by the commands of the document on its server. */
  onServer(instance: ServiceProcess, commands: string, where?: Where): Promise<void>
  /** Ends the load and judges all of it. */
  judge(): Promise<void>
}

/** On which server commands are given. */
interface Where {
  readonly folder?: string
  /** The tree of the version that is installed there; this one where absent. */
  readonly version?: string
}

interface Parts {
  readonly sql: postgres.Sql
  /** Where what is stored is judged, if that is another server by then. */
  readonly judged?: postgres.Sql
  readonly databaseUrl: string
  readonly proxy: keyof typeof proxies
  /** Settings of both instances besides those of every production. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly againAfter?: number
}

const perSecond = 10
/** s for which there are people to register. */
const longest = 300
/** So many registrations stand between those of one young person, at most: some seconds, in which much may change. */
const window = 60

export async function install(
  t: Test,
  { sql, judged = sql, databaseUrl, proxy, env = {}, againAfter }: Parts,
): Promise<Installation> {
  const arrivals = inWindows(pairsAndTriples(0, (longest * perSecond) / 3, madeUpBsns()))
  await crowd(sql, arrivals.length)
  const issuer = await createIssuer(t)
  const { url: mailUrl } = await startMailServer(t)
  const shared = await prepareShared(t, 'https://verwijsindex.example')
  const prepare = () =>
    prepareService(t, {
      databaseUrl,
      issuer,
      mailUrl,
      shared,
      env: { TRUST_PROXY: '127.0.0.1', DRAIN_SECONDS: undefined, QUERY_DEADLINE_MS: undefined, ...env },
    })
  const instances = [await prepare(), await prepare()] as const
  await Promise.all(instances.map((each) => each.start()))
  const [one, other] = instances.map(({ url }) => Number(new URL(url).port))
  const running = await proxies[proxy](t, [one ?? 0, other ?? 0])
  const clients = clientsOverTls()
  const load = startPacedLoad(issuer, [`https://127.0.0.1:${running.port}`], {
    arrivals,
    perSecond,
    send: clients.send,
    ...(againAfter === undefined ? {} : { againAfter }),
  })
  return {
    instances,
    proxy: running,
    clients,
    load,
    read: async (path) =>
      ask(running.port, 'GET', path, { authorization: `Bearer ${await issuer.token('p0')}` }),
    async onServer(instance, commands, { folder = tmpdir(), version } = {}) {
      const systemctl = (words: readonly string[]) => restart(t, instance, words, version)
      const run = await shellOf(t, folder, {}, { systemctl })
      await run(commands.replace('http://127.0.0.1:9464', instance.operationsUrl))
    },
    async judge() {
      await load.finish()
      t.comment(`${clients.sentAgain} kept connections were closed when they were to be used`)
      await judgeLoad(t, judged, load)
    },
  }
}

/** What `systemctl restart` does. */
async function restart(
  t: Test,
  instance: ServiceProcess,
  words: readonly string[],
  version: string | undefined,
): Promise<string> {
  t.strictSame(words, ['restart', 'verwijsindex'])
  instance.signal('SIGTERM')
  t.equal(await instance.ended(), 0, 'an instance stops in order')
  await instance.start(version)
  return ''
}

function inWindows<T>(all: readonly T[]): T[] {
  const windows = Array.from({ length: Math.ceil(all.length / window) }, (_, n) =>
    all.slice(n * window, (n + 1) * window),
  )
  return windows.flatMap(shuffled)
}
