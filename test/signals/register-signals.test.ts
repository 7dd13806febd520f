import t from 'tap'
import { testPersons } from '../support/bsn.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

const [child, other] = testPersons as [(typeof testPersons)[0], (typeof testPersons)[0]]
const body = ({ bsn, birthDate } = child) => ({ bsn, birthDate })

t.test('R15: two professionals who register the same young person are told who the other is', async (t) => {
  const { register, get, database } = await createTestService(t)
  const { professionals, officer } = await smallRegion(database.sql, 3)
  const [first, second, third] = professionals as [typeof officer, typeof officer, typeof officer]

  const alone = await register(first.subject, body())
  t.equal(alone.status, 201)
  t.equal(alone.body.match, null)
  t.equal(alone.body.bsnLastDigits, child.bsn.slice(-3))

  const matched = await register(second.subject, body())
  t.equal(matched.status, 201)
  t.strictSame(
    matched.body.match.participants.map((p: { email: string }) => p.email),
    [first.email],
  )

  const joined = await register(third.subject, body())
  t.equal(joined.body.match.id, matched.body.match.id)
  t.strictSame(
    joined.body.match.participants.map((p: { email: string }) => p.email).sort(),
    [first.email, second.email].sort(),
  )

  const told = await database.sql`select recipient_id, event from notification order by event, recipient_id`
  t.equal(told.filter(({ event }) => event === 'match_created').length, 3, 'both and the officer')
  t.equal(told.filter(({ event }) => event === 'participant_joined').length, 4, 'all three and the officer')
  t.equal((await get(officer.subject, '/v1/matches')).body.items[0].participants.length, 3)
  t.equal((await get(first.subject, `/v1/matches/${matched.body.match.id}`)).body.participants.length, 2)
})

t.test('R15: the same professional again is no match, and gets the signal that exists', async (t) => {
  const { register, database } = await createTestService(t)
  const { professionals } = await smallRegion(database.sql, 1)
  const subject = professionals[0]?.subject ?? ''
  const first = await register(subject, body())
  const again = await register(subject, body())
  t.equal(again.status, 200)
  t.equal(again.body.id, first.body.id)
  t.equal((await register(subject, body(other))).status, 201)
  t.equal((await database.sql`select from match`).length, 0)
})
