import { randomUUID } from 'node:crypto'
import t from 'tap'
import { notificationEvent } from '../../db/tables/outbox.ts'
import { asker } from '../support/ask.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

t.test('R20: what is told is made, sent and opened on one ground', async (t) => {
  const made = await createTestService(t)
  const { sql } = made.database
  const { professionals } = await smallRegion(sql, 1)
  const [{ id: recipient, subject } = { id: '', subject: '' }] = professionals
  const grounds: Record<string, string[]> = {}
  for (const event of notificationEvent.enumValues) {
    const id = randomUUID()
    await sql`insert into notification (id, event, recipient_id, recipient_role, created_at, next_attempt_at)
              values (${id}, ${event}, ${recipient}, 'professional', now(), now())`
    await sql`select record_outcome(${id}, 1, 'accepted', null, null, now())`
    await asker(made)(subject, 'GET', `/notifications/${id}`)
    const lines = await sql<{ ground: string }[]>`
      select ground from logbook where notification_id = ${id} and event in ('notification_sent', 'notification_opened')`
    grounds[event] = lines.map(({ ground }) => ground)
  }
  const both = (ground: string) => [ground, ground]
  const match = both('Jw 7.1.4.3 lid 2')
  t.strictSame(grounds, {
    match_created: match,
    participant_joined: match,
    identity_conflict: both('Jw 7.1.4.2'),
    participant_changed: match,
    match_taken_over: match,
    invitation: both('Jw 7.1.3.1'),
    details_confirmation_due: both('Jw 7.1.3.3'),
    participant_left: match,
    signal_about_to_lapse: both('Jw 7.1.4.5 lid 2'),
    archived_signals_found: both('Jw 7.1.4.6 lid 2'),
    quick_withdrawal: both('Jw 7.1.2.1 lid 3'),
    advice_asked: both('Jw 7.1.5'),
    signal_destroyed: both('AVG 16'),
    officers_changed: both('Jw 7.1.3.1'),
    taken_over_by_colleague: both('Jw 7.1.3.3'),
  })
})
