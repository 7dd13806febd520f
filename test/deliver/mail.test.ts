import fc from 'fast-check'
import PostalMime from 'postal-mime'
import t from 'tap'
import { composeMail } from '../../src/deliver/mail.ts'
import { createMailer, MailRefused } from '../../src/deliver/mailer.ts'
import { invitationOf } from '../../src/identity/invitation-code.ts'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import type { Claimed } from '../../src/outbox/claim.ts'
import { startMailServer } from '../support/mail-server.ts'

const from = 'noreply@verwijsindex.example'
const keys = parseKeys(generateKeys(false))
const where = { portalUrl: 'https://portaal.example', from, keys }
const id = '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01'
const matchId = '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f02'

type Subject = Parameters<typeof composeMail>[0]

function notification(
  over: Partial<Subject> & { name?: string; role?: Claimed['recipient']['role'] } = {},
): Subject {
  const { name = 'Sanne de Wit', role = 'professional', ...others } = over
  return {
    id,
    event: 'match_created',
    matchId,
    invitationId: null,
    recipient: { id: 'x', name, email: 's.dewit@ggd.example', role },
    ...others,
  }
}

const texts = [
  ['match_created', 'professional', 'Er is een match in de verwijsindex', 'een signaal van u'],
  ['match_created', 'follow_up_officer', 'Er is een match in de verwijsindex', 'uw gemeente'],
  ['participant_joined', 'professional', 'Een match in de verwijsindex is uitgebreid', 'een signaal van u'],
  ['participant_joined', 'follow_up_officer', 'Een match in de verwijsindex is uitgebreid', 'uw gemeente'],
  [
    'participant_left',
    'professional',
    'Iemand heeft een match in de verwijsindex verlaten',
    'een signaal van u',
  ],
  [
    'signal_about_to_lapse',
    'professional',
    'Een signaal van u in de verwijsindex loopt binnenkort af',
    'bereikt binnenkort zijn verwijderdatum',
  ],
  [
    'archived_signals_found',
    'professional',
    'Er zijn eerdere signalen in het archief van de verwijsindex',
    'in het archief',
  ],
  [
    'quick_withdrawal',
    'coordinator',
    'Een signaal in de verwijsindex is snel weer ingetrokken',
    'binnen 24 uur',
  ],
  [
    'quick_withdrawal',
    'privacy_officer',
    'Een signaal in de verwijsindex is snel weer ingetrokken',
    'om welke professional het gaat',
  ],
  [
    'identity_conflict',
    'functional_administrator',
    'Een verschil in de verwijsindex vraagt uw aandacht',
    'registraties',
  ],
] as const

t.test('R4, R23: an invitation carries its code behind the #, and on a line to copy', async (t) => {
  const invitationId = '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f03'
  const { text, html, subject } = composeMail(
    notification({ event: 'invitation', role: 'coordinator', matchId: null, invitationId }),
    where,
  )
  t.equal(subject, 'U bent uitgenodigd voor de verwijsindex')
  const [, inLink = ''] = /^https:\/\/portaal\.example\/invitations#(\S+)$/m.exec(text) ?? []
  const [, toCopy = ''] = /Dit is hem: (\S+)$/m.exec(text) ?? []
  t.equal(inLink, toCopy)
  t.equal(invitationOf(inLink, keys), invitationId)
  t.ok(html.includes(`<a href="https://portaal.example/invitations#${inLink}">`))
  t.notOk(text.includes(invitationId), 'and the id is of no use to anybody')
})

t.test('R17: every event has its mail, in Dutch, as text and as HTML', async (t) => {
  for (const [event, role, subject, words] of texts) {
    const inMatch = ['match_created', 'participant_joined', 'participant_left'].includes(event)
    const mail = composeMail(notification({ event, role, matchId: inMatch ? matchId : null }), where)
    t.equal(mail.subject, subject)
    t.equal(mail.to, 's.dewit@ggd.example')
    const link = inMatch ? `https://portaal.example/matches/${matchId}` : 'https://portaal.example'
    for (const part of [
      'Beste Sanne de Wit,',
      words,
      'Deze mail bevat geen persoonsgegevens van een jeugdige.',
    ]) {
      t.match(mail.text, part, `${event}, ${role}: text has ${part}`)
      t.match(mail.html, part, `${event}, ${role}: HTML has ${part}`)
    }
    t.match(mail.text, new RegExp(`^${link}$`, 'm'))
    t.ok(mail.html.includes(`<a href="${link}">`))
    t.match(mail.html, '<html lang="nl">')
  }
})

t.test('R17: a mail is made of its recipient and the ids, and of nothing else', async (t) => {
  const more = {
    entitled: true,
    attempt: 3,
    participants: ['Joost Kamphuis'],
    bsn: '999995832',
    name: 'Zoey den Braber',
  }
  t.strictSame(
    composeMail({ ...notification(), ...more } as Subject, where),
    composeMail(notification(), where),
  )
})

