import { randomUUID } from 'node:crypto'
import t from 'tap'
import { asker } from '../support/ask.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

const clock = { now: new Date('2026-11-27T09:00:00Z') }
const made = await createTestService(t, { clock: () => clock.now })
const { sql } = made.database
const { professionals, region, organisations } = await smallRegion(sql, 1)
const [{ subject, id } = { subject: '', id: '' }] = professionals
const ask = asker(made)
const bsns = madeUpBsns()
const refused = () =>
  ask(subject, 'GET', '/report-figures?measure=signals&fromQuarter=2026-Q1&untilQuarter=2026-Q2')
const lines = () => sql`
  select event::text, ground, actor_id, organisation_id, young_person_id, signal_id, account_id from logbook
   where event = 'action_refused' order by id`

t.test(
  'R20: that somebody was refused something is told, at most once a minute, and nothing else of it',
  async (t) => {
    for (let turn = 0; turn < 3; turn++) t.equal((await refused()).status, 403)
    t.same(await lines(), [
      {
        event: 'action_refused',
        ground: 'Jw 7.1.2.1 lid 3',
        actor_id: id,
        organisation_id: organisations[0],
        young_person_id: null,
        signal_id: null,
        account_id: null,
      },
    ])
    clock.now = new Date('2026-11-27T09:01:01Z')
    await refused()
    t.equal((await lines()).length, 2)
  },
)

t.test('R20: a crowd of refusals at one moment is one line, and holds nothing up', async (t) => {
  clock.now = new Date('2026-11-27T09:05:00Z')
  const before = (await lines()).length
  const answers = await Promise.all(Array.from({ length: 40 }, refused))
  t.strictSame(new Set(answers.map(({ status }) => status)), new Set([403]))
  t.equal((await lines()).length, before + 1)
})

t.test('R20: a change that is refused is told once, and somebody unknown is nobody', async (t) => {
  clock.now = new Date('2026-11-27T09:10:00Z')
  const before = (await lines()).length
  const municipality = { code: '0777', name: 'Nergens', validFromDate: '2020-01-01' }
  t.equal((await ask(subject, 'POST', '/municipalities', municipality)).status, 403)
  t.equal((await lines()).length, before + 1)
  t.equal((await ask('stranger', 'POST', '/municipalities', municipality)).status, 403)
  t.equal((await lines()).length, before + 1)
})

t.test(
  'R6, R20: so is asking for what is not there or not one’s own, alike and not about what',
  async (t) => {
    const other = await region.account({ organisation: organisations[0] ?? '' })
    const signal = await made.register(other.subject, { bsn: bsns.next().value, birthDate: '2015-06-01' })
    const asked = [signal.body.id, randomUUID()].flatMap((one: string) => [
      `/signals/${one}`,
      `/matches/${one}`,
      `/notifications/${one}`,
    ])
    for (const [minute, path] of asked.entries()) {
      clock.now = new Date(Date.UTC(2026, 10, 27, 9, 30 + 2 * minute))
      const before = (await lines()).length
      t.equal((await ask(subject, 'GET', path)).status, 404, path)
      t.match((await lines()).slice(before), [
        { actor_id: id, young_person_id: null, signal_id: null, account_id: null },
      ])
    }
  },
)

t.test('R6, R20: so is asking more than the brake on looking lets through', async (t) => {
  const officer = await region.account({
    roles: ['privacy_officer'],
    municipality: await region.municipality('0777'),
  })
  const opening = () =>
    ask(officer.subject, 'POST', '/subject-requests', {
      kind: 'erasure',
      bsn: bsns.next().value,
      birthDate: '2017-06-01',
      signedBy: ['guardian'],
    })
  clock.now = new Date('2026-11-27T10:00:00Z')
  for (let n = 0; n < 25; n++) t.equal((await opening()).status, 201)
  const before = (await lines()).length
  t.equal((await opening()).status, 429)
  t.match((await lines()).slice(before), [{ actor_id: officer.id, young_person_id: null }])
})

t.test('R20: a refusal stays one where it cannot be told, and nobody waits for the line', async (t) => {
  clock.now = new Date('2026-11-27T10:20:00Z')
  const other = await region.account({ roles: ['supervisor'] })
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(refusal_lock(), hashtext(${id}))`
    t.equal((await refused()).status, 403, 'while another tells of it')
  })
  await sql`alter function record_refusal(text, text, timestamptz, date) rename to away`
  t.equal((await ask(other.subject, 'GET', '/signals')).status, 403)
  await sql`alter function away(text, text, timestamptz, date) rename to record_refusal`
})
