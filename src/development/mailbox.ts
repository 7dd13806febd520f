import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'

/** A mail server of one's own, which keeps what it receives as files. */
export interface Mailbox {
  readonly url: string
  readonly directory: string
  close(): Promise<void>
}

/**
 * Opens the mailbox of the embedded default: a real SMTP server on this machine that writes every mail it receives to the
 * data directory. Of the development tools, so the package is there only where those are installed.
 */
export async function openMailbox(directory: string): Promise<Mailbox> {
  const { SMTPServer } = await import('smtp-server')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, _session, callback) {
      keepMail(stream, directory).then(() => callback(), callback)
    },
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  server.removeAllListeners('error').on('error', () => {})
  const { port } = server.server.address() as { port: number }
  return {
    url: `smtp://127.0.0.1:${port}`,
    directory,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Written whole or not at all, so that a reader never sees half a mail. */
async function keepMail(stream: AsyncIterable<Buffer>, directory: string): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  const name = join(directory, uuidv7())
  await writeFile(`${name}.part`, Buffer.concat(parts))
  await rename(`${name}.part`, `${name}.eml`)
}
