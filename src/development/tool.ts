import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Config, readConfig } from '../config.ts'
import { developmentKeys } from './keys.ts'
import { reachEmbeddedDatabase } from './open-embedded.ts'
import { developmentUrl } from './start.ts'

/**
 * `npm run logbook`, `retention`, `ledger`, `mail` and `migrate`: runs that tool of an operator (`src/cli`). Where no database is configured, the
 * tool is given the embedded one with its keys, also beside an instance that runs on it.
 */
async function main(): Promise<number> {
  const [tool = '', ...rest] = process.argv.slice(2)
  const config = readConfig()
  if (config.production || config.database.url !== undefined || config.database.ownerUrl !== undefined)
    return run(tool, rest, {})
  const { ownerUrl, close } = await reachEmbeddedDatabase(join(config.dataDirectory, 'postgres'))
  try {
    return await run(tool, rest, { DATABASE_OWNER_URL: ownerUrl, ...(await missing(config)) })
  } finally {
    await close()
  }
}

/** The other settings of a tool, as a development instance has them. */
async function missing(config: Config): Promise<Record<string, string>> {
  const keys = config.keys === undefined ? { KEYS_FILE: await developmentKeys(config.dataDirectory) } : {}
  return { ...keys, PUBLIC_URL: developmentUrl(config) }
}

function run(tool: string, rest: readonly string[], settings: Record<string, string>): Promise<number> {
  const program = fileURLToPath(new URL(`../cli/${tool}.ts`, import.meta.url))
  const child = spawn(process.execPath, [...process.execArgv, program, ...rest], {
    stdio: 'inherit',
    env: { ...process.env, ...settings },
  })
  // The tool hears of Ctrl-C itself, and this process ends with it.
  process.on('SIGINT', () => {})
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 2))
  })
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(2)
  },
)
