import t from 'tap'
import { commitTo, entryText, leafOf, type SealedLine } from '../../src/logbook/entry.ts'

const line: SealedLine = {
  id: 7,
  transactionId: '812',
  occurredAt: new Date('2026-11-25T09:30:00Z'),
  event: 'signal_registered',
  ground: 'Jw 7.1.4.1',
  actorId: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01',
  organisationId: null,
  signalId: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f02',
  matchId: null,
  notificationId: null,
  accountId: null,
  convenantId: null,
  partnerId: null,
  municipalityCode: null,
  count: null,
  digest: null,
  reason: null,
  day: null,
  requestId: null,
}

t.test(
  'R20: what was sealed keeps its leaf: a field that came later is in it only where it is filled',
  async (t) => {
    const sealed =
      '{"id":7,"transaction":"812","at":"2026-11-25T09:30:00.000Z","event":"signal_registered","ground":"Jw 7.1.4.1",' +
      '"actor":"0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01","organisation":null,"subject":null,' +
      '"signal":"0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f02","match":null,"notification":null,"account":null,"convenant":null,' +
      '"partner":null,"municipality":null,"count":null,"digest":null}'
    t.equal(entryText(line, null), sealed)
    t.equal(
      entryText({ ...line, reason: 'lapsed', day: '2026-11-27', requestId: 'r' }, null),
      sealed.replace('"digest":null', '"digest":null,"reason":"lapsed","day":"2026-11-27","request":"r"'),
    )
    for (const change of [{ reason: 'lapsed' }, { day: '2026-11-27' }, { requestId: 'r' }])
      t.notOk(leafOf({ ...line, ...change }, null).equals(leafOf(line, null)), Object.keys(change).join())
  },
)

t.test(
  'R20: a young person stands in a leaf as a commitment that says nothing without its salt',
  async (t) => {
    const [one, other] = [commitTo('a'), commitTo('a')]
    t.notOk(one.commitment.equals(other.commitment), 'two lines about one young person are not tied together')
    t.ok(commitTo('a', one.salt).commitment.equals(one.commitment))
    t.notOk(commitTo('b', one.salt).commitment.equals(one.commitment))
    t.notOk(leafOf(line, one.commitment).equals(leafOf(line, null)))
  },
)
