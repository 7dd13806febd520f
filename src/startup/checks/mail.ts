import { createTransport } from 'nodemailer'
import type { Config } from '../../config.ts'
import { explain, withoutPassword } from '../attempt.ts'
import type { Check, CheckContext, Finding } from './check.ts'

const setting = 'SMTP_URL'

function step({ mail: { url } }: Config) {
  return { setting, tried: 'log in to the mail server', where: url === undefined ? '' : withoutPassword(url) }
}

/** ms that each of connecting, greeting and answering may take. */
const patience = 5000

/** The mail server: connects, speaks TLS as the service will, and logs in. Nothing is sent unless somebody is named to send it to. */
export const checkMail: Check = {
  name: 'mail',
  what: 'connects to the mail server, with TLS as configured, and logs in; sends a mail where `--mail-to` names an address, and none otherwise',
  stops: 'never',
  step,
  async run(context) {
    const { mail, rehearsal } = context.config
    const { url } = mail
    // A rehearsal sends nothing.
    if (url === undefined || rehearsal) return []
    const transport = createTransport({
      url,
      connectionTimeout: patience,
      greetingTimeout: patience,
      socketTimeout: patience,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    const end = () => transport.close()
    context.signal.addEventListener('abort', end)
    try {
      await transport.verify()
      const came = `it answers, ${lineTo(url)}, ${new URL(url).username === '' ? 'without a login' : 'logged in'}`
      return [{ outcome: 'ok', ...step(context.config), came }, ...(await send(transport, context))]
    } catch (error) {
      return [{ outcome: 'fault', ...step(context.config), ...reasonOf(error) }]
    } finally {
      context.signal.removeEventListener('abort', end)
      transport.close()
    }
  },
}

function lineTo(url: string): string {
  const { protocol, searchParams } = new URL(url)
  if (protocol === 'smtps:') return 'over TLS'
  return searchParams.get('requireTLS') === 'true' ? 'over STARTTLS' : 'TLS not asked'
}

async function send(
  transport: ReturnType<typeof createTransport>,
  { config, mailTo }: CheckContext,
): Promise<Finding[]> {
  if (mailTo === undefined) return []
  const told = { setting: 'MAIL_FROM', tried: `send a mail from ${config.mail.from}`, where: mailTo }
  try {
    await transport.sendMail({
      from: { name: 'Verwijsindex', address: config.mail.from },
      to: { name: '', address: mailTo },
      subject: 'Proef van de verwijsindex',
      text: 'Deze mail is een proef: de verwijsindex kan mail versturen. U hoeft niets te doen.\n',
    })
    return [{ outcome: 'ok', ...told, came: 'the server took it; look whether it arrives' }]
  } catch (error) {
    return [{ outcome: 'fault', ...told, ...reasonOf(error) }]
  }
}

/** In words of what to do; the server's own text may have an address in it, and is not told. */
function reasonOf(error: unknown): { came: string; remedy: string } {
  const { code = '', originalCode, responseCode } = error as MailError
  // The library puts a code of its own in the place of that of the system or of TLS.
  const explained = explain(Object.assign(new Error('mail'), { code: originalCode ?? code }), setting)
  if (originalCode === undefined && reasons[code]) return reasons[code]
  if (responseCode !== undefined)
    return {
      came: `the server refused it (${responseCode})`,
      remedy: 'Ask who keeps the server whether it takes mail from this machine and this sender (MAIL_FROM).',
    }
  return explained
    ? { came: explained.why, remedy: explained.remedy }
    : { came: 'there is no answer', remedy: `Look at ${setting}.` }
}

interface MailError {
  readonly code?: string
  readonly originalCode?: string
  readonly responseCode?: number
}

const reasons: Readonly<Record<string, { came: string; remedy: string }>> = {
  EAUTH: {
    came: 'the login is refused',
    remedy: `Correct the login and password in ${setting} (URL-encoded), or ask who keeps the server which way of logging in it takes.`,
  },
  ENOAUTH: {
    came: 'the server asks for a login',
    remedy: `Put one in ${setting}: smtp://login:password@host:587.`,
  },
  ETLS: {
    came: 'TLS does not come about',
    remedy: `Let the server offer STARTTLS with a certificate that can be trusted (NODE_EXTRA_CA_CERTS names your own authority), or use smtps://…:465 in ${setting}.`,
  },
  EDNS: { came: 'no host has that name', remedy: `Correct the name of the host in ${setting}.` },
}
