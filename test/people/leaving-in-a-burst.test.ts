import t, { type Test } from 'tap'
import { deadlocks } from '../matching/deadlocks.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { deliveryOf, type PeopleService, peopleService } from '../support/people.ts'
import type { Account } from '../support/region.ts'

t.setTimeout(300_000)

const birthDate = '2015-06-01'
const municipalities = ['0193', '0150'] as const

/** How many signals somebody leaves, and in how many matches they stand. */
const [signals, matched] = [200, 50]

interface Scene extends PeopleService {
  readonly bsns: readonly string[]
  readonly leaver: Account
  readonly colleague: Account
  readonly others: readonly Account[]
  readonly secondCoordinator: Account
  /** Who of the others is in a match with the leaver, by the position of the young person. */
  readonly together: ReadonlyMap<number, readonly Account[]>
}

/**
 * Somebody with 200 signals in two municipalities and 50 matches: of two, of three and more, across organisations and
 * municipalities, some with the colleague in them, and one of which nobody else is part.
 */
async function scene(t: Test): Promise<Scene> {
  const made = await peopleService(t, 2)
  const { region, register, organisation } = made
  const elsewhere = await region.convenant([await region.municipality(municipalities[1], 'Deventer')])
  await region.partner(elsewhere, organisation)
  const others: Account[] = []
  for (let n = 0; n < 6; n++) {
    const { organisation: theirs, professional } = await made.neighbour()
    await region.partner(elsewhere, theirs)
    others.push(professional)
  }
  const [leaver, colleague] = made.professionals as [Account, Account]
  const source = madeUpBsns()
  const bsns = Array.from({ length: signals }, () => source.next().value)
  const together = new Map<number, Account[]>()
  for (let n = 0; n < matched; n++) together.set(n, othersOf(n, others))
  const arrivals = bsns.flatMap((_, n) => [
    { who: leaver, n },
    ...(together.get(n) ?? []).map((who) => ({ who, n })),
    ...(n < matched && (n % 5 === 0 || n === matched - 1) ? [{ who: colleague, n }] : []),
  ])
  for (let from = 0; from < arrivals.length; from += 50) {
    const answers = await Promise.all(
      arrivals.slice(from, from + 50).map(({ who, n }) => register(who.subject, body(bsns[n], n))),
    )
    for (const { status } of answers) if (status !== 201) throw new Error(`registered with ${status}`)
  }
  const secondCoordinator = await region.account({ organisation, roles: ['coordinator'] })
  return { ...made, bsns, leaver, colleague, others, secondCoordinator, together }
}

/** In the last match there is only the colleague; in every third there are two others. */
function othersOf(n: number, others: readonly Account[]): Account[] {
  const at = (position: number) => others[position % others.length] as Account
  if (n === matched - 1) return []
  return n % 3 === 0 ? [at(n), at(n + 1)] : [at(n)]
}

/** The others register across municipalities: the second says another than the first. */
function body(bsn: string | undefined, n: number, shift = 0) {
  return { bsn, birthDate, municipalityCode: municipalities[(n + shift) % 2] }
}

function withdraw({ ask, leaver, colleague }: Scene, by: Account) {
  return ask(by.subject, {
    method: 'POST',
    url: `/v1/professionals/${leaver.id}/withdrawals`,
    payload: { handOverToId: colleague.id },
  })
}

/** What may never be: each as the number of times that it is. */
async function faults({ database: { sql } }: Scene) {
  const [row] = await sql`
    with active as (select * from signal),
         present as (select m.id, m.young_person_id, count(p.signal_id) as n
                       from match m join match_participant p on p.match_id = m.id and p.left_at is null
                      where m.closed_at is null group by m.id)
    select (select count(*) from active s join account a on a.id = s.professional_id
             where a.withdrawn_at is not null
                or not exists (select from role_assignment r where r.account_id = a.id and r.role = 'professional'
                                and (r.until_date is null or r.until_date > '2026-11-22')))::int as "without an owner",
           (select count(*) from (select from active group by young_person_id, professional_id having count(*) > 1) x)::int
             as "doubled",
           (select count(*) from (select young_person_id, count(*) as n from active group by 1 having count(*) > 1) together
             where n is distinct from (select n from present p where p.young_person_id = together.young_person_id))::int
             as "match missed or incomplete",
           (select count(*) from present where n < 2)::int as "match of fewer than two",
           (select count(*) from match_participant p join signal s on s.id = p.signal_id
             where p.left_at is null and p.professional_id <> s.professional_id)::int as "participant who is not the owner",
           (select count(*) from (select from notification
             where event in ('participant_changed', 'match_taken_over')
             group by match_id, recipient_id having count(*) > 1) x)::int as "notified twice"`
  return row
}

const none = {
  'without an owner': 0,
  doubled: 0,
  'match missed or incomplete': 0,
  'match of fewer than two': 0,
  'participant who is not the owner': 0,
  'notified twice': 0,
}

async function activeSignals({ database }: Scene): Promise<number> {
  const [row] = await database.sql<{ n: number }[]>`select count(*)::int as n from signal`
  return row?.n ?? -1
}

