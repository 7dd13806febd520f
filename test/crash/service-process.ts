import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Test } from 'tap'
import { generateKeys } from '../../src/identity/keys.ts'
import { type Issuer, testAudience } from '../support/issuer.ts'
import { nodeArguments } from '../support/program.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const longestStart = 120_000

/** The service as a process of its own, as in production; may be killed and started again. */
export interface ServiceProcess {
  readonly url: string
  /** Where its metrics and its health are. */
  readonly operationsUrl: string
  /** Its settings. */
  readonly env: Readonly<Record<string, string>>
  /** Starts it, or another version of it by its tree, and settles when it answers. */
  start(version?: string): Promise<void>
  signal(name: NodeJS.Signals): void
  /** The code or signal with which it ended; settles when it has. */
  ended(): Promise<number | string>
  /** Undefined while it runs. */
  readonly end: number | string | undefined
}

/** What the instances of one service have in common. */
export interface Shared {
  readonly outside: string
  readonly keys: string
  readonly publicUrl: string
}

interface ServiceSettings {
  readonly databaseUrl: string
  readonly issuer: Issuer
  readonly mailUrl: string
  /** The tree of the version that is started; this one where absent. */
  readonly root?: string
  readonly shared?: Shared
  /** Settings in place of those that it has by itself; undefined leaves one out. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

export async function prepareShared(t: Test, publicUrl: string): Promise<Shared> {
  const outside = await mkdtemp(join(tmpdir(), 'outside-'))
  t.teardown(() => rm(outside, { recursive: true, force: true }))
  return { outside, keys: generateKeys(false), publicUrl }
}

export async function prepareService(
  t: Test,
  { databaseUrl, issuer, mailUrl, root = project, shared, env: changed }: ServiceSettings,
): Promise<ServiceProcess> {
  const [port, operationsPort] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${port}`
  const { outside, keys, publicUrl } = shared ?? (await prepareShared(t, url))
  const env = {
    PATH: process.env.PATH ?? '',
    MODE: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    OPERATIONS_PORT: String(operationsPort),
    DATABASE_URL: databaseUrl,
    QUERY_DEADLINE_MS: '3000',
    KEYS: keys,
    DESTRUCTION_LEDGER: join(outside, 'ledger'),
    LOGBOOK_WITNESS: pathToFileURL(join(outside, 'witness')).href,
    TOKEN_ISSUERS: JSON.stringify([{ issuer: issuer.issuer, jwks: issuer.jwks.href }]),
    TOKEN_AUDIENCE: testAudience,
    PUBLIC_URL: publicUrl,
    PORTAL_URL: publicUrl,
    SMTP_URL: mailUrl,
    MAIL_FROM: 'noreply@verwijsindex.example',
    DELIVERY_POLL_SECONDS: '1',
    RETRY_SCHEDULE_SECONDS: '1',
    REQUESTS_PER_MINUTE: '10000000',
    LOG_LEVEL: 'error',
    DRAIN_SECONDS: '0',
    ...changed,
  }
  let child: ChildProcess | undefined
  let end: number | string | undefined
  let complaints = ''
  t.teardown(() => child?.kill('SIGKILL'))
  return {
    url,
    operationsUrl: `http://127.0.0.1:${operationsPort}`,
    env: Object.fromEntries(
      Object.entries(env).filter((each): each is [string, string] => each[1] !== undefined),
    ),
    get end() {
      return end
    },
    async start(version = root) {
      end = undefined
      const started = spawn(process.execPath, nodeArguments('src/main.ts', version), {
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      child = started
      started.stderr?.on('data', (text: Buffer) => {
        complaints = `${complaints}${text}`.slice(-2000)
      })
      started.once('exit', (code, signal) => {
        end = signal ?? code ?? -1
      })
      for (const deadline = Date.now() + longestStart; !(await isReady(url)); await sleep(20)) {
        if (end !== undefined || Date.now() > deadline) throw new Error(`not started (${end}): ${complaints}`)
      }
    },
    signal: (name) => void child?.kill(name),
    async ended() {
      if (end === undefined && child) await once(child, 'exit')
      return end ?? -1
    },
  }
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2000) }).then(
    async (answer) => (await answer.arrayBuffer()) && answer.ok,
    () => false,
  )
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}
