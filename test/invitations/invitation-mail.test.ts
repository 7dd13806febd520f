import type { FastifyBaseLogger } from 'fastify'
import t, { type Test } from 'tap'
import { deliverDueNotifications } from '../../src/deliver/deliver-notifications.ts'
import { createMailer } from '../../src/deliver/mailer.ts'
import { createLog } from '../../src/http/door/log.ts'
import { startMailServer } from '../support/mail-server.ts'
import { contact, convenantOfZwolle, invitationKeys } from '../support/partners.ts'

const ggd = { name: 'GGD IJsselland', category: 'youth_health_care_organisation' }

/** A partner that was invited, and of whose invitation no mail went out yet. */
async function invitedPartner(t: Test) {
  const made = await convenantOfZwolle(t)
  const { ask, zwolle, service, clock } = made
  const { id } = (await ask('POST', `/convenants/${zwolle}/partners`, { organisation: ggd, contact })).json()
  const mail = await startMailServer(t)
  const mailer = createMailer(mail.url, 'noreply@verwijsindex.example', 2)
  t.teardown(() => mailer.close())
  const lines: string[] = []
  const deliver = () =>
    deliverDueNotifications(
      {
        database: service.database,
        mailer,
        clock: () => clock.now,
        log: createLog('debug', { write: (line: string) => lines.push(line) }) as FastifyBaseLogger,
        portalUrl: 'https://portaal.example',
        from: 'noreply@verwijsindex.example',
        keys: invitationKeys,
        retrySchedule: [10],
        onAttempt: () => {},
      },
      () => false,
    )
  return { ...made, id, mail, lines, deliver }
}

t.test('R4: the contact person gets a mail, by whose code the organisation agrees', async (t) => {
  const { ask, mail, deliver, lines, logged, sql } = await invitedPartner(t)
  await deliver()
  await deliver()
  t.equal(mail.received.length, 1, 'once')
  const [received] = mail.received
  t.strictSame(received?.to, [contact.email])
  const [, code = ''] = /portaal\.example\/invitations#([\w.-]+)/.exec(received?.mail.text ?? '') ?? []
  t.equal((await ask('POST', '/invitations/_accept', { code, agreement: true }, 'ria')).statusCode, 200)
  t.match(await sql`select state::text from partner`, [{ state: 'agreed' }])
  t.notOk(
    [...lines, ...logged].some((line) => line.includes(code.slice(23))),
    'R23: in no line of the log',
  )
})

const endings: Record<string, (made: Awaited<ReturnType<typeof invitedPartner>>) => PromiseLike<unknown>> = {
  'the partner was ended': ({ ask, id }) => ask('POST', `/partners/${id}/steps`, { state: 'ended' }),
  'it was withdrawn': ({ sql, clock }) => sql`update invitation set withdrawn_at = ${clock.now}`,
  'it was accepted already': ({ sql, clock }) => sql`update invitation set accepted_at = ${clock.now}`,
  'it has expired': async ({ clock }) => {
    clock.now = new Date('2026-12-22T09:00:00Z')
  },
  'the contact person has left': ({ sql, clock }) =>
    sql`update account set withdrawn_at = ${clock.now} where email = ${contact.email}`,
}

for (const [name, end] of Object.entries(endings))
  t.test(`R4: no mail goes out of an invitation that cannot be accepted: ${name}`, async (t) => {
    const made = await invitedPartner(t)
    await end(made)
    await made.deliver()
    t.equal(made.mail.received.length, 0)
    t.match(await made.sql`select state::text from notification`, [{ state: 'withheld' }])
  })

t.test('R4: until the last moment it goes out', async (t) => {
  const { clock, deliver, mail } = await invitedPartner(t)
  clock.now = new Date('2026-12-22T08:59:59Z')
  await deliver()
  t.equal(mail.received.length, 1)
})

t.test('R4: an invitation that was sent again goes out once, with the code that counts', async (t) => {
  const { ask, id, deliver, mail } = await invitedPartner(t)
  await ask('POST', `/partners/${id}/invitations`, {})
  await deliver()
  t.equal(mail.received.length, 1)
  const [, code = ''] = /invitations#([\w.-]+)/.exec(mail.received[0]?.mail.text ?? '') ?? []
  t.equal((await ask('POST', '/invitations/_read', { code })).statusCode, 200)
})
