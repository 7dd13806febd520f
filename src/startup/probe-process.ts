import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { answerCalls } from '../ground/own-process/answer-calls.ts'

/** What the process is asked that tries a disk: to read a file, to write to a directory, or to look at one and leave it as it is. */
export type ProbeRequest =
  | { readonly file: string }
  | { readonly directory: string; readonly make: boolean }
  | { readonly directory: string; readonly looksOnly: true }

/** On which device a directory is, and of which kind its file system is (statfs). */
export interface Place {
  readonly device: number
  readonly fileSystem: number
}

answerCalls((request: ProbeRequest) => {
  if ('file' in request) return readFrom(request.file)
  return 'make' in request ? writeTo(request.directory, request.make) : lookAt(request.directory)
})

/** What is in it is not handed on: it may be a secret. */
async function readFrom(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.read({ buffer: Buffer.alloc(1) })
  } finally {
    await file.close()
  }
}

/** Writes to it until that is on the disk, reads its names, and removes what it wrote. */
async function writeTo(directory: string, make: boolean): Promise<Place> {
  if (make) await mkdir(directory, { recursive: true, mode: 0o700 })
  const probe = join(directory, `${randomUUID()}.probe`)
  const file = await open(probe, 'wx')
  try {
    await file.write('probe')
    await file.datasync()
  } finally {
    await file.close()
    await rm(probe)
  }
  return lookAt(directory)
}

async function lookAt(directory: string): Promise<Place> {
  await readdir(directory)
  const [{ dev }, { type }] = await Promise.all([stat(directory), statfs(directory)])
  return { device: dev, fileSystem: type }
}
