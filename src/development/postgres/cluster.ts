import { randomBytes } from 'node:crypto'
import { chown, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { program } from './binaries.ts'
import type { RunAs } from './command.ts'
import { run } from './command.ts'
import { unlessMissing } from './missing.ts'

/** The folder of the cluster within its home. */
export function dataOf(home: string): string {
  return join(home, 'data')
}

/** The name of the superuser of every cluster made here. */
export const superuser = 'postgres'

/**
 * Makes the cluster if there is none, unless there was one before. It is made beside its place and then renamed, so that a cluster is
 * whole or absent; what an interrupted attempt left behind is cleared away.
 */
export async function ensureCluster(
  home: string,
  native: string,
  as: RunAs | undefined,
  log: (line: string) => void,
  madeBefore: boolean,
): Promise<string> {
  await clearAttempts(home)
  if (await isPresent(dataOf(home))) return readPassword(home)
  if (madeBefore)
    throw new Error(
      `There was a database in ${home} before, and its files are not there. Put them back, or remove the data directory to begin with an empty one.`,
    )
  log(`making a new PostgreSQL cluster in ${home}`)
  const password = randomBytes(24).toString('base64url')
  await writeWhole(passwordFile(home), `${password}\n`, as)
  const attempt = join(home, `data.attempt-${randomBytes(4).toString('hex')}`)
  await mkdir(attempt, { mode: 0o700 })
  if (as !== undefined) await chown(attempt, as.uid, as.gid)
  const { ok, output } = await run(program(native, 'initdb'), initdbArguments(home, attempt), as, home)
  if (!ok) {
    await rm(attempt, { recursive: true, force: true })
    throw new Error(`The PostgreSQL cluster could not be made in ${home}: ${output}`)
  }
  await rename(attempt, dataOf(home))
  await sync(home)
  return password
}

function initdbArguments(home: string, attempt: string): string[] {
  return [
    ['-D', attempt],
    [`--username=${superuser}`, `--pwfile=${passwordFile(home)}`, '--auth=scram-sha-256'],
    ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ['--no-instructions'],
  ].flat()
}

/** Writes a small file so that it is whole or absent, readable to the server's user only (and root). */
export async function writeWhole(path: string, text: string, as: RunAs | undefined): Promise<void> {
  const partial = `${path}.partial-${randomBytes(4).toString('hex')}`
  const file = await open(partial, 'wx', 0o600)
  try {
    await file.writeFile(text)
    if (as !== undefined) await file.chown(as.uid, as.gid)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(partial, path)
  await sync(dirname(path))
}

function passwordFile(home: string): string {
  return join(home, 'superuser-password')
}

async function readPassword(home: string): Promise<string> {
  const text = await readFile(passwordFile(home), 'utf8').catch((cause) => {
    throw new Error(`There is a cluster in ${home}, but its password cannot be read.`, { cause })
  })
  return text.trim()
}

/** An initdb of a killed process may still be writing in its attempt, so a failure waits for the next start. */
async function clearAttempts(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!/^(data\.attempt|[\w-]+\.partial)-/.test(name)) continue
    await rm(join(home, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)
  }
}

/** Makes a rename outlive a loss of power. */
async function sync(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  await handle.sync().finally(() => handle.close())
}

async function isPresent(path: string): Promise<boolean> {
  return (await stat(path).catch(unlessMissing)) !== undefined
}
