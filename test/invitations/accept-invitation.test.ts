import t, { type Test } from 'tap'
import { v7 as uuidv7 } from 'uuid'
import { invitationCode } from '../../src/identity/invitation-code.ts'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { comparable, problemCode } from '../support/answers.ts'
import { region } from '../support/region.ts'
import { createTestService } from '../support/service.ts'
import { tableDigests } from '../support/tables.ts'

const now = new Date('2026-11-22T09:00:00Z')
const keys = parseKeys(generateKeys(false))

/** A partner that was invited, and the account of its contact person that waits. */
async function invited(t: Test) {
  const made = await createTestService(t, { clock: () => now, keys })
  const { sql } = made.database
  const around = region(sql)
  const convenant = await around.convenant([await around.municipality('0193', 'Zwolle')])
  const organisation = await around.organisation('GGD IJsselland', 'youth_health_care')
  const partner = await around.partner(convenant, organisation, 'invited')
  /** An invitation, for a new account where none is given. */
  const invite = async ({
    purpose = 'partner',
    account = undefined as string | undefined,
    expires = '2026-12-22',
  } = {}) => {
    const accountId = account ?? (await around.account({ organisation, roles: [] })).id
    if (!account) await sql`update account set issuer = null, subject = null where id = ${accountId}`
    const id = uuidv7()
    await sql`insert into invitation (id, purpose, account_id, partner_id, created_at, expires_at)
              values (${id}, ${purpose}, ${accountId}, ${purpose === 'partner' ? partner : null}, ${now}, ${expires})`
    return { id, account: accountId, code: invitationCode(id, keys) }
  }
  const ask = async (what: '_read' | '_accept', subject: string, payload: object) =>
    made.service.app.inject({
      method: 'POST',
      url: `/v1/invitations/${what}`,
      headers: { authorization: `Bearer ${await made.issuer.token(subject)}` },
      payload,
    })
  return { ...made, sql, around, organisation, convenant, partner, invite, ask }
}

t.test('R4: an invitation is read and accepted, and the partner has agreed', async (t) => {
  const { sql, partner, organisation, convenant, invite, ask } = await invited(t)
  const { id, account, code } = await invite()
  const shown = (await ask('_read', 'somebody', { code })).json()
  t.match(shown, {
    purpose: 'partner',
    organisation: 'GGD IJsselland',
    convenant: { title: 'Convenant', municipalities: ['Zwolle'] },
    expiresAt: '2026-12-22T00:00:00.000Z',
  })
  t.ok(shown.statement.length > 3)

  const answer = await ask('_accept', 'somebody', { code, agreement: true })
  t.equal(answer.statusCode, 200)
  t.strictSame(answer.json(), { purpose: 'partner' })
  t.match(await sql`select subject from account where id = ${account}`, [{ subject: 'somebody' }])
  t.match(await sql`select state, state_since from partner where id = ${partner}`, [
    { state: 'agreed', state_since: new Date('2026-11-22') },
  ])
  t.strictSame(
    [...(await sql`select state::text, recorded_by from partner_step where partner_id = ${partner}`)],
    [{ state: 'agreed', recorded_by: account }],
  )
  t.strictSame(
    [...(await sql`select role::text, from_date::text from role_assignment where account_id = ${account}`)],
    [{ role: 'coordinator', from_date: '2026-11-22' }],
  )
  t.strictSame(
    [
      ...(await sql`select event::text, actor_id, coalesce(convenant_id, account_id) as about from logbook order by id`),
    ],
    [
      { event: 'invitation_accepted', actor_id: account, about: account },
      { event: 'partner_state_changed', actor_id: account, about: convenant },
      { event: 'role_granted', actor_id: account, about: account },
    ],
  )
  t.match(await sql`select accepted_at from invitation where id = ${id}`, [{ accepted_at: now }])
  t.match(await sql`select organisation_id from logbook limit 1`, [{ organisation_id: organisation }])
})

t.test('R4: without the agreement nothing is accepted, and it may be given later', async (t) => {
  const { database, invite, ask } = await invited(t)
  const { code } = await invite()
  const before = await tableDigests(database.sql)
  for (const payload of [{ code }, { code, agreement: false }]) {
    const answer = await ask('_accept', 'somebody', payload)
    t.equal(problemCode(answer), 'invalid-request')
    t.match(answer.json().errors, [{ location: { pointer: '/agreement' }, code: 'agreement-required' }])
  }
  t.strictSame(await tableDigests(database.sql), before)
  t.equal((await ask('_accept', 'somebody', { code, agreement: true })).statusCode, 200)
})

