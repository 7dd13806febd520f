import { drizzle } from 'drizzle-orm/postgres-js'
import t, { type Test } from 'tap'
import type { Transaction } from '../../db/driver/client.ts'
import { roleName } from '../../db/tables/accounts.ts'
import { type Action, actions, authorise } from '../../src/authorise/actions.ts'
import { type Actor, type Role, readActor } from '../../src/authorise/actor.ts'
import { createTestDatabase } from '../support/database.ts'
import { testIssuer } from '../support/issuer.ts'
import { openSql } from '../support/open-sql.ts'
import { type Account, region } from '../support/region.ts'

/** Which roles count on a day is decided in one place: `db/functions/security/act_as.sql`. */

const day = '2026-11-22'

/** What a role rests on, besides that it is held on the day. */
const restsOn: Readonly<Record<Role, 'right' | 'organisation' | 'municipality' | 'nothing'>> = {
  professional: 'right',
  coordinator: 'organisation',
  source_system: 'organisation',
  follow_up_officer: 'municipality',
  municipal_administrator: 'municipality',
  privacy_officer: 'municipality',
  supervisor: 'nothing',
  functional_administrator: 'nothing',
}

const roles = roleName.enumValues

/** Somebody for each role, with all that it rests on. */
async function cast(t: Test) {
  const { sql, serviceUrl } = await createTestDatabase(t)
  const made = region(sql)
  const municipality = await made.municipality('0193')
  const convenant = await made.convenant([municipality])
  const organisation = await made.organisation()
  await made.partner(convenant, organisation)
  const holders = {} as Record<Role, Account>
  for (const role of roles)
    holders[role] = await made.account({
      roles: [role],
      ...(['right', 'organisation'].includes(restsOn[role]) ? { organisation } : {}),
      ...(restsOn[role] === 'municipality' ? { municipality } : {}),
    })
  const service = openSql(serviceUrl)
  t.teardown(() => service.end({ timeout: 5 }))
  const actor = (role: Role, on = day) =>
    drizzle(service).transaction((tx) =>
      readActor(tx as unknown as Transaction, { iss: testIssuer, sub: holders[role].subject }, on, 'nothing'),
    )
  /** Of which of them the role counts. */
  const counting = async (on = day) => {
    const found: Role[] = []
    for (const role of roles)
      if ((await actor(role, on))?.roles.some((held) => held.role === role)) found.push(role)
    return found
  }
  return { sql, actor, counting, municipality }
}

function openTo(actor: Actor | undefined): string[] {
  return Object.keys(actions).filter((action) => {
    try {
      return authorise(actor, action as Action) === actor
    } catch {
      return false
    }
  })
}

t.test('R1-R5: every role that is held counts, with all that it rests on', async (t) => {
  const { counting, actor } = await cast(t)
  t.strictSame(await counting(), roles)
  t.strictSame(
    (await actor('privacy_officer'))?.roles,
    [{ role: 'privacy_officer', codes: ['0193'], municipalityCode: '0193' }],
    'and says where',
  )
})

const losses: Record<string, readonly [statement: string, lost: string]> = {
  'the organisation is suspended': [`update partner set state = 'suspended'`, 'right'],
  'the partner is connected from tomorrow on': [`update partner set state_since = '2026-11-23'`, 'right'],
  'the convenant has run out': [`update convenant set in_force_until = '2026-11-21'`, 'right'],
  'the municipality stopped with the convenant': [
    `update convenant_municipality set until_date = '2026-11-22'`,
    'right',
  ],
  'nobody is of the organisation any more': ['update account set organisation_id = null', 'organisation'],
  'the municipality is gone': [`update municipality set valid_until = '2026-11-21'`, 'municipality'],
}

for (const [loss, [statement, lost]] of Object.entries(losses))
  t.test(`R1-R4: a role does not count without what it rests on, and opens nothing: ${loss}`, async (t) => {
    const { sql, counting, actor } = await cast(t)
    await sql.unsafe(statement)
    // Without an organisation, or a municipality, there is no right to register either.
    const left = roles.filter(
      (role) => restsOn[role] !== lost && (restsOn[role] !== 'right' || lost === 'right'),
    )
    t.strictSame(await counting(), left)
    for (const role of roles.filter((each) => !left.includes(each)))
      t.strictSame(openTo(await actor(role)), [], role)
  })

t.test('R1-R5: a role counts from its first day until the day before its last', async (t) => {
  const { sql, counting } = await cast(t)
  await sql`update role_assignment set from_date = '2026-11-22', until_date = '2026-11-24'`
  t.strictSame(await counting('2026-11-21'), [])
  t.strictSame(await counting('2026-11-22'), roles)
  t.strictSame(await counting('2026-11-23'), roles)
  t.strictSame(await counting('2026-11-24'), [])
})
