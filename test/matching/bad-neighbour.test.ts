import t from 'tap'
import { openDatabase } from '../../db/driver/client.ts'
import { Bsn } from '../../src/identity/bsn.ts'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import {
  type PreparedRegistration,
  prepareRegistration,
  registerSignals,
} from '../../src/signals/register-signals.ts'
import { Batcher } from '../../src/signals/registration-batcher.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createTestDatabase } from '../support/database.ts'
import { testIssuer } from '../support/issuer.ts'
import { crowd } from './crowd.ts'

const keys = parseKeys(generateKeys(false))
const budgets = { perProfessional: 100, perOrganisation: 100 }

/** Ways for one registration to fail inside the database. */
const defects: Record<string, object> = {
  'an id that is none': { signal_id: 'not a uuid' },
  'an index value that is no HMAC': { index_values: [{ version: 1, value: '\\xff' }] },
  'a number that is not sealed': { bsn_sealed: null },
  'no date of destruction': { destruction_date: null },
}

for (const [defect, bad] of Object.entries(defects)) {
  t.test(`one registration that fails does not fail its neighbours: ${defect}`, async (t) => {
    const { sql, serviceUrl } = await createTestDatabase(t)
    await crowd(sql, 5)
    const database = openDatabase({
      url: serviceUrl,
      poolSize: 2,
      queryDeadline: 5000,
      applicationName: 'test',
    })
    t.teardown(() => database.close())
    const sizes: number[] = []
    const batcher = new Batcher({
      write: async (items: readonly PreparedRegistration[]) => {
        sizes.push(items.length)
        return (await registerSignals(database, items, new Date(), budgets)).registrations
      },
      mayRetryApart: () => true,
      writers: 1,
      largestBatch: 64,
      mostWaiting: 100,
      refuse: () => new Error('too many are waiting'),
    })
    const numbers = madeUpBsns()
    const [shared, other] = [numbers.next().value, numbers.next().value]
    const items = [shared, shared, other, other, shared].map((bsn, n) => {
      const prepared = prepareRegistration(
        {
          issuer: testIssuer,
          subject: `p${n}`,
          bsn: Bsn.parse(bsn) as Bsn,
          birthDate: '2015-06-01',
          municipalityCode: null,
          removalDate: null,
          idempotencyKey: null,
        },
        keys,
        '2026-11-22',
      )
      return n === 2 ? (Object.assign(prepared as object, bad) as PreparedRegistration) : prepared
    })
    const answers = await Promise.allSettled(items.map((item) => batcher.submit(item)))
    t.strictSame(
      answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.outcome : 'failed')),
      ['created', 'created', 'failed', 'created', 'created'],
    )
    t.strictSame(sizes, [5, 1, 1, 1, 1, 1], 'together first, then apart')
    const [stored] = await sql`
      select (select count(*) from signal)::int as signals, (select count(*) from match_participant)::int as participants,
             (select count(*) from young_person)::int as persons, (select sum(registered) from registration_budget)::int as charged`
    t.strictSame(stored, { signals: 4, participants: 3, persons: 2, charged: 4 })
  })
}
