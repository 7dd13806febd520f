import t, { type Test } from 'tap'
import { testPersons } from '../support/bsn.ts'
import { deliveryOf, peopleService } from '../support/people.ts'
import type { Account } from '../support/region.ts'

const [child] = testPersons.map(({ bsn, birthDate }) => ({ bsn, birthDate })) as [
  { bsn: string; birthDate: string },
]
const left = 'Iemand heeft een match in de verwijsindex verlaten'
const matched = 'Er is een match in de verwijsindex'
const reasons = ['unfounded', 'risk_gone'] as const

/** Anna and Bob of one organisation, and two of another; a mail server that is told nothing by itself. */
async function scene(t: Test) {
  const made = await peopleService(t, 3)
  const [anna, bob, colleague] = made.professionals as [Account, Account, Account]
  const { professional: cor, organisation } = await made.neighbour()
  const dina = await made.region.account({ organisation })
  const officer = await made.region.account({ roles: ['follow_up_officer'], municipality: '0193' })
  const { mail, deliver } = await deliveryOf(t, made)
  const mails = async () => {
    await deliver()
    return mail.received.splice(0)
  }
  const signals = new Map<Account, string>()
  const later = () => {
    made.clock.now = new Date(made.clock.now.getTime() + 48 * 3_600_000)
  }
  const post = async (who: Account, url: string, payload: object) => {
    const answer = await made.ask(who.subject, { method: 'POST', url, payload })
    if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.payload}`)
    return answer.payload === '' ? null : answer.json()
  }
  return {
    ...made,
    anna,
    bob,
    colleague,
    cor,
    dina,
    officer,
    register: async (who: Account, more: object = {}) => {
      const answer = await post(who, '/v1/signals', { ...child, ...more })
      signals.set(who, answer.id)
      return answer
    },
    /** Two days later, since a withdrawal within a day is told of besides. */
    end: (who: Account, reason: string = 'risk_gone') => {
      later()
      return post(who, `/v1/signals/${signals.get(who)}/endings`, { reason })
    },
    withdraw: (who: Account, endReason: string) => {
      later()
      return post(made.coordinator, `/v1/professionals/${who.id}/withdrawals`, { endReason })
    },
    mails,
    /** Delivers what is due, and says who was told what of matches since the last time. */
    heard: async () =>
      (await mails())
        .map(({ to, mail }) => `${to}: ${mail.subject}`)
        .filter((line) => !line.includes('archief'))
        .sort(),
  }
}

const told = (subject: string, ...who: readonly Account[]) =>
  who.map(({ email }) => `${email}: ${subject}`).sort()

t.test('R15: the others hear once that somebody left, the leaver and the officer do not', async (t) => {
  for (const reason of reasons) {
    const { anna, bob, cor, register, end, heard, get } = await scene(t)
    for (const who of [anna, bob, cor]) await register(who)
    await heard()
    await end(bob, reason)
    t.strictSame(await heard(), told(left, anna, cor), reason)
    t.strictSame(await heard(), [])
    const { items } = (await get(anna.subject, '/v1/matches')).body
    t.strictSame(
      items[0].participants.map(({ email }: { email: string }) => email),
      [cor.email],
      'and is not in the match any more',
    )
    t.strictSame((await get(bob.subject, '/v1/matches')).body.items, [])
  }
})

t.test('R17: nothing tells the others why: neither the mail nor what the service answers', async (t) => {
  const seen = new Set<string>()
  for (const reason of reasons) {
    const { anna, bob, cor, register, end, heard, get } = await scene(t)
    for (const who of [anna, bob, cor]) await register(who)
    await heard()
    await end(bob, reason)
    const { items } = (await get(anna.subject, '/v1/notifications')).body
    const [notification] = items.filter(({ event }: { event: string }) => event === 'participant_left')
    seen.add(JSON.stringify({ ...notification, id: '', matchId: typeof notification.matchId }))
    t.notMatch(JSON.stringify(items), /unfounded|risk_gone|reason/)
  }
  t.equal(seen.size, 1, 'alike for each reason')
})

t.test('R15: also where the mail of the match had not gone out yet', async (t) => {
  for (const reason of reasons) {
    const { anna, bob, cor, dina, register, end, heard } = await scene(t)
    await register(anna)
    await register(bob)
    await end(bob, reason)
    t.strictSame(await heard(), told(left, anna), 'of two: that there was somebody, who has left')

    for (const who of [cor, dina, bob]) await register(who)
    await heard()
    await register(bob)
    await end(dina, reason)
    t.strictSame(await heard(), told(left, anna, bob, cor), 'of more')
  }
})

t.test('R3: a deputy hears in addition, and of each once', async (t) => {
  for (const reason of reasons) {
    const { anna, bob, colleague, cor, register, end, heard, region, get } = await scene(t)
    await region.absence(anna.id, colleague.id, '2026-11-20', '2026-12-20')
    for (const who of [anna, bob, cor]) await register(who)
    await heard()
    await end(cor, reason)
    t.strictSame(await heard(), told(left, anna, bob, colleague))
    const { items } = (await get(colleague.subject, '/v1/notifications')).body
    const shown = items.filter(({ event }: { event: string }) => event === 'participant_left')
    t.match(shown, [{ onBehalfOf: { id: anna.id } }])
    t.equal(shown.length, 1, 'and is shown it once')
  }
})

t.test('R15: a match of two closes, and with the next who registers there is a new one', async (t) => {
  for (const reason of reasons) {
    const { anna, bob, cor, officer, register, end, heard, get, database } = await scene(t)
    await register(anna)
    const first = (await register(bob)).match.id
    await heard()
    await end(bob, reason)
    t.equal((await get(anna.subject, `/v1/matches/${first}`)).status, 404)
    t.strictSame((await get(anna.subject, '/v1/matches')).body.items, [])
    t.equal((await get(anna.subject, '/v1/signals')).body.items[0].matchId, null)
    await heard()

    const { match } = await register(cor)
    t.not(match.id, first)
    t.strictSame(
      match.participants.map(({ email }: { email: string }) => email),
      [anna.email],
    )
    t.strictSame(await heard(), told(matched, anna, cor, officer))
    t.equal((await get(anna.subject, '/v1/matches')).body.items[0].id, match.id)
    const again = await register(bob)
    t.equal(again.match.id, match.id, 'a professional who comes back comes into that one')
    t.equal(again.match.participants.length, 2)
    const [rows] = await database.sql`
      select count(*)::int as matches, count(*) filter (where closed_at is null)::int as open from match`
    t.strictSame({ ...rows }, { matches: 2, open: 1 })
  }
})

t.test('R17: a mail leads to the match, and where that has closed to no address that is gone', async (t) => {
  const { anna, bob, cor, register, end, mails } = await scene(t)
  await register(anna)
  await register(bob)
  const { match } = await register(cor)
  await mails()
  await end(cor)
  const links = async () => (await mails()).map(({ mail }) => /https:\S+/.exec(mail.text ?? '')?.[0])
  t.strictSame(
    await links(),
    [1, 2].map(() => `https://portaal.example/matches/${match.id}`),
  )
  await end(bob)
  t.strictSame(await links(), ['https://portaal.example'])
})

