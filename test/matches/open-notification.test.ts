import t from 'tap'
import { asker } from '../support/ask.ts'
import { testPersons } from '../support/bsn.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

const clock = { now: new Date('2026-11-27T09:00:00Z') }
const made = await createTestService(t, { clock: () => clock.now })
const { sql } = made.database
const { professionals, region, organisations } = await smallRegion(sql, 2)
const [anna, bas] = professionals as [(typeof professionals)[0], (typeof professionals)[0]]
const ask = asker(made)
const [person] = testPersons.map(({ bsn, birthDate }) => ({ bsn, birthDate }))
for (const { subject } of [anna, bas]) await made.register(subject, person ?? {})
const [{ id } = { id: '' }] = await sql<
  { id: string }[]
>`select id from notification where recipient_id = ${anna.id}`
const lines = () => sql`
  select event::text, actor_id, notification_id, account_id from logbook
   where event in ('notification_opened', 'notifications_viewed') order by id`

t.test(
  'R20: that a recipient opens a notification is kept and logged, once; later looks are looks',
  async (t) => {
    const openedAt = clock.now.toISOString()
    t.match(await ask(anna.subject, 'GET', `/notifications/${id}`), { status: 200, body: { id, openedAt } })
    clock.now = new Date('2026-11-27T10:00:00Z')
    t.match((await ask(anna.subject, 'GET', `/notifications/${id}`)).body, {
      id,
      event: 'match_created',
      openedAt,
    })
    t.same(await lines(), [
      { event: 'notification_opened', actor_id: anna.id, notification_id: id, account_id: null },
      { event: 'notifications_viewed', actor_id: anna.id, notification_id: id, account_id: null },
    ])
    const { body } = await ask(anna.subject, 'GET', '/notifications')
    t.match(body.items, [{ id, openedAt }], 'and the list says so')
  },
)

t.test('R6: what another was told is not there, and a deputy’s look does not open it', async (t) => {
  t.equal((await ask(bas.subject, 'GET', `/notifications/${id}`)).status, 404)
  await sql`update notification set opened_at = null`
  const deputy = await region.account({ organisation: organisations[0] ?? '' })
  t.equal((await ask(deputy.subject, 'GET', `/notifications/${id}`)).status, 404)
  await region.absence(anna.id, deputy.id)
  t.match((await ask(deputy.subject, 'GET', `/notifications/${id}`)).body, {
    id,
    onBehalfOf: { id: anna.id },
    openedAt: null,
  })
  t.same((await lines()).at(-1), {
    event: 'notifications_viewed',
    actor_id: deputy.id,
    notification_id: id,
    account_id: anna.id,
  })
})
