import t from 'tap'
import { personOf, rightsService } from '../support/rights.ts'

t.setTimeout(120_000)

const ways = ['erasure', 'objection', 'unfounded', 'end of the archive'] as const

for (const way of ways) {
  t.test(`R11, R21: a kept answer tells nothing of a signal that was destroyed: ${way}`, async (t) => {
    const { zwolle, kampen, register, grant, ask, database, clock } = await rightsService(t)
    const { sql } = database
    const person = personOf(9)
    const [first, third] = [zwolle.professionals[0], kampen.professionals[1]]
    const [own, other] = [kampen.professionals[0].subject, 'another']
    const z = (await register(first.subject, person)).body.id as string
    const answered = await register(own, person, { 'idempotency-key': 'mine' })
    t.equal(answered.status, 201)
    const [{ email } = { email: '' }] = answered.body.match.participants
    t.ok(email)
    await register(third.subject, person, { 'idempotency-key': other })

    if (way === 'unfounded')
      await ask(first.subject, 'POST', `/signals/${z}/endings`, { reason: 'unfounded' })
    else if (way === 'end of the archive') {
      await ask(first.subject, 'POST', `/signals/${z}/endings`, { reason: 'risk_gone' })
      await sql`update archived_signal set ended_date = '2021-11-22' where id = ${z}`
      // A professional who registers comes upon it, and it goes.
      t.equal((await register(zwolle.professionals[1].subject, person)).status, 201)
    } else await grant(way, person)
    t.equal(
      (await sql`select from signal where id = ${z} union all select from archived_signal where id = ${z}`)
        .length,
      0,
    )

    clock.now = new Date(clock.now.getTime() + 3_600_000)
    const again = await register(own, person, { 'idempotency-key': 'mine' })
    t.equal(again.status, 200, 'the signal that stands')
    t.equal(again.body.id, answered.body.id)
    t.ok(again.body.match, 'in the match as it is now')
    t.notOk(JSON.stringify(again.body).includes(email), 'nothing of those who are gone')
    const once = await register(own, person, { 'idempotency-key': 'mine' })
    t.strictSame(once.body, again.body, 'which is kept in its turn')
  })
}

t.test('what was answered about somebody else is kept', async (t) => {
  const { zwolle, kampen, register, grant } = await rightsService(t)
  const [gone, stays] = [personOf(9), personOf(10)]
  const own = kampen.professionals[0].subject
  for (const person of [gone, stays]) await register(zwolle.professionals[0].subject, person)
  const answered = await register(own, stays, { 'idempotency-key': 'stays' })
  await grant('erasure', gone)
  const again = await register(own, stays, { 'idempotency-key': 'stays' })
  t.strictSame([again.status, again.body], [201, answered.body])
})
