import t from 'tap'
import { claimNotifications } from '../../src/outbox/claim.ts'
import { matchedAt, matchWaiting, schedule } from '../support/delivery.ts'

const seconds = (count: number) => new Date(matchedAt.getTime() + count * 1000)

t.test('R15: everyone is told once, and told again by nothing', async (t) => {
  const { deliver, mail, professionals, officer, attempts, told, outcomes, clock } = await matchWaiting(t)
  await deliver()
  clock.now = seconds(1_000_000)
  await deliver()
  const everyone = [...professionals, officer]
  t.strictSame(mail.received.flatMap(({ to }) => to).sort(), everyone.map(({ email }) => email).sort())
  t.strictSame(
    await attempts(),
    everyone.map(() => ({ number: 1, outcome: 'accepted', smtp_status: null })),
  )
  t.strictSame(await told(), everyone.map(({ subject }) => `notification_sent ${subject}`).sort())
  t.strictSame(outcomes, ['accepted', 'accepted', 'accepted'])
  t.equal(new Set(mail.received.map(({ mail: { messageId } }) => messageId)).size, 3)
})

// Of the second the server says that it does not want this client: that is no refusal of the address.
for (const [status, says] of [
  [451, 'try again later'],
  [550, '5.7.1 Relay access denied'],
] as const) {
  t.test(
    `a mail server that answers ${status} (${says}) is tried again on the schedule, until it takes the mail`,
    async (t) => {
      const { deliver, mail, clock, attempts, states, told, logged } = await matchWaiting(t)
      Object.assign(mail, { refuseWith: status, refuseText: says })
      let passed = 0
      for (const [turn, wait] of [...schedule, ...schedule.slice(-1)].entries()) {
        await deliver()
        t.equal((await attempts()).length, 3 * (turn + 1), `attempt ${turn + 1}`)
        clock.now = seconds(passed + wait - 0.001)
        await deliver()
        t.equal((await attempts()).length, 3 * (turn + 1), 'not a moment early')
        passed += wait
        clock.now = seconds(passed)
      }
      t.strictSame(await states(), { waiting: 3 }, 'nothing owed is given up')
      t.ok((await attempts()).every((each) => each.outcome === 'failed' && each.smtp_status === status))
      t.strictSame(await told(), [])
      t.notMatch(logged.join(''), /@|Naam/, 'no address and no name in the log')

      mail.refuseWith = undefined
      await deliver()
      t.strictSame(await states(), { delivered: 3 })
      t.equal(mail.received.length, 3)
      t.equal((await told()).length, 3)
    },
  )
}

t.test('a mail server that is away is tried again', async (t) => {
  const { deliver, mail, clock, attempts, states } = await matchWaiting(t)
  await mail.close()
  await deliver()
  t.ok((await attempts()).every((each) => each.outcome === 'failed' && each.smtp_status === null))
  t.strictSame(await states(), { waiting: 3 })
  const { startMailServer } = await import('../support/mail-server.ts')
  const back = await startMailServer(t, mail.port)
  clock.now = seconds(10)
  await deliver()
  t.equal(back.received.length, 3)
  t.strictSame(await states(), { delivered: 3 })
})

t.test('a mail that fails does not hold up the others', async (t) => {
  const { deliver, mail, states, database, officer } = await matchWaiting(t)
  await database.sql`alter table account drop constraint email_is_one_address`
  await database.sql`update account set email = ${`${officer.email}, other@elders.example`} where id = ${officer.id}`
  await deliver()
  t.strictSame(await states(), { delivered: 2, waiting: 1 })
  t.notMatch(
    mail.received.flatMap(({ to }) => to),
    /elders/,
  )
})

t.test('R15: workers side by side deliver each once', async (t) => {
  const { deliver, open, mail, states, attempts } = await matchWaiting(t, 40)
  await Promise.all([open(), open(), open()].map((database) => deliver({ database })))
  t.strictSame(await states(), { delivered: 120 })
  t.equal((await attempts()).length, 120)
  t.equal(mail.received.length, 120)
  t.equal(new Set(mail.received.map(({ mail: { messageId } }) => messageId)).size, 120)
})

t.test('what a worker that died had claimed comes free by itself, and not before', async (t) => {
  const { deliver, open, clock, mail, attempts, states } = await matchWaiting(t)
  const claim = { now: matchedAt, today: '2026-11-22', limit: 10, leaseSeconds: 60 }
  t.equal((await claimNotifications(open(), claim)).length, 3)
  clock.now = seconds(59.999)
  await deliver()
  t.equal(mail.received.length, 0, 'it may still be at it')
  clock.now = seconds(60)
  await deliver()
  t.equal(mail.received.length, 3)
  t.strictSame(await states(), { delivered: 3 })
  t.strictSame(
    (await attempts()).map(({ number, outcome }) => [number, outcome]),
    [1, 1, 1, 2, 2, 2].map((number) => [number, number === 1 ? 'started' : 'accepted']),
    'the attempt whose end nobody knows stays as it was',
  )
})

t.test('what a slow worker and its successor both sent is settled and logged once', async (t) => {
  const { deliver, clock, mail, told, states } = await matchWaiting(t)
  let overtaking: Promise<void> | undefined
  const slow = {
    send() {
      clock.now = seconds(60)
      overtaking ??= deliver()
      return overtaking
    },
    connections: 10,
    close: () => {},
  }
  await deliver({ mailer: slow })
  t.equal(mail.received.length, 3, 'the successor sent what the lease had freed')
  t.strictSame(await states(), { delivered: 3 })
  t.equal((await told()).length, 3)
})

t.test('a database that fails while one is settled lets the others settle, and is told of', async (t) => {
  const { deliver, database, states } = await matchWaiting(t)
  await database.sql`create function refuse() returns trigger language plpgsql as
    $$ begin if (select recipient_role from notification where id = new.notification_id) = 'follow_up_officer'
       then raise exception 'no'; end if; return new; end $$`
  await database.sql`create trigger refuse before insert on logbook for each row
    when (new.event = 'notification_sent') execute function refuse()`
  await t.rejects(deliver(), { code: 'P0001' })
  t.strictSame(await states(), { delivered: 2, waiting: 1 })
})
