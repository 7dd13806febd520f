import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { readBacklog } from '../../src/outbox/backlog.ts'
import { claimNotifications } from '../../src/outbox/claim.ts'
import { recordOutcome } from '../../src/outbox/record-outcome.ts'
import { registerSignals } from '../../src/signals/register-signals.ts'
import { testPersons } from '../support/bsn.ts'
import type { MailServer } from '../support/mail-server.ts'
import { contact, convenantOfZwolle } from '../support/partners.ts'
import { deliveryOf, peopleService } from '../support/people.ts'
import { nodeArguments } from '../support/program.ts'
import { prepare } from '../support/registration.ts'

const hourMs = 3_600_000

/** A match of two professionals, of whom the first cannot be reached at their address; their coordinator asks. */
async function unreachable(t: Test, refuse: (mail: MailServer, address: string) => void) {
  const people = await peopleService(t)
  const { database, service, clock, coordinator, professionals, ask } = people
  const [first, second] = professionals
  if (!first || !second) throw new Error('two professionals are needed')
  const [bsn] = testPersons
  if (!bsn) throw new Error('a person is needed')
  const items = [first, second].map(({ subject }) => prepare(subject, bsn))
  await registerSignals(service.database, items, clock.now, { perProfessional: 9, perOrganisation: 9 })
  const { mail, deliver } = await deliveryOf(t, people)
  const [known] = await database.sql<{ email: string }[]>`select email from account where id = ${first.id}`
  const address = known?.email ?? ''
  refuse(mail, address)
  const attempts = async () => {
    const rows = await database.sql<{ smtp: number | null; n: number }[]>`
      select a.smtp_status as smtp, count(*)::int as n
        from delivery_attempt a join notification n on n.id = a.notification_id
       where n.recipient_id = ${first.id} and a.outcome = 'failed' group by 1 order by 1`
    return rows.map(({ smtp, n }) => [smtp, n])
  }
  const later = async (hours = 1) => {
    clock.now = new Date(clock.now.getTime() + hours * hourMs)
    await deliver()
  }
  const url = `/v1/professionals/${first.id}`
  const shown = async () => (await ask(coordinator.subject, { url })).json().mailRefusedDate
  const change = (payload: object) => ask(coordinator.subject, { method: 'PATCH', url, payload })
  const backlog = () => readBacklog(service.database, clock.now)
  const mailsTo = (to: string) => mail.received.filter((each) => each.to.includes(to)).length
  return {
    ...people,
    first,
    second,
    mail,
    deliver,
    address,
    attempts,
    later,
    shown,
    change,
    backlog,
    mailsTo,
    bsn,
  }
}

t.test('R15: a refusal of the address is shown, is no alarm, and is not repeated', async (t) => {
  const { mail, address, deliver, attempts, later, shown, change, backlog } = await unreachable(t, () => {})
  t.equal(await shown(), undefined, 'nothing is said of an address that was not refused')
  const statuses = [501, 550, 551, 552, 553, 554, 556]
  for (const [done, status] of statuses.entries()) {
    mail.unknown.set(address, status)
    await change({ email: address })
    await deliver()
    await later()
    await later()
    t.strictSame(
      await attempts(),
      statuses.slice(0, done + 1).map((each) => [each, 1]),
    )
    t.strictSame(await backlog(), { waiting: 0, oldestSeconds: 0, held: 0, refused: 1 })
    t.equal(await shown(), '2026-11-22', String(status))
  }
})

t.test(
  'R15: a mail that is refused for good after its text is a refusal of the address as well',
  async (t) => {
    const { deliver, later, shown, backlog } = await unreachable(t, (mail) => {
      mail.refuseWith = 550
    })
    await deliver()
    await later()
    t.match(await backlog(), { waiting: 0, refused: 2 })
    t.equal(await shown(), '2026-11-22')
  },
)

