import t, { type Test } from 'tap'
import { readProfessionalsTable } from '../../src/http/professionals/table.ts'
import { problemCode } from '../support/answers.ts'
import { peopleService } from '../support/people.ts'
import { tableDigests } from '../support/tables.ts'

const head = 'Naam;Functie;E-mail;Telefoon;Rol'

async function importing(t: Test) {
  const made = await peopleService(t, 2)
  const { ask, coordinator, database } = made
  return {
    ...made,
    send: (lines: readonly string[], dryRun = true, by = coordinator.subject) =>
      ask(by, {
        method: 'POST',
        url: `/v1/professionals/_import?dryRun=${dryRun}`,
        headers: { 'content-type': 'text/csv' },
        payload: [head, ...lines].join('\r\n'),
      }),
    stored: () => tableDigests(database.sql, { except: ['logbook'] }),
  }
}

const good = [
  'Noor van Dijk;Jeugdverpleegkundige;n.vandijk@organisatie.example;038-1234567;professional',
  'Piet Mul;Mentor;p.mul@organisatie.example;0612345678;',
  'Ans Bos;Teamleider;a.bos@organisatie.example;+31 38 1234567;professional en coördinator',
]

t.test('R3: a dry run says what would be done, and does nothing', async (t) => {
  const { send, stored } = await importing(t)
  const before = await stored()
  const answer = await send(good)
  t.equal(answer.statusCode, 200)
  t.strictSame(answer.json(), {
    dryRun: true,
    rows: [2, 3, 4].map((line) => ({ line, professional: 'added' })),
    errors: [],
  })
  t.strictSame(await stored(), before)
})

t.test('R3: people are added and invited; the same table again changes nothing', async (t) => {
  const { send, stored, get, coordinator, database, events } = await importing(t)
  const done = await send(good, false)
  t.strictSame(
    done.json().rows.map(({ professional }: { professional: string }) => professional),
    ['added', 'added', 'added'],
  )
  const { items } = (await get(coordinator.subject, '/v1/professionals?limit=100')).body
  const roles = Object.fromEntries(
    items.map((each: { name: string; roles: string[] }) => [each.name, each.roles]),
  )
  t.match(roles, {
    'Noor van Dijk': ['professional'],
    'Piet Mul': ['professional'],
    'Ans Bos': ['professional', 'coordinator'],
  })
  const [count] = await database.sql`
    select count(*)::int as n from notification n join invitation i on i.id = n.invitation_id where n.event = 'invitation'`
  t.equal(count?.n, 3)
  t.ok((await events(coordinator.id)).includes('accounts_imported'))
  const before = await stored()
  const again = await send(good, false)
  t.ok(again.json().rows.every(({ professional }: { professional: string }) => professional === 'known'))
  t.strictSame(await stored(), before)
})

t.test('R3: every fault is named by its line, at once; a real run with one imports nothing', async (t) => {
  const { send, stored } = await importing(t)
  const lines = [
    good[0] ?? '',
    'N;;geen adres;038-1234567;directeur',
    '999993653;Mentor;x@organisatie.example;999993653;professional',
    'Piet Mul;Mentor;N.VANDIJK@organisatie.example;038-1234567;professional',
    'te weinig;cellen',
    '"=1+1";Mentor;f@organisatie.example;038-1234567;professional',
  ]
  const before = await stored()
  const tried = (await send(lines)).json()
  t.strictSame(
    tried.errors.map(({ location, code }: { location: { pointer: string }; code: string }) => [
      location.pointer,
      code,
    ]),
    [
      ['/3/jobTitle', 'invalid-type'],
      ['/3/email', 'invalid-format'],
      ['/3/roles', 'not-known'],
      ['/4/name', 'invalid-format'],
      ['/4/phone', 'invalid-format'],
      ['/5/email', 'double'],
      ['/6/email', 'invalid-type'],
      ['/6/phone', 'invalid-type'],
      ['/7/name', 'invalid-format'],
    ],
  )
  t.strictSame(tried.rows, [{ line: 2, professional: 'added' }])
  t.notOk(JSON.stringify(tried).includes('999993653'), 'and nothing of it is repeated')
  const refused = await send(lines, false)
  t.equal(problemCode(refused), 'invalid-request')
  t.equal(refused.json().errors.length, tried.errors.length)
  t.strictSame(await stored(), before, 'nothing half imported')
})