t.test('R10: a coordinator who withdraws somebody tells the others of each match', async (t) => {
  for (const endReason of reasons) {
    const { anna, bob, cor, register, heard, withdraw } = await scene(t)
    for (const who of [anna, bob, cor]) await register(who)
    await heard()
    const done = await withdraw(bob, endReason)
    t.strictSame(done, { handedOver: 0, ended: 1, notified: 2 })
    t.strictSame(await heard(), told(left, anna, cor))
  }
})

t.test('R11: of a signal that has lapsed they hear as soon as somebody registers, each once', async (t) => {
  const { anna, bob, cor, dina, officer, register, heard, clock } = await scene(t)
  await register(bob, { removalDate: '2026-12-01' })
  for (const who of [anna, cor]) await register(who)
  await heard()
  clock.now = new Date('2026-12-01T09:00:00Z')
  await register(dina)
  const joined = 'Een match in de verwijsindex is uitgebreid'
  t.strictSame(await heard(), [...told(left, anna, cor), ...told(joined, anna, cor, dina, officer)].sort())
})

t.test('R2: a follow-up officer is not told of a match that has closed meanwhile', async (t) => {
  const { anna, bob, cor, officer, register, end, heard } = await scene(t)
  await register(anna)
  await register(bob)
  await end(anna)
  t.strictSame(await heard(), told(left, bob))
  await register(cor)
  t.strictSame(await heard(), told(matched, bob, cor, officer), 'but of the next one they are')
})