const ofTheServer: readonly [what: string, at: MailServer['refuseAt'], status: number, text: string][] = [
  ['mail to anybody', 'RCPT', 550, '5.7.1 Relay access denied'],
  ['who does not log in', 'RCPT', 530, '5.7.0 Authentication required'],
  ['who does not log in, in few words', 'RCPT', 530, 'Authentication required'],
  ['who does not use TLS', 'MAIL', 530, 'Must issue a STARTTLS command first'],
  ['the sender', 'MAIL', 550, '5.1.7 Bad sender'],
  ['a command', 'DATA', 503, 'Bad sequence of commands'],
  ['everything, since it is full', 'DATA', 554, '5.3.1 Mail system full'],
  ['an address for a while', 'RCPT', 450, '4.2.1 Mailbox busy'],
  ['a full mailbox, for a while', 'DATA', 452, '4.2.2 Mailbox full'],
]
t.test('R15: what a server refuses for another reason is an alarm, and is tried again', async (t) => {
  const { mail, address, deliver, later, shown, backlog, mailsTo } = await unreachable(t, () => {})
  for (const [what, refuseAt, refuseWith, refuseText] of ofTheServer) {
    Object.assign(mail, { refuseAt, refuseWith, refuseText })
    await deliver()
    await later()
    t.match(await backlog(), { waiting: 2, refused: 0 }, `${what}: ${refuseWith} at ${refuseAt}`)
    t.ok((await backlog()).oldestSeconds >= 3600)
    t.equal(await shown(), undefined)
  }
  mail.refuseWith = undefined
  await later()
  t.equal(mailsTo(address), 1)
})

t.test('R3: what was refused is sent again where the coordinator changes the address, once', async (t) => {
  const { deliver, attempts, later, shown, change, mailsTo, address, backlog } = await unreachable(
    t,
    (mail, address) => mail.unknown.set(address, 550),
  )
  await deliver()
  t.equal((await change({ phone: '038-1234568' })).statusCode, 200)
  await later()
  t.strictSame(await attempts(), [[550, 1]], 'another change has nothing tried again')
  t.equal(await shown(), '2026-11-22')
  const changed = await change({ email: 'bereikbaar@organisatie.example' })
  t.notOk('mailRefusedDate' in changed.json())
  await later()
  await later()
  t.equal(mailsTo('bereikbaar@organisatie.example'), 1)
  t.equal(mailsTo(address), 0)
  t.match(await backlog(), { waiting: 0, refused: 0 })
})

t.test(
  'R3: what was refused is tried again where the coordinator says that the address is right',
  async (t) => {
    const { mail, deliver, attempts, later, shown, change, mailsTo, address } = await unreachable(
      t,
      (mail, address) => mail.unknown.set(address, 550),
    )
    await deliver()
    await later(24)
    await change({ email: address })
    t.equal(await shown(), undefined)
    await later()
    t.strictSame(await attempts(), [[550, 2]], 'and is refused again')
    t.equal(await shown(), '2026-11-23')
    mail.unknown.clear()
    await later()
    t.equal(mailsTo(address), 0, 'nobody asked')
    await change({ email: address })
    await later()
    t.equal(mailsTo(address), 1)
    t.equal(await shown(), undefined)
  },
)

t.test(
  'R3: a table that is imported with the address changes nothing, and has nothing tried again',
  async (t) => {
    const { ask, coordinator, database, first, address, deliver, attempts, later, shown } = await unreachable(
      t,
      (mail, address) => mail.unknown.set(address, 550),
    )
    await deliver()
    const person = { name: 'N. van Dijk', job_title: 'Jeugdarts', phone: '038-1234567' }
    await database.sql`update account set ${database.sql(person)} where id = ${first.id}`
    const table = `Naam;Functie;E-mail;Telefoon;Rol\r\nN. van Dijk;Jeugdarts;${address};038-1234567;professional\r\n`
    const imported = await ask(coordinator.subject, {
      method: 'POST',
      url: '/v1/professionals/_import?dryRun=false',
      headers: { 'content-type': 'text/csv' },
      payload: table,
    })
    t.equal(imported.statusCode, 200)
    await later()
    t.strictSame(await attempts(), [[550, 1]])
    t.equal(await shown(), '2026-11-22')
  },
)

t.test('R3: a coordinator of elsewhere neither sees the refusal nor has anything tried again', async (t) => {
  const { ask, neighbour, first, deliver, later, attempts, address } = await unreachable(t, (mail, address) =>
    mail.unknown.set(address, 550),
  )
  await deliver()
  const { coordinator } = await neighbour()
  const url = `/v1/professionals/${first.id}`
  const payload = { email: address }
  t.equal((await ask(coordinator.subject, { method: 'PATCH', url, payload })).statusCode, 404)
  await later()
  t.strictSame(await attempts(), [[550, 1]])
})

