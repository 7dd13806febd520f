import t from 'tap'
import { createLog } from '../../src/http/door/log.ts'
import { testPersons } from '../support/bsn.ts'

const bsn = testPersons[0]?.bsn ?? ''
const parted = (sign: string) => bsn.match(/.{3}/g)?.join(sign) ?? ''

/** What a log writes, as text and parsed line by line. */
function written(write: (log: ReturnType<typeof createLog>) => void, level = 'trace') {
  const lines: string[] = []
  write(createLog(level, { write: (line: string) => lines.push(line) }))
  return { text: lines.join(''), lines: lines.map((line) => JSON.parse(line)) }
}

type Log = ReturnType<typeof createLog>

const places: Record<string, (log: Log) => void> = {
  'a message': (log) => log.info(`gaat over ${bsn}`),
  'a message with arguments': (log) => log.info('over %s, %d, %o and %j', bsn, Number(bsn), { bsn }, [bsn]),
  'a field': (log) => log.info({ bsn }),
  'a deep path': (log) => log.info({ a: { b: [{ c: { d: [[bsn]] } }] } }),
  'a number': (log) => log.info({ n: Number(bsn), list: [Number(bsn)], deep: { n: -Number(bsn) } }),
  'the name of a key': (log) => log.info({ [bsn]: 1, deep: { [`bsn_${bsn}`]: 2, [`bsn${bsn}`]: 3 } }),
  'an error’s message and stack': (log) => log.error(new Error(`no ${bsn}`)),
  'an error’s cause': (log) => log.error(new Error('no', { cause: new Error(`because ${bsn}`) })),
  'an error’s own fields': (log) =>
    log.error({ err: Object.assign(new Error('no'), { detail: `(bsn)=(${bsn})`, [bsn]: bsn }) }),
  'errors together': (log) => log.error({ err: new AggregateError([new Error(bsn)], `all ${bsn}`) }),
  'an address': (log) => log.info({ url: `/v1/x/${bsn}?bsn=${bsn}&a=b#${bsn}` }),
  'a child logger': (log) => log.child({ bsn, deep: { bsn } }).info('x'),
  'a child logger’s prefix': (log) => log.child({}, { msgPrefix: `${bsn} ` }).info('x'),
  'text that touches it': (log) => log.info(`bsn${bsn}en _${bsn}_ "${bsn}" '${bsn}' (${bsn}) ${bsn}`),
  'JSON in text': (log) => log.info(JSON.stringify({ bsn, list: [Number(bsn)] })),
  'line breaks around it': (log) => log.info(`a\n${bsn}\r\n\t${bsn}`),
  dots: (log) => log.info({ text: parted('.'), [parted('.')]: 1 }),
  spaces: (log) => log.info({ text: parted(' ') }),
  dashes: (log) => log.info({ text: parted('-') }),
  'single digits apart': (log) => log.info([...bsn].join(' ')),
  'something with toJSON': (log) => log.info({ odd: { toJSON: () => ({ bsn }) } }),
}

t.test('R23: a number comes into the log by no place', async (t) => {
  for (const [place, write] of Object.entries(places)) {
    const { text, lines } = written(write)
    t.equal(lines.length, 1, `${place}: one line of valid JSON`)
    t.match(text, /\[BSN\]/, place)
    t.notOk(text.replace(/\D/g, '').includes(bsn), `${place}: not even with everything else taken out`)
  }
})

t.test('what is no number is logged as it is', async (t) => {
  const fields = {
    id: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01',
    allDigits: '12345678-1234-4567-8901-234567890123',
    at: '2026-11-22T09:30:00.000Z',
    epoch: 1763803800000,
    bytes: 123456789,
    ms: 0.1,
    negative: -5,
    nothing: null,
    yes: true,
    list: [1, 'twee', { drie: 3 }],
    empty: {},
    phone: '038-1234567',
    text: 'é€"\\\n\u2028',
  }
  const { lines } = written((log) => log.info(fields, `with ${bsn}`))
  t.match(lines[0], fields)
  t.match(lines[0], { level: 'info', msg: 'with [BSN]' })
  t.match(lines[0].time, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, 'the line keeps its own time')
})

t.test('every line says which instance wrote it, and of which version', async (t) => {
  const lines: string[] = []
  const source = { instance: 'index-1', version: '1.2.3' }
  createLog('info', { write: (line: string) => lines.push(line) }, source)
    .child({ reqId: 'x' })
    .info('y')
  t.match(JSON.parse(lines[0] ?? ''), { ...source, reqId: 'x', msg: 'y' })
})

t.test('a line says nothing about the machine but what it is given', async (t) => {
  const { lines } = written((log) => log.info('x'))
  t.strictSame(Object.keys(lines[0]).sort(), ['level', 'msg', 'time'])
})

t.test('what is less than the level is not written', async (t) => {
  t.equal(written((log) => log.info('x'), 'warn').text, '')
})
