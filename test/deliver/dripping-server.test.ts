import t from 'tap'
import { composeMail } from '../../src/deliver/mail.ts'
import { createMailer, MailRefused } from '../../src/deliver/mailer.ts'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { matchWaiting } from '../support/delivery.ts'
import { type Step, startDrippingServer } from '../support/dripping-server.ts'
import { until } from '../support/until.ts'

const from = 'noreply@verwijsindex.example'
const keys = parseKeys(generateKeys(false))

function mailTo(email: string) {
  const recipient = { id: 'x', name: 'Sanne de Wit', email, role: 'professional' as const }
  const notification = {
    id: 'n',
    event: 'match_created' as const,
    matchId: null,
    invitationId: null,
    recipient,
  }
  return composeMail(notification, { portalUrl: 'https://portaal.example', from, keys })
}

const steps: readonly Step[] = ['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'text', 'TLS']

for (const step of steps) {
  t.test(`a server that drips at ${step} is given up at the deadline of the attempt, and left`, async (t) => {
    const server = await startDrippingServer(t, step)
    const scheme = step === 'TLS' ? 'smtps' : 'smtp'
    const mailer = createMailer(`${scheme}://127.0.0.1:${server.port}`, from, 4, 1)
    t.teardown(() => mailer.close())
    const began = performance.now()
    const attempts = ['a', 'b', 'c', 'd'].map((name) => mailer.send(mailTo(`${name}@ggd.example`)))
    const outcomes = await Promise.allSettled(attempts)
    t.ok(outcomes.every((each) => each.status === 'rejected' && each.reason instanceof MailRefused))
    t.ok(performance.now() - began < 2500, `after ${Math.round(performance.now() - began)} ms`)
    await until(() => server.open.size === 0)
    if (step === 'TLS') return
    server.step = undefined
    const mended = performance.now()
    await mailer.send(mailTo('a@ggd.example'))
    t.ok(performance.now() - mended < 900, 'and once it is mended, mail goes at once')
  })
}

t.test('a server that drips after it refused a mail holds up none of those that follow', async (t) => {
  const server = await startDrippingServer(t, 'RSET')
  server.refused = 'gone@ggd.example'
  const mailer = createMailer(`smtp://127.0.0.1:${server.port}`, from, 2, 1)
  t.teardown(() => mailer.close())
  const gone = () => t.rejects(mailer.send(mailTo('gone@ggd.example')), MailRefused)
  await Promise.all([gone(), gone()])
  await Promise.all([gone(), gone()])
  const began = performance.now()
  await mailer.send(mailTo('there@ggd.example'))
  t.ok(performance.now() - began < 900)
  t.equal(server.received.length, 1)
  await until(() => server.open.size === 0)
})

t.test(
  'R15: a server that drips at one mail lets the others go, also those that come meanwhile',
  async (t) => {
    const { deliver, states, database } = await matchWaiting(t, 2)
    const server = await startDrippingServer(t, undefined)
    const inner = createMailer(`smtp://127.0.0.1:${server.port}`, from, 2)
    t.teardown(() => inner.close())
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    let first = true
    const send = async (mail: Parameters<typeof inner.send>[0]) => {
      if (first) {
        first = false
        await held
      }
      await inner.send(mail)
    }
    const delivering = deliver({ mailer: { ...inner, send } })
    await until(async () => (await states()).waiting === 1)
    await database.sql`update notification set state = 'waiting', next_attempt_at = created_at
    where id in (select id from notification where state = 'delivered' limit 2)`
    await until(async () => (await states()).waiting === 1)
    letGo()
    await delivering
    t.strictSame(await states(), { delivered: 6 })
  },
)
