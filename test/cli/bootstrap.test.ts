import t, { type Test } from 'tap'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { command } from '../support/command.ts'
import { startMailServer } from '../support/mail-server.ts'
import { createTestService } from '../support/service.ts'
import { until } from '../support/until.ts'

const person = [
  '--name',
  'M. de Vries',
  '--email',
  'm.de.vries@zwolle.example',
  '--phone',
  '+31 (0)38 498 91 11',
] as const

/** A running service on an empty database, and the settings of an operator beside it. */
async function empty(t: Test, mail?: { url: string }) {
  const json = generateKeys(false)
  const made = await createTestService(t, {
    keys: parseKeys(json),
    ...(mail
      ? {
          mail: { url: mail.url, from: 'noreply@verwijsindex.example' },
          delivery: { on: true, pollSeconds: 1, retrySchedule: [1] },
        }
      : {}),
  })
  const env = {
    MODE: 'production',
    DATABASE_OWNER_URL: made.database.ownerUrl,
    KEYS: json,
    PORTAL_URL: 'https://portaal.example',
    PUBLIC_URL: 'https://verwijsindex.example',
  }
  const bootstrap = (...more: string[]) => command(['bootstrap', '--json', ...person, ...more], env)
  const ask = async (subject: string, method: 'GET' | 'POST', url: string, payload?: object) =>
    made.service.app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${await made.issuer.token(subject)}` },
      ...(payload ? { payload } : {}),
    })
  const accept = (subject: string, code: string) => ask(subject, 'POST', '/v1/invitations/_accept', { code })
  return { ...made, sql: made.database.sql, env, bootstrap, ask, accept }
}

t.test(
  'R4: the first administrator is invited once, accepts with their own login and appoints others',
  async (t) => {
    const { env, bootstrap, accept, ask, sql } = await empty(t)
    const printed = await command(['bootstrap', ...person], env)
    t.match(printed, { status: 0, err: '', out: /Hand this code over in person/ })
    const [code = ''] = /[\w-]{22}\.[\w-]{24}/.exec(printed.out) ?? []
    t.match(printed.out, `https://portaal.example/invitations#${code}`)
    t.equal((await sql`select from notification`).length, 0, 'no mail goes of what is handed over')

    t.match(await bootstrap(), { status: 1, out: /"outcome":"waits"/ }, 'one was invited already')
    t.match((await accept('first', code)).json(), { purpose: 'staff' })
    t.match(await bootstrap(), { status: 1, out: /"outcome":"exists"/ })
    t.match(
      await bootstrap('--instead'),
      { status: 1, out: /"outcome":"exists"/ },
      'also where it is asked by force',
    )
    t.equal((await accept('second', code)).statusCode, 404, 'the code is used')

    const appointed = await ask('first', 'POST', '/v1/officers', {
      role: 'functional_administrator',
      person: {
        name: 'P. Jansen',
        jobTitle: 'Beheerder',
        email: 'p.jansen@zwolle.example',
        phone: '038-4989112',
      },
    })
    t.equal(appointed.statusCode, 201)
    const [kept] = await sql`select name, job_title, phone, email from account where subject = 'first'`
    t.strictSame(kept, {
      name: 'M. de Vries',
      job_title: 'Functioneel beheerder',
      phone: '038-4989111',
      email: 'm.de.vries@zwolle.example',
    })
  },
)

t.test('R20: each step is a line of the logbook, of which the actor is nobody of the index', async (t) => {
  const { bootstrap, sql } = await empty(t)
  const { accountId } = JSON.parse((await bootstrap()).out)
  const lines = await sql`select event, account_id, actor_id from logbook order by event::text`
  t.strictSame(
    lines.map(({ event, account_id, actor_id }) => [event, account_id, actor_id]),
    ['account_added', 'first_administrator_made', 'invitation_made', 'role_granted'].map((event) => [
      event,
      accountId,
      null,
    ]),
  )
})

t.test('R4: of operators who do it at once one makes an administrator', async (t) => {
  const { bootstrap, sql } = await empty(t)
  const answers = await Promise.all(Array.from({ length: 6 }, () => bootstrap()))
  t.strictSame(answers.map(({ status }) => status).sort(), [0, 1, 1, 1, 1, 1])
  t.equal((await sql`select from account`).length, 1)
  t.equal((await sql`select from logbook where event = 'first_administrator_made'`).length, 1)
})

t.test('R4: an invitation that was lost is withdrawn for another, and opens nothing any more', async (t) => {
  const { bootstrap, accept, sql } = await empty(t)
  const lost = JSON.parse((await bootstrap()).out)
  const found = JSON.parse((await bootstrap('--instead')).out)
  t.not(found.code, lost.code)
  t.equal((await accept('thief', lost.code)).statusCode, 404)
  t.equal((await accept('first', found.code)).statusCode, 200)
  const left = await sql`select event from logbook where account_id = ${lost.accountId} order by id`
  t.strictSame(
    left.map(({ event }) => event),
    [
      'account_added',
      'role_granted',
      'invitation_made',
      'first_administrator_made',
      'role_ended',
      'account_withdrawn',
    ],
  )

  const expired = await empty(t)
  JSON.parse((await expired.bootstrap()).out)
  await expired.sql`update invitation set expires_at = now() - interval '1 day'`
  t.match(await expired.bootstrap(), { status: 0 }, 'one that expired stands in nobody’s way')
})

t.test('R4: with --mail the code goes to the person alone, once the service runs', async (t) => {
  const mail = await startMailServer(t)
  const { bootstrap, accept } = await empty(t, mail)
  const answer = await bootstrap('--mail')
  t.strictSame(
    [answer.status, JSON.parse(answer.out).mailed, JSON.parse(answer.out).code],
    [0, true, undefined],
  )
  await until(() => mail.received.length > 0)
  t.strictSame(mail.received[0]?.to, ['m.de.vries@zwolle.example'])
  const [code = ''] = /[\w-]{22}\.[\w-]{24}/.exec(mail.received[0]?.mail.text ?? '') ?? []
  t.equal((await accept('first', code)).statusCode, 200)
})

t.test('what is missing or wrong is told at once, and nothing is made', async (t) => {
  const { env, sql } = await empty(t)
  t.match(await command(['bootstrap', '--email', 'a@b@c', '--phone', '12'], env), {
    status: 2,
    err: /--name: needed\n--email: .*form.*\n--phone: .*form.*\nSee verwijsindex bootstrap --help/s,
  })
  const others = { ...env, KEYS: generateKeys(false) }
  await command(['bootstrap', ...person], env)
  t.match(await command(['bootstrap', '--instead', ...person], others), {
    status: 2,
    err: /not those that the data was made with/,
  })
  const { KEYS: _, ...without } = env
  t.match(await command(['bootstrap', ...person], without), { status: 2, err: /KEYS_FILE: needed/ })
  t.equal((await sql`select from account`).length, 1)
})
