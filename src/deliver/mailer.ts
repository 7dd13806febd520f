import { createTransport } from 'nodemailer'
import type { Mail } from './mail.ts'

/** Hands mail to a server. */
export interface Mailer {
  /** How many mails can be on their way at once; a further one would wait. */
  readonly connections: number
  /** @throws MailRefused where the server did not take it */
  send(mail: Mail): Promise<void>
  close(): void
}

/** The server did not take a mail; the status is its own, where there was one. Holds no address and no text. */
export class MailRefused extends Error {
  readonly smtpStatus: number | null

  constructor(smtpStatus: number | null) {
    super('the mail server did not take the mail')
    this.name = 'MailRefused'
    this.smtpStatus = smtpStatus
  }
}

/** One address and nothing else: a line break or a comma here would send the mail somewhere else. */
const oneAddress = /^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+$/

/** Mail over SMTP, on a few connections that are kept open. */
export function createMailer(url: string, from: string, connections: number): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: connections,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as Parameters<typeof createTransport>[0])
  return {
    connections,
    async send(mail) {
      if (!oneAddress.test(mail.to)) throw new MailRefused(null)
      try {
        await transport.sendMail({
          ...mail,
          from: { name: 'Verwijsindex', address: from },
          envelope: { from, to: mail.to },
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
      } catch (error) {
        const status = (error as { responseCode?: unknown }).responseCode
        throw new MailRefused(typeof status === 'number' ? status : null)
      }
    },
    close: () => transport.close(),
  }
}
