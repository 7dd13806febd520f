import t, { type Test } from 'tap'
import { dateInAmsterdam } from '../../src/ground/calendar.ts'
import { remindOfLapse } from '../../src/retention/remind-of-lapse.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { deliveryOf, peopleService } from '../support/people.ts'
import type { Account } from '../support/region.ts'

t.setTimeout(300_000)

const birthDate = '2015-06-01'
const subject = 'Een signaal van u in de verwijsindex loopt binnenkort af'
const noon = (day: string) => new Date(`${day}T11:00:00Z`)
const plus = (day: string, days: number) => {
  const instant = noon(day)
  instant.setUTCDate(instant.getUTCDate() + days)
  return instant.toISOString().slice(0, 10)
}

/** A service of which the daily asking is done by hand; signals are registered at an instant, for a term. */
async function asking(t: Test, professionals = 1) {
  const made = await peopleService(t, professionals)
  const { ask, clock, service, database } = made
  const bsns = madeUpBsns()
  const [own] = made.professionals as [Account]
  const post = async (who: Account, url: string, payload: object) => {
    const answer = await ask(who.subject, { method: 'POST', url, payload })
    if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.payload}`)
    return answer.payload === '' ? null : answer.json()
  }
  return {
    ...made,
    own,
    register: async (at: Date, removalDate: string, bsn = bsns.next().value, born = birthDate, who = own) => {
      clock.now = at
      return (await post(who, '/v1/signals', { bsn, birthDate: born, removalDate })).id as string
    },
    renew: (id: string, payload: object = {}) => post(own, `/v1/signals/${id}/renewals`, payload),
    end: (id: string) => post(own, `/v1/signals/${id}/endings`, { reason: 'risk_gone' }),
    post,
    remind: (at = clock.now) => {
      clock.now = at
      return remindOfLapse(service.database, at, () => false)
    },
    /** On which days whom was asked about a signal. */
    asked: async (id: string) => {
      const rows = await database.sql<{ created_at: Date; recipient_id: string }[]>`
        select created_at, recipient_id from notification
         where event = 'signal_about_to_lapse' and signal_id = ${id} order by created_at`
      return rows.map(({ created_at }) => dateInAmsterdam(created_at))
    },
  }
}

/** Asks every day from one to another, some hour past midnight. */
async function everyDay({ remind }: Awaited<ReturnType<typeof asking>>, from: string, until: string) {
  for (let day = from; day <= until; day = plus(day, 1)) await remind(noon(day))
}

t.test('R12: 30 days and 7 days before a signal lapses, once each; silence lets it lapse', async (t) => {
  const made = await asking(t)
  const { register, asked, get, own, database } = made
  const id = await register(noon('2026-11-22'), '2027-03-01')
  await everyDay(made, '2027-01-20', '2027-03-02')
  t.strictSame(await asked(id), ['2027-01-30', '2027-02-22'])
  const { mail, deliver } = await deliveryOf(t, made)
  await deliver()
  t.strictSame(mail.received, [], 'who was asked too late hears nothing any more')
  t.equal((await get(own.subject, `/v1/signals/${id}`)).status, 404, 'it has lapsed')
  const [line] = await database.sql`
    select ground, actor_id, signal_id from logbook where event = 'notification_made' order by id limit 1`
  t.strictSame({ ...line }, { ground: 'Jw 7.1.4.5 lid 2', actor_id: own.id, signal_id: id })
})

t.test('R12: the professional hears by mail, once, and nothing of the young person in it', async (t) => {
  const { register, remind, ...made } = await asking(t)
  const bsn = madeUpBsns().next().value
  const id = await register(noon('2026-11-22'), '2027-03-01', bsn)
  t.equal(await remind(noon('2027-01-30')), 1)
  t.equal(await remind(), 0)
  const { mail, deliver } = await deliveryOf(t, made)
  await deliver()
  await deliver()
  t.strictSame(
    mail.received.map(({ to, mail }) => [to, mail.subject]),
    [[[made.own.email], subject]],
  )
  const text = JSON.stringify(mail.received)
  for (const secret of [id, bsn]) t.notOk(text.includes(secret))
})

t.test('R12: after renewal anew, and not of the term that is over', async (t) => {
  const made = await asking(t)
  const { register, renew, asked, clock } = made
  const id = await register(noon('2026-11-22'), '2027-03-01')
  await everyDay(made, '2027-01-29', '2027-02-10')
  clock.now = noon('2027-02-10')
  await renew(id, { removalDate: '2027-06-01' })
  await everyDay(made, '2027-02-11', '2027-06-01')
  t.strictSame(await asked(id), ['2027-01-30', '2027-05-02', '2027-05-25'])
})

t.test('R12: of a term that is shorter than a number of days that day is not asked for', async (t) => {
  const made = await asking(t)
  const { register, renew, asked, clock } = made
  const [shortest, short, exactly, longer] = [
    await register(noon('2026-11-22'), '2026-11-29'),
    await register(noon('2026-11-22'), '2026-12-10'),
    await register(noon('2026-11-22'), '2026-12-22'),
    await register(noon('2026-11-22'), '2026-12-23'),
  ]
  await everyDay(made, '2026-11-22', '2026-12-01')
  clock.now = noon('2026-12-01')
  const renewed = await register(clock.now, '2027-03-01')
  await renew(renewed, { removalDate: '2026-12-15' })
  await everyDay(made, '2026-12-01', '2026-12-25')
  t.strictSame(await asked(shortest), [], 'seven days from today')
  t.strictSame(await asked(short), ['2026-12-03'])
  t.strictSame(await asked(exactly), ['2026-12-15'], 'thirty days from today')
  t.strictSame(await asked(longer), ['2026-11-23', '2026-12-16'])
  t.strictSame(await asked(renewed), ['2026-12-08'])
})

t.test('R12: where nothing has run for long, one notification for all days that have passed', async (t) => {
  const made = await asking(t)
  const { register, asked, remind } = made
  const late = await register(noon('2026-11-22'), '2027-03-01')
  const tooLate = await register(noon('2026-11-22'), '2027-02-20')
  t.equal(await remind(noon('2027-02-25')), 1)
  await everyDay(made, '2027-02-25', '2027-03-02')
  t.strictSame(await asked(late), ['2027-02-25'])
  t.strictSame(await asked(tooLate), [], 'what has lapsed is not asked about')
})

t.test('R12: by the calendar of Amsterdam, at each hour of registering and asking', async (t) => {
  const made = await asking(t)
  const { register, asked, remind } = made
  // The same day in Amsterdam, from its first second to its last; then the next.
  const signals: [string, string][] = []
  for (const at of ['2026-11-21T23:00:00Z', '2026-11-22T11:00:00Z', '2026-11-22T22:59:59Z'])
    signals.push([at, await register(new Date(at), '2026-12-22')])
  const next = await register(new Date('2026-11-22T23:00:00Z'), '2026-12-23')
  for (const at of [
    '2026-11-22T22:59:59Z',
    '2026-11-22T23:00:00Z',
    '2026-11-23T22:59:59Z',
    '2026-11-24T11:00:00Z',
  ])
    await remind(new Date(at))
  for (const [at, id] of signals)
    t.strictSame(await asked(id), [], `${at}: thirty days, none of which lies ahead`)
  t.strictSame(await asked(next), [])
  // In summer the day begins an hour earlier.
  for (const at of ['2026-12-14T22:59:59Z', '2026-12-14T23:00:00Z']) await remind(new Date(at))
  for (const [at, id] of signals) t.strictSame(await asked(id), ['2026-12-15'], at)
  const summer = await register(noon('2026-12-15'), '2027-07-31')
  for (const at of ['2027-06-30T21:59:59Z', '2027-06-30T22:00:00Z']) await remind(new Date(at))
  t.strictSame(await asked(summer), ['2027-07-01'])
})

t.test(
  'R8: what ends on the 23rd birthday is not asked about, since renewing would not keep it',
  async (t) => {
    const made = await asking(t)
    const { register, asked } = made
    const bsn = madeUpBsns().next().value
    const id = await register(noon('2026-11-22'), '2028-11-22', bsn, '2004-03-01')
    // R6: that somebody else stated a later one, which holds, does not show.
    const { professional: other } = await made.neighbour()
    await register(noon('2026-11-22'), '2028-11-22', bsn, '2006-03-01', other)
    await everyDay(made, '2027-01-25', '2027-03-02')
    t.strictSame(await asked(id), [])
  },
)

t.test('R4: on the days that the convenant sets', async (t) => {
  const made = await asking(t)
  const { register, asked, database } = made
  const id = await register(noon('2026-11-22'), '2027-03-01')
  await database.sql`update convenant set lapse_reminder_days = '{14,1,60}'`
  await everyDay(made, '2026-12-25', '2027-03-01')
  t.strictSame(await asked(id), ['2026-12-31', '2027-02-15', '2027-02-28'])
})

t.test('R12: what was ended, renewed or handed over since is not asked about any more by mail', async (t) => {
  const made = await asking(t, 2)
  const { register, remind, renew, end, post, asked, own, coordinator, professionals } = made
  const [stays, ended, renewed, handed] = [
    await register(noon('2026-11-22'), '2027-03-01'),
    await register(noon('2026-11-22'), '2027-03-01'),
    await register(noon('2026-11-22'), '2027-03-01'),
    await register(noon('2026-11-22'), '2027-03-01'),
  ]
  t.equal(await remind(noon('2027-01-30')), 4)
  await end(ended)
  await renew(renewed)
  const [, colleague] = professionals as [Account, Account]
  await post(coordinator, `/v1/professionals/${own.id}/hand-overs`, {
    toProfessionalId: colleague.id,
    signalIds: [handed],
  })
  t.equal(await remind(noon('2027-01-31')), 1, 'but the colleague who took over is')
  const { mail, deliver } = await deliveryOf(t, made)
  await deliver()
  t.strictSame(
    mail.received.flatMap(({ to }) => to).sort(),
    [own.email, own.email, colleague.email].sort(),
    'the former owner is told besides that a colleague took over (R3)',
  )
  t.strictSame(await asked(stays), ['2027-01-30'])
  t.strictSame(await asked(handed), ['2027-01-30', '2027-01-31'])
})

t.test('R12: in batches, by several at once, each is asked once', async (t) => {
  const made = await asking(t)
  const { register, database, service, own } = made
  for (let n = 0; n < 30; n++) await register(noon('2026-11-22'), plus('2027-03-01', n % 3))
  const at = noon('2027-02-25')
  const inBatches = async () => {
    for (let asked = 1; asked > 0; ) {
      const [row] = await service.database.sql<{ asked: number }[]>`
        select remind_of_lapse(${at}, '2027-02-25', 4) as asked`
      asked = row?.asked ?? 0
    }
  }
  await Promise.all(Array.from({ length: 4 }, inBatches))
  await inBatches()
  const [row] = await database.sql`
    select count(*)::int as n, count(distinct signal_id)::int as signals from notification
     where event = 'signal_about_to_lapse' and recipient_id = ${own.id}`
  t.strictSame({ ...row }, { n: 30, signals: 30 }, 'one for both days that have passed')
})
