import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { birthOf } from './processes.ts'

const markPattern = /^owner\.(\d+)\.([\w-]+)$/
const attempts = 4

/**
 * Makes this process the only owner of a cluster, or refuses if another living process is. Every candidate
 * first puts down its mark and then looks for others: two can never both find themselves alone. One that
 * sees a living other withdraws; after a pause it looks again, in case that one withdrew as well.
 */
export async function takeOwnership(home: string): Promise<() => Promise<void>> {
  const name = `owner.${process.pid}.${(await birthOf(process.pid)) ?? 'unknown'}`
  const mark = join(home, name)
  for (let attempt = 1; ; attempt++) {
    await putDown(mark, home)
    const other = await livingOwner(home, name)
    if (other === undefined) return () => rm(mark, { force: true })
    await rm(mark, { force: true })
    if (attempt === attempts) throw inUse(home, other)
    await sleep(30 + Math.random() * 150)
  }
}

async function putDown(mark: string, home: string): Promise<void> {
  await writeFile(mark, '', { flag: 'wx', mode: 0o600 }).catch((error) => {
    throw error.code === 'EEXIST' ? inUse(home, process.pid) : error
  })
}

/** The process of another mark whose process lives; marks of the dead are cleared away. */
async function livingOwner(home: string, own: string): Promise<number | undefined> {
  for (const name of await readdir(home)) {
    const [, pid, birth] = markPattern.exec(name) ?? []
    if (pid === undefined || name === own) continue
    if ((await birthOf(Number(pid))) === birth) return Number(pid)
    await rm(join(home, name), { force: true })
  }
  return undefined
}

function inUse(home: string, pid: number): Error {
  const who = pid === process.pid ? 'this process itself' : `process ${pid}`
  return new Error(
    `The embedded PostgreSQL in ${home} is in use by ${who}. Stop that first, or choose another directory.`,
  )
}
