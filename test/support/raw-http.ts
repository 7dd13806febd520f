import { once } from 'node:events'
import { connect } from 'node:net'

/** An answer as it came over the line. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Sends bytes as they are, waits until the other side ends the connection or nothing came for a while, and reads the answers.
 * @param patience ms without a byte after which the connection is ended from here
 */
export async function exchangeRaw(port: number, parts: Parts, patience?: number): Promise<RawAnswer[]> {
  return readAnswers(await exchange(port, parts, patience))
}

/** The same, as the text that came. */
export async function exchangeText(port: number, parts: Parts): Promise<string> {
  return (await exchange(port, parts)).toString('latin1')
}

type Parts = string | Buffer | readonly (string | Buffer)[]

async function exchange(port: number, parts: Parts, patience = 700): Promise<Buffer> {
  const socket = connect(port, '127.0.0.1')
  const received: Buffer[] = []
  socket.setTimeout(patience, () => socket.destroy())
  socket.on('data', (part) => received.push(part))
  socket.on('error', () => undefined)
  const closed = once(socket, 'close')
  for (const part of [parts].flat()) {
    socket.write(part as string | Buffer)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await closed
  return Buffer.concat(received)
}

/** @throws Error where what came is no sequence of whole answers */
function readAnswers(bytes: Buffer): RawAnswer[] {
  const end = bytes.indexOf('\r\n\r\n')
  if (bytes.length === 0) return []
  if (end === -1) throw new Error(`no answer: ${bytes.toString().slice(0, 80)}`)
  const [line = '', ...fields] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const [, status = ''] = /^HTTP\/1\.1 (\d{3}) ./.exec(line) ?? []
  if (status === '') throw new Error(`no status line: ${line}`)
  const headers = Object.fromEntries(
    fields.map((field) => {
      const colon = field.indexOf(':')
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()]
    }),
  )
  const start = end + 4
  const length = Number(status) < 200 ? 0 : Number(headers['content-length'] ?? bytes.length - start)
  const body = bytes.subarray(start, start + length).toString()
  return [{ status: Number(status), headers, body }, ...readAnswers(bytes.subarray(start + length))]
}
