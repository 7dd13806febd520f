import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { functionSchema } from '../db/function-schema.ts'
import { completeConfig } from './config/complete-config.ts'
import { type Config, judgeSettings, ownEnvironment, readConfig } from './config.ts'
import { serviceVersion } from './ground/build.ts'
import { keepInspectorShut } from './ground/inspector.ts'
import { createLog } from './http/door/log.ts'
import { type Started, start } from './start.ts'
import { tryFiles } from './startup/try-files.ts'

/** ms after which closing is given up; what was claimed and not delivered comes back by itself. */
const longestClosing = 25_000

/** Starts the service, says where it is, and closes it gracefully on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  await tryFiles(ownEnvironment())
  const config = readConfig()
  if (config.production) keepInspectorShut()
  const source = { instance: config.instance, version: serviceVersion }
  const log = createLog(config.logLevel, undefined, source)
  const { production, revision } = config
  log.info({ revision, schema: functionSchema, mode: production ? 'production' : 'development' }, 'starting')
  for (const remark of judgeSettings(ownEnvironment()).remarks) log.warn(remark)
  const started = await startIn(config, log)
  log.info({ url: started.url, production }, 'listening')

  // One closing, however often it is asked for: a second signal must not cut off what the first lets finish.
  let closing: Promise<number> | undefined
  const stop = () => {
    closing ??= drain(started).then(() => withinBound(close(started)))
    void closing.then((code) => process.exit(code))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)

  /** Proxies see that the instance is not ready, and send nothing new to it; what still comes is answered. */
  async function drain({ service }: Started): Promise<void> {
    service.stopping.begin()
    if (config.drainSeconds > 0)
      log.info({ seconds: config.drainSeconds }, 'not ready any more, and stops soon')
    await sleep(config.drainSeconds * 1000)
  }

  function withinBound(closed: Promise<number>): Promise<number> {
    const late = sleep(longestClosing, 1).then((code) => {
      log.error('not closed in time')
      return code
    })
    return Promise.race([closed, late])
  }

  async function close({ close: closeAll }: Started): Promise<number> {
    try {
      await closeAll()
      log.info('closed')
      return 0
    } catch (error) {
      log.error({ error: (error as Error).name }, 'not closed in order')
      return 1
    }
  }
}

/** In production everything is configured; development makes the rest itself, and is not part of the image. */
async function startIn(config: Config, log: FastifyBaseLogger): Promise<Started> {
  if (config.production) return start(completeConfig(config), log)
  const { runDevelopment } = await import('./development/run.ts').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new Error('MODE: this build has no development mode; set MODE=production', { cause: error })
  })
  return runDevelopment(config, log)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