t.test('what is in a name is shown, and does nothing', async (t) => {
  const name = `<img src=x onerror="a('b')"> & Zoon`
  const { html, text } = composeMail(notification({ name }), where)
  t.match(text, name)
  t.ok(html.includes('Beste &lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt; &amp; Zoon,'))
  t.equal(html.match(/<img/g), null)
  const odd = composeMail(notification(), { ...where, portalUrl: 'https://portaal.example/"><b>' })
  t.equal(odd.html.match(/<b>/g), null)
})

t.test('no name makes the HTML other than the frame of it', async (t) => {
  const frame = composeMail(notification({ name: '' }), where).html.match(/<[^>]*>/g)
  const frameStays = fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (name) => {
    const { html } = composeMail(notification({ name }), where)
    return JSON.stringify(html.match(/<[^>]*>/g)) === JSON.stringify(frame)
  })
  t.notOk(fc.check(frameStays).failed)
})

t.test('a second delivery has the Message-ID of the first; another notification has another', async (t) => {
  const first = composeMail(notification(), where).messageId
  t.equal(first, `<${id}@verwijsindex.example>`)
  t.equal(composeMail(notification(), where).messageId, first)
  t.not(composeMail(notification({ id: matchId }), where).messageId, first)
})

t.test('over the line: headers, both parts, one recipient', async (t) => {
  const server = await startMailServer(t)
  const mailer = createMailer(server.url, from, 1)
  t.teardown(() => mailer.close())
  await mailer.send(composeMail(notification({ name: 'Renée Ðøe €' }), where))
  const [received] = server.received
  t.strictSame(received?.to, ['s.dewit@ggd.example'])
  const mail = await PostalMime.parse(received?.raw ?? '')
  t.match(mail, { from: { name: 'Verwijsindex', address: from }, to: [{ address: 's.dewit@ggd.example' }] })
  t.equal(mail.messageId, `<${id}@verwijsindex.example>`)
  t.match(mail.text, 'Beste Renée Ðøe €,')
  t.match(mail.html, 'Beste Renée Ðøe €,')
  const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value
  t.equal(header('auto-submitted'), 'auto-generated', 'RFC 3834')
  t.equal(header('x-auto-response-suppress'), 'All', 'and what the mail programs of municipalities heed')
  t.equal(mail.cc ?? mail.bcc, undefined)
})

const traps = [
  'a@b.example\r\nRCPT TO:<evil@elders.example>',
  'a@b.example\nBcc: evil@elders.example',
  'a@b.example\r',
  'a@b.example\n',
  'a@b.example,evil@elders.example',
  'a@b.example, evil@elders.example',
  'a@b.example evil@elders.example',
  'a@b.example;evil@elders.example',
  'Iemand <evil@elders.example>',
  '<a@b.example>',
  'groep: evil@elders.example;',
  '"evil@elders.example "@b.example',
  'a@b@elders.example',
  'a@[127.0.0.1]',
  'a@b.example\0',
  'a\u2028@b.example',
  '',
]

t.test('an address that is not one address is sent nowhere', async (t) => {
  const server = await startMailServer(t)
  const mailer = createMailer(server.url, from, 1)
  t.teardown(() => mailer.close())
  for (const [position, to] of traps.entries()) {
    await t.rejects(
      mailer.send({ ...composeMail(notification(), where), to }),
      MailRefused,
      `trap ${position}`,
    )
  }
  t.equal(server.received.length, 0)
})

t.test('line breaks in a name stay in the body', async (t) => {
  const server = await startMailServer(t)
  const mailer = createMailer(server.url, from, 1)
  t.teardown(() => mailer.close())
  await mailer.send(
    composeMail(
      notification({ name: 'A\r\n.\r\nMAIL FROM:<x@y.example>\r\nBcc: evil@elders.example' }),
      where,
    ),
  )
  t.strictSame(
    server.received.map(({ to }) => to),
    [['s.dewit@ggd.example']],
  )
  t.equal(server.received[0]?.mail.bcc, undefined)
})

t.test('a refusal tells the status of the server, and neither address nor text', async (t) => {
  const server = await startMailServer(t)
  const mailer = createMailer(server.url, from, 1)
  t.teardown(() => mailer.close())
  for (const status of [451, 550]) {
    server.refuseWith = status
    const refused = await mailer.send(composeMail(notification(), where)).catch((error) => error)
    t.ok(refused instanceof MailRefused)
    t.equal(refused.smtpStatus, status)
    t.notMatch(`${refused.stack} ${JSON.stringify(refused)}`, /dewit|match_created|matches/)
    t.equal(refused.cause, undefined)
  }
})

t.test(
  'a mail server that says nothing is given up before the claim on a notification ends',
  { timeout: 60_000 },
  async (t) => {
    const { createServer } = await import('node:net')
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    t.teardown(() => silent.close())
    const { port } = silent.address() as { port: number }
    const mailer = createMailer(`smtp://127.0.0.1:${port}`, from, 1)
    t.teardown(() => mailer.close())
    const began = Date.now()
    await t.rejects(mailer.send(composeMail(notification(), where)), MailRefused)
    t.ok(Date.now() - began < 25_000)
  },
)
