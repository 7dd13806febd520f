import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Issuer } from '../support/issuer.ts'
import { testAudience } from '../support/issuer.ts'

interface ServiceProcess {
  readonly port: number
  stop(): Promise<void>
}

/** Starts the service as it is run: a process of its own, configured through the environment, its log in a file. */
export async function startServiceProcess(options: {
  databaseUrl: string
  keysFile: string
  issuer: Issuer
  directory: string
}): Promise<ServiceProcess> {
  const [port, operationsPort] = [await freePort(), await freePort()]
  const log = await open(join(options.directory, 'service.log'), 'w')
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    stdio: ['ignore', log.fd, log.fd],
    env: {
      ...process.env,
      MODE: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      OPERATIONS_PORT: String(operationsPort),
      DATABASE_URL: options.databaseUrl,
      KEYS_FILE: options.keysFile,
      DESTRUCTION_LEDGER: join(options.directory, 'ledger'),
      LOGBOOK_WITNESS: pathToFileURL(join(options.directory, 'witness')).href,
      TOKEN_ISSUERS: JSON.stringify([{ issuer: options.issuer.issuer, jwks: options.issuer.jwks.href }]),
      TOKEN_AUDIENCE: testAudience,
      PUBLIC_URL: 'https://verwijsindex.example',
      PORTAL_URL: 'https://portal.verwijsindex.example',
      MAIL_FROM: 'noreply@verwijsindex.example',
      SMTP_URL: 'smtp://127.0.0.1:9',
      DELIVERY: 'off',
      BUDGET_PER_PROFESSIONAL: '1000000',
      BUDGET_PER_ORGANISATION: '10000000',
      REQUESTS_PER_MINUTE: '10000000',
      DRAIN_SECONDS: '0',
    },
  })
  await untilLive(port, () => child.exitCode !== null).catch(async (error: Error) => {
    throw new Error(`${error.message}:\n${await readFile(join(options.directory, 'service.log'), 'utf8')}`)
  })
  return {
    port,
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      await log.close()
    },
  }
}

async function untilLive(port: number, exited: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000
  while (Date.now() < deadline && !exited()) {
    const live = await fetch(`http://127.0.0.1:${port}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (live) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the service did not start')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