t.test('of a colleague or of staff no agreement is asked, and none given', async (t) => {
  const { sql, partner, invite, ask } = await invited(t)
  for (const purpose of ['professional', 'staff']) {
    const { account, code } = await invite({ purpose })
    t.match((await ask('_read', 'x', { code })).json(), { purpose, convenant: null, statement: null })
    t.equal((await ask('_accept', purpose, { code })).statusCode, 200)
    t.match(await sql`select subject from account where id = ${account}`, [{ subject: purpose }])
  }
  t.match(await sql`select state::text from partner where id = ${partner}`, [{ state: 'invited' }])
  t.equal((await sql`select from role_assignment`).length, 0, 'and no role comes of it')
})

t.test('R23: wrong, expired, used, withdrawn or no longer waited for: one and the same answer', async (t) => {
  const { sql, database, partner, invite, ask } = await invited(t)
  const codes: Record<string, string> = {
    'of nothing': invitationCode(uuidv7(), keys),
    'of other keys': invitationCode((await invite()).id, parseKeys(generateKeys(false))),
    'no code at all': 'x',
    expired: (await invite({ expires: now.toISOString() })).code,
  }
  const withdrawn = await invite()
  await sql`update invitation set withdrawn_at = ${now} where id = ${withdrawn.id}`
  codes.withdrawn = withdrawn.code
  const left = await invite()
  await sql`update account set withdrawn_at = ${now} where id = ${left.account}`
  codes['of somebody who has left'] = left.code
  const used = await invite({ purpose: 'staff' })
  t.equal((await ask('_accept', 'first', { code: used.code })).statusCode, 200)
  codes.used = used.code
  const later = await invite()
  await sql`update partner set state = 'ended' where id = ${partner}`
  codes['of a partner that ended meanwhile'] = later.code

  const before = await tableDigests(database.sql)
  const answers = new Set<string>()
  for (const [name, code] of Object.entries(codes))
    for (const subject of ['first', 'second'])
      for (const answer of [
        await ask('_read', subject, { code }),
        await ask('_accept', subject, { code, agreement: true }),
      ]) {
        t.equal(answer.statusCode, 404, name)
        t.equal(problemCode(answer), 'invitation-not-valid', name)
        answers.add(comparable(answer))
      }
  t.equal(answers.size, 1)
  t.strictSame(await tableDigests(database.sql), before)
})

t.test('an identity has one account, and an account one identity', async (t) => {
  const { sql, database, around, invite, ask } = await invited(t)
  const other = await around.account({ organisation: await around.organisation() })
  const { account, code } = await invite()
  const before = await tableDigests(database.sql)
  const taken = await ask('_accept', other.subject, { code, agreement: true })
  t.equal(taken.statusCode, 409)
  t.equal(problemCode(taken), 'identity-in-use')
  t.strictSame(await tableDigests(database.sql), before, 'nothing came of it')
  t.equal((await ask('_accept', 'somebody', { code, agreement: true })).statusCode, 200)

  const again = await invite({ purpose: 'staff', account })
  t.equal(problemCode(await ask('_accept', 'another', { code: again.code })), 'identity-in-use')
  t.equal(
    (await ask('_accept', 'somebody', { code: again.code })).statusCode,
    200,
    'by the same identity it may',
  )
  t.match(await sql`select subject from account where id = ${account}`, [{ subject: 'somebody' }])
})

t.test('of many who accept one invitation at once, one is let in', async (t) => {
  const { sql, invite, ask } = await invited(t)
  const { code } = await invite()
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) => ask('_accept', `at-once-${n}`, { code, agreement: true })),
  )
  t.strictSame(answers.map(({ statusCode }) => statusCode).sort(), [200, ...Array(7).fill(404)])
  t.equal((await sql`select from partner_step`).length, 1)
  t.equal((await sql`select from role_assignment`).length, 1)
})

t.test('of one identity that accepts two invitations at once, one is taken', async (t) => {
  const { sql, invite, ask } = await invited(t)
  const codes = [(await invite({ purpose: 'staff' })).code, (await invite({ purpose: 'staff' })).code]
  const answers = await Promise.all(codes.map((code) => ask('_accept', 'one', { code })))
  t.strictSame(answers.map(({ statusCode }) => statusCode).sort(), [200, 409])
  t.equal((await sql`select from account where subject = 'one'`).length, 1)
})

t.test('R23: a code stands in no line of the log, and nowhere in the database', async (t) => {
  const { sql, logged, invite, ask } = await invited(t)
  const { code } = await invite()
  await ask('_read', 'somebody', { code })
  await ask('_accept', 'somebody', { code: `${code}x`, agreement: true })
  await ask('_accept', 'somebody', { code, agreement: true })
  await ask('_accept', 'somebody', { code, agreement: true })
  t.ok(logged.length > 0)
  const [, mac = code] = code.split('.')
  t.notOk(logged.some((line) => line.includes(mac)))
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`
  for (const { name } of tables)
    t.equal((await sql`select from ${sql(name)} x where position(${mac} in x::text) > 0`).length, 0, name)
})
