import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from './config.ts'
import { announceInstance, withdrawInstance } from './development/instance.ts'
import { createLog } from './http/door/log.ts'
import { type Started, start } from './start.ts'

/** ms after which closing is given up; what was claimed and not delivered comes back by itself. */
const longestClosing = 25_000

/** Starts the service, says where it is, and closes it gracefully on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const config = readConfig()
  const log = createLog(config.logLevel)
  const began = Date.now()
  const started = await start(config, log)
  log.info({ url: started.url, production: config.production }, 'listening')
  if (!config.production)
    await announceInstance(config.dataDirectory, {
      url: started.url,
      mailbox: started.mailbox,
      pid: process.pid,
    })
  if (process.stdout.isTTY || !config.production) welcome(started, Date.now() - began)

  // One closing, however often it is asked for: a second signal must not cut off what the first lets finish.
  let closing: Promise<number> | undefined
  const stop = () => {
    closing ??= withinBound(close(started))
    void closing.then((code) => process.exit(code))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)

  function withinBound(closed: Promise<number>): Promise<number> {
    const late = sleep(longestClosing, 1).then((code) => {
      log.error('not closed in time')
      return code
    })
    return Promise.race([closed, late])
  }

  async function close({ close: closeAll }: Started): Promise<number> {
    try {
      if (!config.production) await withdrawInstance(config.dataDirectory)
      await closeAll()
      log.info('closed')
      return 0
    } catch (error) {
      log.error({ error: (error as Error).name }, 'not closed in order')
      return 1
    }
  }
}

function welcome({ url, mailbox }: Started, ms: number): void {
  process.stdout.write(`
Verwijsindex listens on ${url}  (started in ${(ms / 1000).toFixed(1)} s)

  See the story        npm run demo
  Browse the API       ${url}/docs
  Get a token          npm run token -- --as jeugdverpleegkundige
${mailbox ? `  Read the mail        ${mailbox}\n` : ''}
`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
