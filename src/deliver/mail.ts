import { invitationCode } from '../identity/invitation-code.ts'
import type { Keys } from '../identity/keys.ts'
import type { Claimed } from '../outbox/claim.ts'

/** A mail as it is handed to the mail server. */
export interface Mail {
  readonly messageId: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

interface Words {
  readonly subject: string
  readonly news: string
  readonly request: string
}

const words: Readonly<Record<Claimed['event'], { professional: Words; officer: Words }>> = {
  match_created: {
    professional: {
      subject: 'Er is een match in de verwijsindex',
      news: 'Er is een match ontstaan met een signaal van u in de verwijsindex.',
      request: 'Bekijk in de verwijsindex wie er nog meer betrokken is, en neem contact op.',
    },
    officer: {
      subject: 'Er is een match in de verwijsindex',
      news: 'Er is een match ontstaan in de verwijsindex van uw gemeente.',
      request: 'Bekijk in de verwijsindex wie er betrokken zijn, en ga na of zij contact hebben.',
    },
  },
  participant_joined: {
    professional: {
      subject: 'Een match in de verwijsindex is uitgebreid',
      news: 'Een match met een signaal van u in de verwijsindex heeft een nieuwe deelnemer.',
      request: 'Bekijk in de verwijsindex wie er nog meer betrokken is, en neem contact op.',
    },
    officer: {
      subject: 'Een match in de verwijsindex is uitgebreid',
      news: 'Een match in de verwijsindex van uw gemeente heeft een nieuwe deelnemer.',
      request: 'Bekijk in de verwijsindex wie er betrokken zijn, en ga na of zij contact hebben.',
    },
  },
  participant_changed: alike({
    subject: 'Een match in de verwijsindex heeft een andere contactpersoon',
    news: 'In een match met een signaal van u in de verwijsindex heeft een collega het van een deelnemer overgenomen.',
    request: 'Bekijk in de verwijsindex wie u nu kunt bereiken.',
  }),
  participant_left: alike({
    subject: 'Iemand heeft een match in de verwijsindex verlaten',
    news: 'Het signaal van een andere deelnemer aan een match met een signaal van u is beëindigd.',
    request: 'Bekijk in de verwijsindex wie er nu nog betrokken is.',
  }),
  signal_about_to_lapse: alike({
    subject: 'Een signaal van u in de verwijsindex loopt binnenkort af',
    news: 'Een signaal dat u hebt afgegeven, bereikt binnenkort zijn verwijderdatum.',
    request:
      'Bent u nog betrokken? Verleng het signaal dan in de verwijsindex. Is dat niet meer nodig? Beëindig het, of doe niets: dan loopt het vanzelf af.',
  }),
  archived_signals_found: alike({
    subject: 'Er zijn eerdere signalen in het archief van de verwijsindex',
    news: 'Over een jeugdige voor wie u een signaal hebt afgegeven, staan eerdere signalen in het archief.',
    request:
      'Bekijk in de verwijsindex wie eerder betrokken was. Alleen u krijgt dit bericht, en maar één keer.',
  }),
  quick_withdrawal: alike({
    subject: 'Een signaal in de verwijsindex is snel weer ingetrokken',
    news: 'Een signaal dat een match opleverde, is binnen 24 uur beëindigd als onterecht afgegeven.',
    request: 'Bekijk in de verwijsindex om welke professional het gaat, en ga na of dit klopt.',
  }),
  advice_asked: alike({
    subject: 'Uw advies wordt gevraagd over een verzoek aan de verwijsindex',
    news: 'Een gemeente heeft een verzoek ontvangen dat een signaal van u betreft, en vraagt uw advies.',
    request: 'Bekijk het verzoek in de verwijsindex, en kies uw advies.',
  }),
  match_taken_over: alike({
    subject: 'U hebt een match in de verwijsindex overgenomen',
    news: 'De coördinator van uw organisatie heeft een signaal met een match aan u overgedragen.',
    request: 'Bekijk in de verwijsindex wie er nog meer betrokken is, en neem contact op.',
  }),
  details_confirmation_due: alike({
    subject: 'Kloppen uw gegevens in de verwijsindex nog?',
    news: 'Twee keer per jaar vragen wij u te bevestigen dat uw contactgegevens in de verwijsindex kloppen.',
    request:
      'Bekijk uw gegevens en bevestig ze. Klopt er iets niet? Zeg het de coördinator van uw organisatie.',
  }),
  invitation: alike({
    subject: 'U bent uitgenodigd voor de verwijsindex',
    news: 'U bent uitgenodigd om deel te nemen aan de verwijsindex.',
    request: 'Open de koppeling hieronder en meld u aan om de uitnodiging te lezen en te aanvaarden.',
  }),
  identity_conflict: alike({
    subject: 'Een verschil in de verwijsindex vraagt uw aandacht',
    news: 'Twee registraties in de verwijsindex komen niet overeen.',
    request: 'Bekijk in de verwijsindex om welke professionals het gaat, en laat hen hun gegevens nakijken.',
  }),
}

/**
 * The mail of a notification, in Dutch, as text and HTML. It says that there is something to see and where, and nothing
 * about a young person or the others (R17). Its Message-ID belongs to the notification, so that a second delivery
 * can be told from a second message.
 */
export function composeMail(
  notification: Pick<Claimed, 'id' | 'event' | 'matchId' | 'invitationId' | 'recipient'>,
  { portalUrl, from, keys }: { readonly portalUrl: string; readonly from: string; readonly keys: Keys },
): Mail {
  const { subject, news, request } =
    words[notification.event][notification.recipient.role === 'professional' ? 'professional' : 'officer']
  const code = notification.invitationId === null ? null : invitationCode(notification.invitationId, keys)
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

function alike(words: Words) {
  return { professional: words, officer: words }
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