t.test(
  'R3: somebody with 200 signals and 50 matches leaves, and everybody hears once whom to reach',
  async (t) => {
    const made = await scene(t)
    const { database, leaver, colleague, others, coordinator, secondCoordinator, together, get } = made
    const { mail, deliver } = await deliveryOf(t, made)
    const [open] = await database.sql`
    select count(*)::int as n from match m join match_participant p on p.match_id = m.id
     where m.closed_at is null and p.professional_id = ${leaver.id}`
    t.equal(open?.n, matched)
    await deliver()
    mail.received.splice(0)
    const before = await activeSignals(made)

    const answers = await Promise.all(
      [coordinator, secondCoordinator, coordinator].map((by) => withdraw(made, by)),
    )
    t.strictSame(
      answers.map(({ statusCode }) => statusCode).sort(),
      [201, 404, 404],
      'two coordinators at once',
    )
    const done = answers.find(({ statusCode }) => statusCode === 201)?.json()
    t.equal(done.handedOver + done.ended, signals)
    t.equal(done.ended, 11, 'where the colleague had a signal already')
    t.equal(before - (await activeSignals(made)), done.ended, 'no signal is lost')
    t.strictSame(await faults(made), none)

    await deliver()
    const changed = 'Een match in de verwijsindex heeft een andere contactpersoon'
    const takenOver = 'U hebt een match in de verwijsindex overgenomen'
    const expected = [...together.values()].flatMap((present) => [
      ...present.map(({ email }) => `${email}: ${changed}`),
      ...(present.length > 0 ? [`${colleague.email}: ${takenOver}`] : []),
    ])
    t.strictSame(mail.received.map(({ to, mail }) => `${to}: ${mail.subject}`).sort(), expected.sort())
    t.equal(new Set(mail.received.map(({ mail: { messageId } }) => messageId)).size, expected.length)
    t.equal(done.notified, expected.length)

    for (const other of others) {
      const { body, payload } = await get(other.subject, '/v1/matches?limit=100')
      const shared = [...together.values()].filter((present) => present.includes(other)).length
      const withColleague = body.items.filter((match: { participants: { email: string }[] }) =>
        match.participants.some(({ email }) => email === colleague.email),
      )
      t.equal(withColleague.length, shared, 'the new contact in every match')
      t.notOk(payload.includes(leaver.email), 'and the old one in none')
    }

    mail.received.splice(0)
    t.equal((await withdraw(made, coordinator)).statusCode, 404)
    await deliver()
    t.strictSame(mail.received, [], 'again tells nobody')
  },
)

t.test(
  'R3, R15: while others register the same young persons, no match is missed and nobody is told twice',
  async (t) => {
    const made = await scene(t)
    const { database, bsns, register, others, colleague, leaver, coordinator, secondCoordinator, together } =
      made
    const { mail, deliver } = await deliveryOf(t, made)
    await deliver()
    mail.received.splice(0)
    const burst = bsns.flatMap((bsn, n) => {
      const newcomer = others[(n + 3) % others.length] as Account
      return [{ who: newcomer, bsn, n }, ...(n % 4 === 0 ? [{ who: colleague, bsn, n }] : [])]
    })
    const registering = burst.map(({ who, bsn, n }, position) =>
      sleepTurns(position).then(() => register(who.subject, body(bsn, n, 1))),
    )
    const leaving = [coordinator, secondCoordinator].map((by) =>
      sleepTurns(60).then(() => withdraw(made, by)),
    )
    const late = sleepTurns(30).then(() => register(leaver.subject, body(bsns[0], 0)))
    const statuses = (await Promise.all(registering)).map(({ status }) => status)
    t.ok(
      statuses.every((status) => status === 200 || status === 201),
      'every registration goes well',
    )
    t.strictSame((await Promise.all(leaving)).map(({ statusCode }) => statusCode).sort(), [201, 404])
    t.match((await late).status, /200|403/, 'the leaver themself repeats, or may not any more')
    t.strictSame(await faults(made), none)

    const [{ during } = { during: 0 }] = await database.sql<{ during: number }[]>`
    select count(*)::int as during from logbook
     where event = 'signal_registered' and id > (select min(id) from logbook where event = 'signal_handed_over')`
    t.ok(during > 0 && during < burst.length, `${during} of ${burst.length} came after the hand-over`)

    // Those in the match when it was handed over are told; those who came later found the colleague there.
    const rows = await database.sql<{ email: string; told: number; there: number }[]>`
    with over as (select id, match_id from logbook where event = 'signal_handed_over' and match_id is not null),
         there as (select p.professional_id from over o
                     join match_participant p on p.match_id = o.match_id
                     join logbook j on j.event = 'match_joined' and j.signal_id = p.signal_id and j.match_id = p.match_id
                    where j.id < o.id and p.professional_id not in (${leaver.id}, ${colleague.id}))
    select a.email,
           (select count(*)::int from notification n where n.recipient_id = a.id and n.event = 'participant_changed') as told,
           (select count(*)::int from there where professional_id = a.id) as there
      from account a where a.email = any (${others.map(({ email }) => email)})`
    for (const { email, told, there } of rows) t.equal(told, there, email)
    const least = [...together.values()].flat().length
    t.ok(rows.reduce((sum, { told }) => sum + told, 0) >= least)

    await deliver()
    t.equal(
      mail.received.filter(({ to }) => to.includes(leaver.email)).length,
      0,
      'nothing of after the leaving reaches the leaver',
    )
    await made.service.close()
    t.equal(await deadlocks(database.sql), 0, 'no deadlocks')
  },
)

/** Lets so many turns of the event loop pass, so that what is done at once begins at different times. */
async function sleepTurns(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((next) => setImmediate(next))
}
