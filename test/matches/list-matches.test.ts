import t, { type Test } from 'tap'
import { testPersons } from '../support/bsn.ts'
import { type Account, smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

const persons = testPersons.slice(0, 5)

/** Five matches of two professionals in one municipality, a third professional, and officers here and elsewhere. */
async function fiveMatches(t: Test) {
  const clock = { now: new Date('2026-11-22T09:00:00Z') }
  const service = await createTestService(t, { clock: () => clock.now })
  const { professionals, officer, region } = await smallRegion(service.database.sql, 3)
  const [first, second, third] = professionals as [Account, Account, Account]
  const elsewhere = await region.account({
    roles: ['follow_up_officer'],
    municipality: await region.municipality('0150', 'Deventer'),
  })
  for (const { bsn, birthDate } of persons) await service.register(first.subject, { bsn, birthDate })
  const ids: string[] = []
  for (const { bsn, birthDate } of persons) {
    const answer = await service.register(second.subject, { bsn, birthDate, removalDate: '2027-01-01' })
    ids.push(answer.body.match.id)
  }
  return { ...service, clock, first, second, third, officer, elsewhere, ids }
}

const emails = (participants: readonly Account[]) => participants.map(({ email }) => email)

t.test('R15: one’s matches, newest first, page by page; each look at each is logged', async (t) => {
  const { get, database, first, ids } = await fiveMatches(t)
  const pages: string[][] = []
  for (let after = ''; pages.length < 9; ) {
    const { body } = await get(first.subject, `/v1/matches?limit=2${after}`)
    pages.push(body.items.map(({ id }: { id: string }) => id))
    if (body.next === null) break
    after = `&after=${body.next}`
  }
  t.strictSame(
    pages.map((page) => page.length),
    [2, 2, 1],
  )
  t.strictSame(pages.flat(), [...ids].sort().reverse())
  const looks =
    await database.sql`select match_id from logbook where event = 'matches_viewed' and actor_id = ${first.id}`
  t.strictSame(looks.map(({ match_id }) => match_id).sort(), [...ids].sort())
})

t.test('R17: a participant sees the others: identity and contact details, and nothing more', async (t) => {
  const { get, first, second, ids } = await fiveMatches(t)
  const { body } = await get(first.subject, `/v1/matches/${ids[0]}`)
  t.strictSame(Object.keys(body).sort(), ['createdAt', 'id', 'onBehalfOf', 'participants', 'signalId'])
  t.strictSame(emails(body.participants), [second.email])
  t.strictSame(Object.keys(body.participants[0]).sort(), [
    'deputy',
    'email',
    'jobTitle',
    'joinedAt',
    'name',
    'organisation',
    'phone',
  ])
  t.strictSame(Object.keys(body.participants[0].organisation).sort(), ['domain', 'id', 'name'])
})

t.test(
  'R2: a follow-up officer sees who takes part in the matches of their municipality, and no signal',
  async (t) => {
    const { get, officer, first, second, ids } = await fiveMatches(t)
    const { body } = await get(officer.subject, '/v1/matches')
    t.strictSame(body.items.map(({ id }: { id: string }) => id).sort(), [...ids].sort())
    for (const { signalId, participants } of body.items) {
      t.equal(signalId, null)
      t.strictSame(emails(participants).sort(), [first.email, second.email].sort())
    }
    for (const path of ['/v1/signals', `/v1/signals/${ids[0]}`])
      t.equal((await get(officer.subject, path)).status, 403)
  },
)

t.test(
  'R2, R6: an officer of another municipality and a professional outside see none, as if there were none',
  async (t) => {
    const { get, elsewhere, third, ids } = await fiveMatches(t)
    for (const { subject } of [elsewhere, third]) {
      t.strictSame((await get(subject, '/v1/matches')).body, { items: [], next: null })
      const anothers = await get(subject, `/v1/matches/${ids[0]}`)
      const nowhere = await get(subject, '/v1/matches/0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01')
      t.equal(anothers.status, 404)
      t.equal(anothers.payload, nowhere.payload, 'byte for byte')
    }
  },
)

t.test('R11: who has lapsed vanishes from a match, and sees it no more; the others still do', async (t) => {
  const { get, register, clock, first, second, third, ids } = await fiveMatches(t)
  await register(third.subject, { bsn: persons[0]?.bsn, birthDate: persons[0]?.birthDate })
  t.equal((await get(third.subject, `/v1/matches/${ids[0]}`)).body.participants.length, 2)
  clock.now = new Date('2026-12-31T23:00:00Z')
  t.strictSame(emails((await get(third.subject, `/v1/matches/${ids[0]}`)).body.participants), [first.email])
  t.equal((await get(second.subject, `/v1/matches/${ids[0]}`)).status, 404)
  t.strictSame((await get(second.subject, '/v1/matches')).body.items, [])
})

t.test('R11: a match of which only one signal is left is gone for everybody', async (t) => {
  const { get, clock, first, officer, ids } = await fiveMatches(t)
  clock.now = new Date('2026-12-31T23:00:00Z')
  for (const { subject } of [first, officer]) {
    t.equal((await get(subject, `/v1/matches/${ids[0]}`)).status, 404)
    t.strictSame((await get(subject, '/v1/matches')).body.items, [])
  }
})
