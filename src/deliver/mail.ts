import { invitationCode } from '../identity/invitation-code.ts'
import type { Keys } from '../identity/keys.ts'
import type { Claimed } from '../outbox/claim.ts'
import { kindOf } from '../outbox/kinds.ts'

/** A mail as it is handed to the mail server. */
export interface Mail {
  readonly messageId: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/**
 * The mail of a notification, in Dutch, as text and HTML. It says that there is something to see and where, and nothing
 * about a young person or the others (R17). Its Message-ID belongs to the notification, so that a second delivery
 * can be told from a second message.
 */
export function composeMail(
  notification: Pick<Claimed, 'id' | 'event' | 'matchId' | 'invitationId' | 'recipient'> &
    Partial<Pick<Claimed, 'codeVersion'>>,
  { portalUrl, from, keys }: { readonly portalUrl: string; readonly from: string; readonly keys: Keys },
): Mail {
  const { mail } = kindOf(notification.event)
  const { subject, news, request } =
    mail[notification.recipient.role === 'professional' ? 'professional' : 'officer']
  const code =
    notification.invitationId === null
      ? null
      : invitationCode(notification.invitationId, keys, notification.codeVersion)
  const where = addressOf(notification.matchId, code, portalUrl)
  const lines = [`Beste ${notification.recipient.name},`, news, request]
  const ending = [
    ...(code === null ? [] : [`Wordt er om een code gevraagd? Dit is hem: ${code}`]),
    'Deze mail bevat geen persoonsgegevens van een jeugdige. U kunt er niet op antwoorden.',
    'De verwijsindex',
  ]
  return {
    messageId: `<${notification.id}@${from.slice(from.indexOf('@') + 1)}>`,
    to: notification.recipient.email,
    subject,
    text: `${[...lines, where, ...ending].join('\n\n')}\n`,
    html: page(subject, [...lines.map(escapeHtml), link(where), ...ending.map(escapeHtml)]),
  }
}

/** Where the reader goes. A code stands behind the #, which a browser sends to no server, so that no log holds it (R23). */
function addressOf(matchId: string | null, code: string | null, portalUrl: string): string {
  if (code !== null) return `${portalUrl}/invitations#${code}`
  return matchId === null ? portalUrl : `${portalUrl}/matches/${matchId}`
}

function page(title: string, paragraphs: readonly string[]): string {
  const body = paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('\n')
  return `<!doctype html>\n<html lang="nl">\n<head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>\n<body>\n${body}\n</body>\n</html>\n`
}

function link(address: string): string {
  return `<a href="${escapeHtml(address)}">Bekijk het in de verwijsindex</a>`
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
