#!/usr/bin/env node
import { type Config, ownEnvironment } from '../config.ts'
import { keepInspectorShut } from '../ground/inspector.ts'
import { type Provided, runCommand } from './run-command.ts'

/** In development the embedded database takes the place of one that is not configured; development is not part of the image. */
async function provide(config: Config): Promise<Provided | undefined> {
  if (config.database.url !== undefined || config.database.ownerUrl !== undefined) return undefined
  const development = await import('../development/settings-of-tools.ts').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
      return undefined
    },
  )
  return development?.settingsOfTools(config)
}

keepInspectorShut()
runCommand(process.argv.slice(2), {
  env: ownEnvironment(),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  provide,
}).then((status) => {
  // A pipe takes what was written before the process ends.
  process.exitCode = status
  process.stdout.write('', () => process.exit(status))
})
