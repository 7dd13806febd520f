import { createServer, type Socket } from 'node:net'
import type { Test } from 'tap'

/** The step of a conversation at which a server begins to drip. */
export type Step = 'greeting' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'text' | 'RSET' | 'TLS'

/** A mail server that answers one step with a line that never ends, a bit at a time, as long as it is not mended. */
export interface DrippingServer {
  readonly port: number
  readonly received: string[]
  /** Connections that are open. */
  readonly open: Set<Socket>
  step: Step | undefined
  /** Who is refused (550), as an address. */
  refused: string | undefined
}

const everyMs = 100

/** A bit of an answer that goes on: it resets every timer on silence. */
const drops: Partial<Record<Step, string | Buffer>> = {
  greeting: '220-please wait\r\n',
  DATA: '354-please wait\r\n',
  TLS: Buffer.from([0x16]),
}

export async function startDrippingServer(t: Test, step: Step | undefined): Promise<DrippingServer> {
  const state: Pick<DrippingServer, 'step' | 'refused'> = { step, refused: undefined }
  const received: string[] = []
  const open = new Set<Socket>()
  const timers = new Set<NodeJS.Timeout>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
    const answer = (at: Step, line: string) => {
      if (state.step !== at) return socket.write(`${line}\r\n`)
      // The start of a TLS record of 16 kB, whose bytes then come one by one.
      if (at === 'TLS') socket.write(Buffer.from([0x16, 0x03, 0x03, 0x40, 0x00]))
      const timer = setInterval(() => socket.write(drops[at] ?? '250-please wait\r\n'), everyMs)
      timers.add(timer)
      socket.on('close', () => clearInterval(timer))
    }
    talk(socket, answer, state, received)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    for (const timer of timers) clearInterval(timer)
    for (const socket of open) socket.destroy()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return Object.assign(state, { port, received, open })
}

function talk(
  socket: Socket,
  answer: (at: Step, line: string) => void,
  state: Pick<DrippingServer, 'step' | 'refused'>,
  received: string[],
): void {
  let text: string[] | undefined
  let rest = ''
  answer(state.step === 'TLS' ? 'TLS' : 'greeting', '220 mail.example ESMTP')
  socket.on('data', (part) => {
    const lines = (rest + part.toString('latin1')).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (text && line === '.') {
        received.push(text.join('\n'))
        text = undefined
        answer('text', '250 taken')
      } else if (text) text.push(line)
      else if (/^(EHLO|HELO)/i.test(line)) answer('EHLO', '250 mail.example')
      else if (/^MAIL/i.test(line)) answer('MAIL', '250 go on')
      else if (/^RCPT/i.test(line))
        answer('RCPT', state.refused && line.includes(state.refused) ? '550 no such user' : '250 go on')
      else if (/^DATA/i.test(line)) {
        if (state.step !== 'DATA') text = []
        answer('DATA', '354 go on')
      } else answer('RSET', '250 done')
    }
  })
}
