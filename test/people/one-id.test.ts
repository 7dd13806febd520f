import t from 'tap'
import { problemCode } from '../support/answers.ts'
import { testPersons } from '../support/bsn.ts'
import { peopleService } from '../support/people.ts'
import type { Account } from '../support/region.ts'

t.test(
  'R3: an id is the same one in capitals: nobody hands over to themself, or stands in for themself',
  async (t) => {
    const { ask, coordinator, professionals, register, database } = await peopleService(t, 2)
    const [leaver, colleague] = professionals as [Account, Account]
    const [child] = testPersons
    const { id: signal } = (await register(leaver.subject, { bsn: child?.bsn, birthDate: child?.birthDate }))
      .body
    const post = (path: string, payload: object) =>
      ask(coordinator.subject, { method: 'POST', url: `/v1/professionals/${leaver.id}/${path}`, payload })
    const self = leaver.id.toUpperCase()
    const requests: [string, object][] = [
      ['hand-overs', { toProfessionalId: self }],
      ['withdrawals', { handOverToId: self }],
      ['absences', { deputy: { id: self }, fromDate: '2026-11-22', untilDate: '2026-12-01' }],
    ]
    for (const [path, payload] of requests) {
      const answer = await post(path, payload)
      t.equal(problemCode(answer), 'invalid-request', path)
      t.match(answer.json().errors, [{ code: 'no-such-colleague' }])
    }
    const named = { toProfessionalId: colleague.id.toUpperCase(), signalIds: [signal.toUpperCase()] }
    t.equal((await post('hand-overs', named)).statusCode, 201)
    t.match(await database.sql`select professional_id from signal`, [{ professional_id: colleague.id }])
    const changed = await ask(coordinator.subject, {
      method: 'PATCH',
      url: `/v1/professionals/${self}`,
      payload: { email: leaver.email },
    })
    t.equal(changed.statusCode, 200, 'and one keeps the address that is one’s own')
  },
)
