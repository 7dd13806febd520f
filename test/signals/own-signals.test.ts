import t, { type Test } from 'tap'
import { testPersons } from '../support/bsn.ts'
import { type Account, smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

const persons = testPersons.slice(0, 5)
const [child] = persons as unknown as [(typeof testPersons)[0]]

/** A professional with five signals, of which the first is in a match with a colleague's. */
async function fiveSignals(t: Test) {
  const clock = { now: new Date('2026-11-22T09:00:00Z') }
  const service = await createTestService(t, { clock: () => clock.now })
  const { professionals } = await smallRegion(service.database.sql, 2)
  const [own, colleague] = professionals as [Account, Account]
  const ids: string[] = []
  for (const { bsn, birthDate } of persons)
    ids.push((await service.register(own.subject, { bsn, birthDate })).body.id)
  const { bsn, birthDate } = child
  const theirs = await service.register(colleague.subject, { bsn, birthDate, removalDate: '2027-01-01' })
  const disclose = async (subject: string, id: string) => {
    const answer = await service.service.app.inject({
      method: 'POST',
      url: `/v1/signals/${id}/bsn-disclosures`,
      headers: { authorization: `Bearer ${await service.issuer.token(subject)}` },
    })
    return { status: answer.statusCode, body: answer.json() }
  }
  const looks = async (event: string) => {
    const rows = await service.database.sql<{ signal_id: string }[]>`
      select signal_id from logbook where event::text = ${event} and actor_id = ${own.id} order by id`
    return rows.map(({ signal_id }) => signal_id)
  }
  return { ...service, clock, own, colleague, ids, theirs: theirs.body, disclose, looks }
}

t.test('own signals, newest first, page by page; each look at each is logged', async (t) => {
  const { get, own, ids, looks } = await fiveSignals(t)
  const pages: string[][] = []
  for (let after = ''; pages.length < 9; ) {
    const { body } = await get(own.subject, `/v1/signals?limit=2${after}`)
    pages.push(body.items.map(({ id }: { id: string }) => id))
    if (body.next === null) break
    after = `&after=${body.next}`
  }
  t.strictSame(pages.flat(), [...ids].reverse())
  t.strictSame(
    pages.map((page) => page.length),
    [2, 2, 1],
  )
  t.strictSame([...(await looks('signals_viewed'))].sort(), [...ids].sort(), 'shown once, logged once')
})

t.test('a page that is exactly full is the last one', async (t) => {
  const { get, own } = await fiveSignals(t)
  t.equal((await get(own.subject, '/v1/signals?limit=5')).body.next, null)
})

t.test('one own signal: last digits, match, and nothing that is the number', async (t) => {
  const { get, own, ids, theirs, looks } = await fiveSignals(t)
  const { status, body, payload } = await get(own.subject, `/v1/signals/${ids[0]}`)
  t.equal(status, 200)
  t.strictSame(body, {
    id: ids[0],
    bsnLastDigits: child.bsn.slice(-3),
    registeredAt: '2026-11-22T09:00:00.000Z',
    removalDate: '2028-11-22',
    municipalityCode: '0193',
    matchId: theirs.match.id,
  })
  t.notOk(payload.includes(child.bsn))
  t.strictSame(await looks('signals_viewed'), [ids[0]])
})

t.test('R20: the whole number is shown when asked for, and the logbook tells', async (t) => {
  const { own, ids, disclose, looks } = await fiveSignals(t)
  t.strictSame(await disclose(own.subject, ids[0] ?? ''), { status: 201, body: { bsn: child.bsn } })
  t.strictSame(await looks('bsn_disclosed'), [ids[0]])
})

t.test(
  'R6: a colleague’s signal on the same young person is not found, and nothing is logged as shown',
  async (t) => {
    const { get, own, ids, theirs, disclose, looks } = await fiveSignals(t)
    const nowhere = '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01'
    const missing = await get(own.subject, `/v1/signals/${nowhere}`)
    const anothers = await get(own.subject, `/v1/signals/${theirs.id}`)
    t.equal(anothers.status, 404)
    t.equal(anothers.payload, missing.payload, 'byte for byte')
    t.strictSame(await disclose(own.subject, theirs.id), await disclose(own.subject, nowhere))
    t.strictSame(await looks('bsn_disclosed'), [])
    t.strictSame(await looks('signals_viewed'), [])
    t.equal((await get(own.subject, `/v1/signals?after=${theirs.id}`)).body.items.length, ids.length)
  },
)

t.test('R11: on its removal date a signal is no longer there, also before the daily work', async (t) => {
  const { get, own, colleague, ids, theirs, clock, disclose } = await fiveSignals(t)
  clock.now = new Date('2026-12-31T22:59:59Z')
  t.equal(
    (await get(colleague.subject, `/v1/signals/${theirs.id}`)).status,
    200,
    'until midnight in Amsterdam',
  )
  clock.now = new Date('2026-12-31T23:00:00Z')
  t.equal((await get(colleague.subject, `/v1/signals/${theirs.id}`)).status, 404)
  t.equal((await disclose(colleague.subject, theirs.id)).status, 404)
  t.strictSame((await get(colleague.subject, '/v1/signals')).body.items, [])
  const mine = await get(own.subject, `/v1/signals/${ids[0]}`)
  t.equal(mine.status, 200, 'the other’s is')
  t.equal(mine.body.matchId, null, 'and is in a match no more')
})