t.test(
  'R3: who is known by their address gets the details of the table, and its roles in addition',
  async (t) => {
    const { send, get, coordinator, professionals, events } = await importing(t)
    const [first, second] = professionals
    const lines = [
      `Noor van Dijk;Mentor;${first?.email.toUpperCase()};038-7654321;coördinator`,
      `Naam ${second?.subject.replace(/\d/g, '')};Mentor;${second?.email};038-1234567;professional`,
    ]
    t.strictSame((await send(lines)).json().rows, [
      { line: 2, professional: 'changed' },
      { line: 3, professional: 'changed' },
    ])
    await send(lines, false)
    t.match((await get(coordinator.subject, `/v1/professionals/${first?.id}`)).body, {
      name: 'Noor van Dijk',
      phone: '038-7654321',
      roles: ['professional', 'coordinator'],
    })
    t.strictSame(
      (await events(coordinator.id)).filter((event) => !event.includes('viewed')),
      ['account_changed', 'account_changed', 'role_granted', 'accounts_imported'],
    )
  },
)

t.test('R3: what goes out can come in again', async (t) => {
  const { ask, coordinator, send, stored, database } = await importing(t)
  await send(good, false)
  await database.sql`update account set name = regexp_replace(name, '[^A-Za-z ]', '', 'g')`
  const exported = await ask(coordinator.subject, {
    url: '/v1/professionals',
    headers: { accept: 'text/csv' },
  })
  const before = await stored()
  const again = await ask(coordinator.subject, {
    method: 'POST',
    url: '/v1/professionals/_import?dryRun=false',
    headers: { 'content-type': 'text/csv' },
    payload: exported.payload,
  })
  t.equal(again.statusCode, 200)
  t.equal(again.json().rows.length, 6)
  t.ok(again.json().rows.every(({ professional }: { professional: string }) => professional === 'known'))
  t.strictSame(await stored(), before)
})

t.test('R3: the same table twice at once adds everybody once, and elsewhere they are others', async (t) => {
  const { send, database, neighbour } = await importing(t)
  const answers = await Promise.all([send(good, false), send(good, false)])
  t.strictSame(
    answers.map(({ statusCode }) => statusCode),
    [200, 200],
  )
  const people = async () => {
    const [row] =
      await database.sql`select count(*)::int as n from account where email like '%.%@organisatie.example'`
    return row?.n
  }
  t.equal(await people(), 3)
  await send(good, false, (await neighbour()).coordinator.subject)
  t.equal(await people(), 6)
})

t.test('a table of five hundred takes no longer than others can wait; a larger one is refused', async (t) => {
  const { send } = await importing(t)
  const letters = (n: number) => String(n).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')
  const rows = Array.from(
    { length: 501 },
    (_, n) => `Naam ${letters(n)};Mentor;${letters(n)}@organisatie.example;038-1234567;`,
  )
  t.match((await send(rows)).json().errors, [{ code: 'too-many-rows' }])
  const began = performance.now()
  t.equal((await send(rows.slice(0, 500), false)).statusCode, 200)
  const took = performance.now() - began
  t.comment(`${Math.round(took)} ms`)
  t.ok(took < 5000)
})

t.test('R23: a cell made to keep the service busy does not', async (t) => {
  const row = `A. Jansen;Arts;a@b.example;038-1234567;a${' '.repeat(150_000)}a`
  const began = performance.now()
  const { rows, faults } = readProfessionalsTable(`Naam;Functie;E-mail;Telefoon;Rol\n${row}`)
  t.ok(performance.now() - began < 1500)
  t.match({ rows, faults }, { rows: [], faults: [{ name: '/2/roles' }] })
})
