import { extname } from 'node:path'
import { Hanging } from '../ground/own-process/errors.ts'
import { type OwnProcess, ownProcess } from '../ground/own-process/own-process.ts'
import { attempt } from './attempt.ts'
import type { Place, ProbeRequest } from './probe-process.ts'

/** ms that a disk may take to answer: one that hangs already at the start must not hold the start up for ever. */
const patience = 10_000

const program = new URL(`./probe-process${extname(import.meta.url)}`, import.meta.url)

/** A process that tries disks: a thread that waits for one would keep this process from ending. */
export interface Probing {
  /** @throws FileWorkFailed with the code of the system; Hanging where the disk does not answer in time */
  ask(request: ProbeRequest): Promise<unknown>
  close(): void
}

/** Begins such a process with the first question, and anew after a disk has not answered it. */
export function openProbing(longest: number = patience): Probing {
  let working: OwnProcess<ProbeRequest> | undefined
  const close = () => {
    working?.close()
    working = undefined
  }
  return {
    async ask(request) {
      working ??= ownProcess<ProbeRequest>(program, 'a disk', longest)
      try {
        return await working.call(request)
      } catch (error) {
        if (error instanceof Hanging) close()
        throw error
      }
    },
    close,
  }
}

/**
 * Writes to the directory of a setting, and removes what it wrote.
 * @param make whether it is made where it is not there
 * @returns where it is
 * @throws StartRefused where that does not succeed, or not in time
 */
export function checkWritable(
  probing: Probing,
  setting: string,
  directory: string,
  make: boolean,
): Promise<Place> {
  const step = { what: 'write to the directory', where: directory, setting }
  return attempt(step, async () => (await probing.ask({ directory, make })) as Place)
}

/**
 * Looks at the directory of a setting, and leaves it as it is.
 * @returns where it is
 * @throws StartRefused where that does not succeed, or not in time
 */
export function checkListable(probing: Probing, setting: string, directory: string): Promise<Place> {
  const step = { what: 'look at the directory', where: directory, setting }
  return attempt(step, async () => (await probing.ask({ directory, looksOnly: true })) as Place)
}

/**
 * Tries whether a file can be read.
 * @throws FileWorkFailed with the code of the system; Hanging where the disk does not answer in time
 */
export async function checkReadable(probing: Probing, file: string): Promise<void> {
  await probing.ask({ file })
}
