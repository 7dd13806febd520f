import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import type { Test } from 'tap'

/** A real SMTP server that keeps what it received, and can be told to refuse or to be away. */
export interface MailServer {
  readonly url: string
  readonly port: number
  /** Every mail in the order of its arrival, with its envelope. */
  readonly received: {
    readonly to: readonly string[]
    readonly raw: string
    readonly mail: Email
    /** Over TLS, from somebody who logged in. */
    readonly secure: boolean
  }[]
  /** SMTP status to refuse every mail with; undefined takes them. */
  refuseWith: number | undefined
  /** What the server says of it, such as an enhanced status. */
  refuseText: string
  /** At which command it refuses; the end of the text, where nothing is said. */
  refuseAt: 'MAIL' | 'RCPT' | 'DATA'
  /** Addresses that it does not know, with the status with which it says so. */
  readonly unknown: Map<string, number>
  close(): Promise<void>
}

/** What a server asks for that takes mail with STARTTLS and a login alone. */
export interface MailLogin {
  readonly cert: string
  readonly key: string
  readonly user: string
  readonly pass: string
}

export async function startMailServer(t: Test, port = 0, login?: MailLogin): Promise<MailServer> {
  const received: MailServer['received'] = []
  const state: Pick<MailServer, 'refuseWith' | 'refuseText' | 'refuseAt' | 'unknown'> = {
    refuseWith: undefined,
    refuseText: 'refused',
    refuseAt: 'DATA',
    unknown: new Map(),
  }
  const refusal = (responseCode: number) => Object.assign(new Error(state.refuseText), { responseCode })
  const refusesAt = (command: MailServer['refuseAt']) =>
    state.refuseAt === command && state.refuseWith !== undefined
  const server = new SMTPServer({
    authOptional: login === undefined,
    disabledCommands: login ? [] : ['STARTTLS', 'AUTH'],
    ...(login && { cert: login.cert, key: login.key }),
    onAuth({ username, password }, _session, callback) {
      const known = username === login?.user && password === login?.pass
      callback(known ? null : new Error('refused'), known ? { user: username } : undefined)
    },
    disableReverseLookup: true,
    closeTimeout: 100,
    onMailFrom: (_, __, callback) => callback(refusesAt('MAIL') ? refusal(state.refuseWith ?? 0) : null),
    onRcptTo({ address }, _, callback) {
      const status = state.unknown.get(address) ?? (refusesAt('RCPT') ? state.refuseWith : undefined)
      callback(status === undefined ? null : refusal(status))
    },
    onData(stream, session, callback) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', async () => {
        if (refusesAt('DATA')) return callback(refusal(state.refuseWith ?? 0))
        const raw = Buffer.concat(parts).toString('utf8')
        received.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw,
          secure: session.secure && session.user !== undefined,
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
