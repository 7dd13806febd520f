import t from 'tap'
import { continueTrace, traceparentOf } from '../../src/http/door/trace-context.ts'
import { testPersons } from '../support/bsn.ts'
import { startKeyServer } from '../support/key-server.ts'
import { createTestService } from '../support/service.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const spanId = '00f067aa0ba902b7'
const bsn = testPersons[0]?.bsn ?? ''

const takenOver: Readonly<Record<string, string>> = {
  sampled: `00-${traceId}-${spanId}-01`,
  'not sampled': `00-${traceId}-${spanId}-00`,
  'flags that nobody knows yet': `00-${traceId}-${spanId}-ff`,
  'a version that nobody knows yet': `cc-${traceId}-${spanId}-01`,
  'a version that nobody knows yet, with more': `cc-${traceId}-${spanId}-01-what-the-future-will-be-like`,
}

t.test('W3C Trace Context: a well formed header is taken over', async (t) => {
  for (const [what, header] of Object.entries(takenOver))
    t.equal(continueTrace(header).traceId, traceId, what)
  t.ok(continueTrace(takenOver.sampled).sampled)
  t.notOk(continueTrace(takenOver['not sampled']).sampled)
})

const replaced: Readonly<Record<string, unknown>> = {
  absent: undefined,
  empty: '',
  'sent twice': `00-${traceId}-${spanId}-01, 00-${traceId}-${spanId}-01`,
  'as a list': [`00-${traceId}-${spanId}-01`, `00-${traceId}-${spanId}-01`],
  'version ff': `ff-${traceId}-${spanId}-01`,
  'capital letters': `00-${traceId.toUpperCase()}-${spanId}-01`,
  'a trace of zeros': `00-${'0'.repeat(32)}-${spanId}-01`,
  'a parent of zeros': `00-${traceId}-${'0'.repeat(16)}-01`,
  'too short a trace': `00-${traceId.slice(1)}-${spanId}-01`,
  'too long a trace': `00-${traceId}0-${spanId}-01`,
  'too short a parent': `00-${traceId}-${spanId.slice(1)}-01`,
  'no flags': `00-${traceId}-${spanId}`,
  'flags of one digit': `00-${traceId}-${spanId}-1`,
  'no hexadecimal digits': `00-${traceId.replace('f', 'g')}-${spanId}-01`,
  'more than version 00 has': `00-${traceId}-${spanId}-01-more`,
  'more without a dash': `cc-${traceId}-${spanId}-01more`,
  'a space before it': ` 00-${traceId}-${spanId}-01`,
  'a line break after it': `00-${traceId}-${spanId}-01\n`,
  'R23: a number among letters': `00-${'a'.repeat(23)}${bsn}-${spanId}-01`,
  'R23: a number among digits': `00-${'1'.repeat(23)}${bsn}-${spanId}-01`,
  'R23: a number behind zeros': `00-${bsn.padStart(32, '0')}-${spanId}-01`,
}

t.test('W3C Trace Context: any other header is replaced by a trace of our own', async (t) => {
  for (const [what, header] of Object.entries(replaced)) {
    const { traceId: own, sampled } = continueTrace(header)
    t.match(own, /^(?!0{32})[0-9a-f]{32}$/, what)
    t.not(own, traceId, what)
    t.notOk(sampled, what)
  }
})

t.test('what goes out is of the same trace, with an identifier of its own', async (t) => {
  const sent = [1, 2].map(() => traceparentOf(continueTrace(takenOver.sampled)))
  for (const header of sent) t.match(header, new RegExp(`^00-${traceId}-(?!0{16}|${spanId})[0-9a-f]{16}-01$`))
  t.not(sent[0], sent[1])
})

t.test(
  'the lines of a request and the request for its issuer’s keys are of the trace of the caller',
  async (t) => {
    const issuer = await startKeyServer(t)
    const { service, logged } = await createTestService(t, { issuers: [issuer] })
    const ask = async (traceparent: string) =>
      service.app.inject({
        url: '/v1/matches',
        headers: {
          authorization: `Bearer ${await issuer.token('nobody')}`,
          traceparent,
          tracestate: `x=${bsn}`,
        },
      })
    const { headers } = await ask(`00-${traceId}-${spanId}-01`)
    const ofRequest = () =>
      logged.map((line) => JSON.parse(line)).filter(({ reqId }) => reqId === headers['x-request-id'])
    t.ok(ofRequest().length > 0)
    for (const line of ofRequest()) t.equal(line.trace_id, traceId)
    t.equal(issuer.traces.length, 1)
    t.match(issuer.traces[0], new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`))

    const other = await ask(`00-${'0'.repeat(32)}-${spanId}-01`)
    const lines = logged
      .map((line) => JSON.parse(line))
      .filter(({ reqId }) => reqId === other.headers['x-request-id'])
    t.match(lines[0]?.trace_id, /^(?!0{32})[0-9a-f]{32}$/)
    t.notMatch(logged.join(''), bsn)
  },
)
