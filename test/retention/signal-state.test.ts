import t from 'tap'
import { type SignalEvents, type SignalState, signalState } from '../../src/retention/signal-state.ts'

const day = (text: string) => text
const born = { destructionDate: day('2038-06-01') }
const registered = { date: day('2026-11-22'), removalDate: day('2028-11-22') }
const at = (events: Partial<SignalEvents>, today: string): SignalState =>
  signalState({ ...born, terms: [registered], ...events }, today)

t.test(
  'R11, R13: active until the removal date, archived for five years from it, then destroyed',
  async (t) => {
    t.strictSame(at({}, '2028-11-21'), { state: 'active', until: '2028-11-22' })
    const archived = { state: 'archived', since: '2028-11-22', reason: 'lapsed', until: '2033-11-22' }
    t.strictSame(at({}, '2028-11-22'), archived)
    t.strictSame(at({}, '2033-11-21'), archived)
    t.strictSame(at({}, '2033-11-22'), { state: 'destroyed', since: '2033-11-22', reason: 'archive_ended' })
  },
)

t.test(
  'R10, R13: what is gone is archived, what was unfounded or handed over is destroyed at once',
  async (t) => {
    const ended = (reason: 'unfounded' | 'risk_gone' | 'handed_over') => ({
      ended: { date: '2027-02-01', reason },
    })
    t.equal(at(ended('risk_gone'), '2027-01-31').state, 'active')
    t.strictSame(at(ended('risk_gone'), '2027-02-01'), {
      state: 'archived',
      since: '2027-02-01',
      reason: 'risk_gone',
      until: '2032-02-01',
    })
    t.strictSame(at(ended('unfounded'), '2027-02-01'), {
      state: 'destroyed',
      since: '2027-02-01',
      reason: 'unfounded',
    })
    t.equal(at(ended('handed_over'), '2027-02-01').state, 'destroyed')
    t.match(at({ ended: { date: '2028-11-22', reason: 'unfounded' } }, '2028-12-01'), {
      state: 'archived',
      reason: 'lapsed',
    })
  },
)

t.test('R12: a renewal begins the term anew', async (t) => {
  const terms: SignalEvents['terms'] = [registered, { date: '2028-11-01', removalDate: '2030-11-01' }]
  t.strictSame(at({ terms }, '2028-12-01'), { state: 'active', until: '2030-11-01' })
  t.match(at({ terms }, '2030-11-01'), { state: 'archived', until: '2035-11-01' })
})

t.test('R8, R11: the 23rd birthday, death, erasure and objection destroy whatever there is', async (t) => {
  const soon = { destructionDate: '2028-03-01' }
  t.strictSame(at(soon, '2028-02-29'), { state: 'active', until: '2028-03-01' })
  t.strictSame(at(soon, '2028-03-01'), { state: 'destroyed', since: '2028-03-01', reason: 'turned_23' })
  t.match(at({ destructionDate: '2030-01-01' }, '2029-01-01'), { state: 'archived', until: '2030-01-01' })
  for (const reason of ['death', 'erasure', 'objection'] as const) {
    const destroyed = { date: '2027-05-05', reason }
    t.equal(at({ destroyed }, '2027-05-04').state, 'active')
    t.strictSame(at({ destroyed }, '2027-05-05'), { state: 'destroyed', since: '2027-05-05', reason })
  }
})

t.test('R8, R13: what was destroyed before the 23rd birthday stays destroyed since then', async (t) => {
  const unfounded = { ended: { date: '2027-02-01', reason: 'unfounded' } } as const
  t.match(at(unfounded, '2038-06-01'), { since: '2027-02-01', reason: 'unfounded' })
  t.match(at({}, '2038-06-01'), { since: '2033-11-22', reason: 'archive_ended' })
})

t.test('R13: from 29 February the archive ends on 28 February, never a day longer', async (t) => {
  t.match(at({ ended: { date: '2028-02-29', reason: 'risk_gone' } }, '2028-03-01'), { until: '2033-02-28' })
})
