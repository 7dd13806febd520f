import { addressToSendTo } from '../contact/email-address.ts'
import type { Mail } from './mail.ts'
import { createPools } from './mail-connections.ts'
import { isRefusedForGood } from './refused-for-good.ts'

/** Hands mail to a server. */
export interface Mailer {
  /** How many mails can be on their way at once; a further one would wait. */
  readonly connections: number
  /** @throws MailRefused where the server did not take it, or not within the time there is for an attempt */
  send(mail: Mail): Promise<void>
  close(): void
}

/** The server did not take a mail; the status is its own, where there was one. Holds no address and no text. */
export class MailRefused extends Error {
  readonly smtpStatus: number | null
  /** Whether the address is refused for good, so that there is no sense in trying it again. */
  readonly forGood: boolean

  constructor(smtpStatus: number | null, forGood = false) {
    super('the mail server did not take the mail')
    this.name = 'MailRefused'
    this.smtpStatus = smtpStatus
    this.forGood = forGood
  }
}

/** From looking up the server to its answer after the text (s). A server that drips resets every timer on silence, but not this. */
const attemptSeconds = 20

/** Said by every mail: a machine wrote it, and no machine is to answer (RFC 3834; the second is what Exchange heeds). */
const headers = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' }

/** Mail over SMTP, on a few connections that are kept open. */
export function createMailer(
  url: string,
  from: string,
  connections: number,
  deadlineSeconds = attemptSeconds,
): Mailer {
  const pools = createPools(url, connections, deadlineSeconds * 1000)
  return {
    connections,
    async send(mail) {
      // Anything but one address, such as a line break or a comma in it, would send the mail somewhere else.
      const address = addressToSendTo(mail.to)
      if (address === undefined) throw new MailRefused(null, true)
      const pool = pools.current()
      try {
        await pool.sendMail({
          ...mail,
          to: { name: '', address },
          from: { name: 'Verwijsindex', address: from },
          envelope: { from, to: address },
          headers,
          signal: AbortSignal.timeout(deadlineSeconds * 1000),
        })
      } catch (error) {
        pools.throwAway(pool)
        const status = (error as { responseCode?: unknown }).responseCode
        throw new MailRefused(typeof status === 'number' ? status : null, isRefusedForGood(error))
      }
    },
    close: pools.close,
  }
}
