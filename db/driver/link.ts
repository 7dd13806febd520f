import { EventEmitter } from 'node:events'
import { connect, type IpcNetConnectOpts, type Socket, type TcpNetConnectOpts } from 'node:net'
import { type Ssl, upgradeToTls } from './tls-upgrade.ts'

/** The link with the database is gone, or was given up. The code says how; there is nothing else in it. */
export class LinkLost extends Error {
  readonly code: string

  constructor(code: string) {
    super(`the link with the database is lost (${code})`)
    this.name = 'LinkLost'
    this.code = code
  }
}

export interface LinkOptions {
  readonly address: TcpNetConnectOpts | IpcNetConnectOpts
  readonly ssl: Ssl
  /** How long, in ms, the server may be silent while it owes an answer. */
  readonly silence: number
  /** Called once, before postgres.js hears of it. */
  readonly onLost: (error: LinkLost) => void
}

/**
 * The socket that postgres.js is given. It differs from a `net.Socket` in three ways, each of which keeps
 * postgres.js 3.4.9 on its feet (upstream issues 1066, 1154, 1208):
 *
 * 1. `close` is never emitted. On `close` postgres.js drops its socket while writes may still be planned,
 *    and throws a TypeError outside any promise at the next one; it also keeps those bytes, and sends them
 *    ahead of the next start-up message. A link serves one client once, so nothing need be reset.
 * 2. A write to a lost link is answered with `error`, so that code that still writes (the rollback of a broken
 *    transaction, say) is rejected rather than left waiting.
 * 3. While it is watched, silence for longer than the server itself would allow means that it is lost.
 */
export class Link extends EventEmitter {
  readonly #options: LinkOptions
  readonly #held: Buffer[] = []
  #transport: Socket
  #ready = false
  #lost: string | undefined
  #owed = true
  readonly #watch: NodeJS.Timeout

  constructor(options: LinkOptions) {
    super()
    this.#options = options
    this.#transport = connect(options.address)
    this.#transport.setNoDelay(true)
    this.#listen(this.#transport)
    this.#transport.once('connect', () => this.#connected())
    this.#watch = setTimeout(() => this.#listenedLongEnough(), options.silence).unref()
  }

  /** postgres.js ends a socket only when this says `open`. */
  get readyState(): string {
    return this.#lost === undefined ? 'open' : 'closed'
  }

  /** Starts the watch: the server owes an answer. */
  watch(): void {
    if (this.#lost !== undefined) return
    this.#owed = true
    this.#watch.refresh()
  }

  /** Ends the watch: nothing is owed. The timer may run on; it is cheaper to leave than to stop. */
  rest(): void {
    this.#owed = false
  }

  write(chunk: Buffer, done?: (error?: Error | null) => void): boolean {
    if (this.#lost !== undefined) return this.#refuse(done)
    this.#watch.refresh()
    if (this.#ready) return this.#transport.write(chunk, done) || true
    this.#held.push(chunk)
    return true
  }

  /** Says goodbye and closes; does not wait for the other side. */
  end(farewell: Buffer): void {
    if (this.#ready) this.#transport.end(farewell)
    else this.#transport.destroy()
    this.#transport.once('finish', () => this.#transport.destroy())
    this.#lose('CONNECTION_ENDED')
  }

  destroy(code = 'CONNECTION_DESTROYED'): void {
    this.#lose(code)
  }

  setKeepAlive(on: boolean, delay: number): void {
    this.#transport.setKeepAlive(on, delay)
  }

  pause(): void {
    this.#transport.pause()
  }

  resume(): void {
    this.#transport.resume()
  }

  #listenedLongEnough(): void {
    if (this.#owed) this.#lose('CONNECTION_SILENT')
  }

  #connected(): void {
    const { ssl, address } = this.#options
    if (!ssl) {
      this.#speak(this.#transport)
      return
    }
    const host = 'host' in address && address.host ? address.host : 'localhost'
    upgradeToTls(this.#transport, ssl, host).then(
      (transport) => this.#speak(transport),
      (error: unknown) => this.#lose(codeOf(error)),
    )
  }

  #speak(transport: Socket): void {
    if (this.#lost !== undefined) {
      transport.destroy()
      return
    }
    if (transport !== this.#transport) this.#listen(transport)
    this.#transport = transport
    this.#ready = true
    transport.on('data', (chunk: Buffer) => this.#hear(chunk))
    transport.resume()
    for (const chunk of this.#held.splice(0)) transport.write(chunk)
  }

  #listen(transport: Socket): void {
    transport.on('error', (error) => this.#lose(codeOf(error)))
    transport.on('end', () => this.#lose('CONNECTION_CLOSED'))
    transport.on('close', () => this.#lose('CONNECTION_CLOSED'))
  }

  #hear(chunk: Buffer): void {
    if (this.#lost !== undefined) return
    this.#watch.refresh()
    this.emit('data', chunk)
  }

  #refuse(done?: (error: Error) => void): boolean {
    const code = this.#lost ?? 'CONNECTION_CLOSED'
    process.nextTick(() => {
      done?.(new LinkLost(code))
      this.#report(code)
    })
    return true
  }

  #lose(code: string): void {
    if (this.#lost !== undefined) return
    this.#lost = code
    clearTimeout(this.#watch)
    if (code !== 'CONNECTION_ENDED') this.#transport.destroy()
    this.#options.onLost(new LinkLost(code))
    this.#report(code)
  }

  #report(code: string): void {
    if (this.listenerCount('error') > 0) this.emit('error', new LinkLost(code))
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'CONNECTION_FAILED'
}
