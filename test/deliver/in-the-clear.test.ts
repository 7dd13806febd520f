import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { SMTPServer } from 'smtp-server'
import t, { type Test } from 'tap'
import { openDatabase } from '../../db/driver/client.ts'
import { databaseAddress, secureMailUrl } from '../../src/config/in-the-clear.ts'
import { createMailer, MailRefused } from '../../src/deliver/mailer.ts'

const secret = 'a-password-of-the-tests'

/** What was made of an address on another machine, led to this one, where there is a server to look at. */
function led(url: string, port: number): string {
  return Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href
}

/** A mail server that keeps every byte that came in, and takes passwords and mails in the clear. */
async function mailServer(t: Test, offersTls: boolean) {
  const heard: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    disabledCommands: offersTls ? [] : ['STARTTLS'],
    onAuth: ({ password }, _session, callback) => {
      heard.push(`password ${password}`)
      callback(null, { user: 'x' })
    },
    onData(stream, _session, callback) {
      heard.push('a mail')
      stream.resume()
      stream.on('end', () => callback())
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return { heard, port: (server.server.address() as AddressInfo).port }
}

const mail = {
  to: 'a@ggd.example',
  subject: 'Onderwerp',
  text: 'Tekst',
  html: '<p>Tekst</p>',
  messageId: '<1@verwijsindex.example>',
}

for (const [what, offersTls] of [
  ['offers no TLS', false],
  ['shows a certificate of nobody', true],
] as const)
  t.test(`R23: a mail server that ${what} gets neither a password nor a mail`, async (t) => {
    const { heard, port } = await mailServer(t, offersTls)
    const send = async (url: string) => {
      const mailer = createMailer(led(url, port), 'noreply@verwijsindex.example', 1)
      t.teardown(() => mailer.close())
      return mailer.send({ ...mail })
    }
    const address = `smtp://user:${secret}@mail.example`
    await t.rejects(send(secureMailUrl(address, [])), MailRefused)
    t.strictSame(heard, [])
    if (offersTls) return
    await send(secureMailUrl(address, ['smtp']))
    t.strictSame(heard, [`password ${secret}`, 'a mail'], 'but where a setting says so')
  })

t.test('R23: a database that refuses TLS gets no password, nor the name of a user', async (t) => {
  const heard: Buffer[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (part: Buffer) => {
      heard.push(part)
      socket.write('N')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const url = led(
    databaseAddress(`postgres://user:${secret}@db/x`, { production: true, allowed: [] }),
    (server.address() as AddressInfo).port,
  )
  const database = openDatabase({ url, poolSize: 1, queryDeadline: 2000, applicationName: 'test' })
  t.teardown(() => database.close())
  await t.rejects(database.ping())
  t.equal(
    heard.length > 0 && heard.every((part) => part.length === 8),
    true,
    'nothing but the question for TLS',
  )
})
