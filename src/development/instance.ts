import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where a running instance of the embedded default can be found by the tools beside it. */
export interface Instance {
  readonly url: string
  readonly mailbox: string | null
  readonly pid: number
}

const file = 'instance.json'

/** Leaves word in the data directory of where the instance listens. */
export async function announceInstance(directory: string, instance: Instance): Promise<void> {
  await writeFile(join(directory, file), JSON.stringify(instance))
}

export async function withdrawInstance(directory: string): Promise<void> {
  await rm(join(directory, file), { force: true })
}

/** The instance that runs on a data directory, if it answers. */
export async function findInstance(directory: string): Promise<Instance | undefined> {
  try {
    const instance = JSON.parse(await readFile(join(directory, file), 'utf8')) as Instance
    const answer = await fetch(`${instance.url}/health/live`, { signal: AbortSignal.timeout(2000) })
    return answer.ok ? instance : undefined
  } catch {
    return undefined
  }
}
