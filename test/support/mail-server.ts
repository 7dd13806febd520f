import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import type { Test } from 'tap'

/** A real SMTP server that keeps what it received, and can be told to refuse or to be away. */
export interface MailServer {
  readonly url: string
  readonly port: number
  /** Every mail in the order of its arrival, with its envelope. */
  readonly received: { readonly to: readonly string[]; readonly raw: string; readonly mail: Email }[]
  /** SMTP status to refuse every mail with; undefined takes them. */
  refuseWith: number | undefined
  close(): Promise<void>
}

export async function startMailServer(t: Test, port = 0): Promise<MailServer> {
  const received: MailServer['received'] = []
  const state: { refuseWith: number | undefined } = { refuseWith: undefined }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onData(stream, session, callback) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', async () => {
        if (state.refuseWith !== undefined)
          return callback(Object.assign(new Error('refused'), { responseCode: state.refuseWith }))
        const raw = Buffer.concat(parts).toString('utf8')
        received.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw,
          mail: await PostalMime.parse(raw),
        })
        callback()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  server.on('error', () => {})
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= new Promise((resolve) => server.close(() => resolve()))
    return closing
  }
  t.teardown(close)
  const chosen = (server.server.address() as { port: number }).port
  return Object.assign(state, { url: `smtp://127.0.0.1:${chosen}`, port: chosen, received, close })
}
