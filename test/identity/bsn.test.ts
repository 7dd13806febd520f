import { inspect } from 'node:util'
import { serialize } from 'node:v8'
import { pino } from 'pino'
import t from 'tap'
import { Bsn, passesElevenTest } from '../../src/identity/bsn.ts'
import { madeUpBsns, testPersons } from '../support/bsn.ts'

t.test('R9: the official fictitious persons pass the eleven-test; one wrong digit never does', async (t) => {
  t.ok(testPersons.length > 20)
  for (const { bsn, name } of testPersons) {
    t.ok(passesElevenTest(bsn), name)
    const wrong = [...bsn].flatMap((digit, place) =>
      [...'0123456789']
        .filter((other) => other !== digit)
        .map((other) => bsn.slice(0, place) + other + bsn.slice(place + 1)),
    )
    t.strictSame(wrong.filter(passesElevenTest), [], `${name}: 81 numbers with one wrong digit`)
    const swapped = [...bsn.slice(1)].flatMap((digit, place) =>
      digit === bsn[place] ? [] : [bsn.slice(0, place) + digit + bsn[place] + bsn.slice(place + 2)],
    )
    t.strictSame(swapped.filter(passesElevenTest), [], `${name}: two neighbours swapped`)
  }
})

t.test('R9: one in eleven passes, as the weights say', async (t) => {
  const span = Array.from({ length: 11_000 }, (_, n) => String(123_450_000 + n))
  t.equal(span.filter(passesElevenTest).length, 1000)
})

const none = [
  '',
  '000000000',
  '99999583',
  '9999958320',
  '999 995 832',
  ' 999995832',
  '999995832\n',
  '99999583a',
  '٩٩٩٩٩٥٨٣٢',
  '-99995832',
  '9.9999583',
]

t.test('R9: what is not nine digits is no number', async (t) => {
  for (const text of none) {
    t.equal(Bsn.parse(text), undefined, JSON.stringify(text))
    t.equal(passesElevenTest(text), false)
  }
})

t.test('R23: no way to text but the one that says so', async (t) => {
  const digits = madeUpBsns().next().value
  const bsn = Bsn.parse(digits)
  if (!bsn) throw new Error('a number was expected')
  t.equal(bsn.reveal(), digits)
  t.equal(bsn.lastDigits(), digits.slice(-3))

  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) })
  log.info({ bsn, deep: { list: [bsn], [String(bsn)]: bsn } }, 'about %s %o %j', bsn, bsn, bsn)
  log.error(Object.assign(new Error(`no ${bsn}`, { cause: bsn }), { bsn }))

  const ways: Record<string, () => unknown> = {
    String: () => String(bsn),
    template: () => `${bsn}`,
    'String of a list': () => String([bsn]),
    join: () => [bsn, bsn].join(),
    'JSON.stringify': () => JSON.stringify({ bsn, list: [bsn] }, null, 2),
    'JSON.stringify of entries': () => JSON.stringify(Object.entries(bsn)),
    'util.inspect': () => inspect(bsn),
    'util.inspect of everything': () =>
      inspect({ bsn }, { showHidden: true, depth: null, customInspect: false, getters: true }),
    'util.format': () => inspect([bsn], { colors: true }),
    'error message': () => new Error(`${bsn}`).stack,
    'error cause': () => inspect(new Error('x', { cause: bsn })),
    'property names': () => [...Object.getOwnPropertyNames(bsn), ...Reflect.ownKeys(bsn).map(String)],
    'Object.values': () => Object.values(bsn),
    spread: () => inspect({ ...bsn }),
    'Object.assign': () => inspect(Object.assign({}, bsn)),
    structuredClone: () => inspect(structuredClone(bsn), { showHidden: true }),
    'v8.serialize': () => serialize(bsn).toString('latin1'),
    Buffer: () => Buffer.from(String(bsn)).toString(),
    Number: () => Number(bsn),
    URLSearchParams: () => new URLSearchParams({ bsn: bsn as unknown as string }).toString(),
    toLocaleString: () => bsn.toLocaleString(),
    valueOf: () => inspect(bsn.valueOf()),
    pino: () => lines.join(''),
  }
  for (const [way, make] of Object.entries(ways)) {
    const text = String(make())
    t.notOk(text.includes(digits), way)
    t.notOk(text.includes(digits.slice(0, 6)), `${way}: nor a part of it`)
  }
  t.equal(lines.length, 2)
})

t.test('R23: a number cannot be made past the eleven-test, nor changed', async (t) => {
  const bsn = Bsn.parse(testPersons[0]?.bsn ?? '')
  t.throws(() => (Bsn.prototype.reveal as () => string).call({}), TypeError)
  t.throws(() => (Bsn.prototype.reveal as () => string).call(Object.create(bsn ?? null)), TypeError)
})