t.test(
  'R15: an address that was taken before there was one form is refused without asking the server',
  async (t) => {
    const { database, first, deliver, later, shown, mail } = await unreachable(t, () => {})
    await database.sql`update account set email = 'jan..j@ggd.example' where id = ${first.id}`
    await deliver()
    await later()
    t.strictSame(
      [...(await database.sql`select count(*)::int as n from delivery_attempt where outcome = 'failed'`)],
      [{ n: 1 }],
    )
    t.equal(await shown(), '2026-11-22')
    t.equal(mail.received.length, 1)
  },
)

t.test(
  'R15: a refusal of the address of before is none of the one that came in its place meanwhile',
  async (t) => {
    const { service, clock, change, shown, later, mailsTo, first } = await unreachable(t, () => {})
    const claimed = await claimNotifications(service.database, {
      now: clock.now,
      today: '2026-11-22',
      limit: 9,
      leaseSeconds: 60,
    })
    const own = claimed.find(({ recipient }) => recipient.id === first.id)
    if (!own) throw new Error('a notification of the first is needed')
    await change({ email: 'bereikbaar@organisatie.example' })
    await recordOutcome(service.database, own, { outcome: 'refused', smtpStatus: 550 }, clock.now)
    t.equal(await shown(), undefined)
    await later(0)
    t.equal(mailsTo('bereikbaar@organisatie.example'), 1, 'it is due at once')
  },
)

t.test('R15: an operator has everything tried again after the server was mended', async (t) => {
  const { database, mail, deliver, later, backlog, mailsTo, address } = await unreachable(t, (mail) => {
    mail.refuseWith = 554
  })
  await deliver()
  t.match(await backlog(), { waiting: 0, refused: 2 })
  mail.refuseWith = undefined
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...nodeArguments('src/cli/verwijsindex.ts'), 'mail', 'retry'],
    {
      env: { PATH: process.env.PATH, DATABASE_OWNER_URL: database.ownerUrl },
    },
  )
  t.equal(stdout, 'Tried again: 2.\n')
  await later(0)
  t.equal(mailsTo(address), 1)
  t.match(await backlog(), { waiting: 0, refused: 0 })
})

t.test(
  'R4: a municipality sees that the contact of a partner cannot be reached, and invites again',
  async (t) => {
    const { ask, zwolle, clock, sql, service } = await convenantOfZwolle(t)
    const invited = await ask('POST', `/convenants/${zwolle}/partners`, {
      organisation: {
        name: 'GGD IJsselland',
        category: 'youth_health_care_organisation',
        kvkNumber: '08123456',
      },
      contact,
    })
    t.equal(invited.statusCode, 201)
    const partner = `/partners/${invited.json().id}`
    t.notOk('mailRefusedDate' in invited.json().contact)
    const { mail, deliver } = await deliveryOf(t, { service, clock })
    mail.unknown.set(contact.email, 550)
    await deliver()
    t.match((await ask('GET', partner)).json(), { contact: { mailRefusedDate: '2026-11-22' } })
    mail.unknown.clear()
    const again = await ask('POST', `${partner}/invitations`, {})
    t.notOk('mailRefusedDate' in again.json().contact)
    await deliver()
    t.equal(mail.received.length, 1, 'the new invitation; the one before it can no longer be accepted')
    t.strictSame(
      [...(await sql`select state, count(*)::int as n from notification group by 1 order by 1`)],
      [
        { state: 'delivered', n: 1 },
        { state: 'withheld', n: 1 },
      ],
    )
  },
)

t.test('R4: who appoints an officer sees that they cannot be reached', async (t) => {
  const { ask, clock, service } = await convenantOfZwolle(t)
  const appointed = await ask('POST', '/officers', {
    role: 'follow_up_officer',
    municipalityCode: '0193',
    person: contact,
  })
  t.equal(appointed.statusCode, 201)
  const { mail, deliver } = await deliveryOf(t, { service, clock })
  mail.unknown.set(contact.email, 550)
  await deliver()
  const { items } = (await ask('GET', '/officers')).json()
  t.strictSame(
    items.map((each: { role: string; mailRefusedDate?: string }) => [each.role, each.mailRefusedDate]).sort(),
    [
      ['follow_up_officer', '2026-11-22'],
      ['municipal_administrator', undefined],
    ],
  )
})
