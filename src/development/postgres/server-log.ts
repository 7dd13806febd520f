import { type FileHandle, open, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunAs } from './command.ts'

const rotateAtBytes = 5_000_000
const tailBytes = 4_000

/** The log of the server, opened for one start. */
export interface ServerLog {
  readonly handle: FileHandle
  /** The end of what has been logged since this start. */
  tail(): Promise<string>
}

/** Opens the log; a long one is first put aside, replacing the one put aside before. */
export async function openServerLog(home: string, as: RunAs | undefined): Promise<ServerLog> {
  const path = join(home, 'server.log')
  const size = await sizeOf(path)
  if (size > rotateAtBytes) await rename(path, `${path}.1`)
  const handle = await open(path, 'a', 0o600)
  if (as !== undefined) await handle.chown(as.uid, as.gid)
  const from = size > rotateAtBytes ? 0 : size
  return { handle, tail: () => readFrom(path, from) }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0
}

async function readFrom(path: string, start: number): Promise<string> {
  const from = Math.max(start, (await sizeOf(path)) - tailBytes)
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(tailBytes), 0, tailBytes, from)
    return buffer.toString('utf8', 0, bytesRead).trim()
  } finally {
    await handle.close()
  }
}
