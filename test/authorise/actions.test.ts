import t from 'tap'
import { roleName } from '../../db/tables/accounts.ts'
import { type Action, actions, authorise } from '../../src/authorise/actions.ts'
import type { Actor, Role } from '../../src/authorise/actor.ts'
import { codesOf, coordinatedOrganisation, municipalitiesOf } from '../../src/authorise/where.ts'

/** Somebody of whom these roles count today; which do is `act-as.test.ts`. */
function holder(...roles: Role[]): Actor {
  return {
    id: 'a',
    organisationId: 'o',
    roles: roles.map((role) => ({ role, municipalityCode: '0193', codes: ['0193', '1900'] })),
    actingFor: roles.includes('professional') ? ['a'] : [],
  }
}

/** The actions that somebody is let through to. */
function openTo(actor: Actor | undefined): string[] {
  return Object.keys(actions).filter((action) => {
    try {
      return authorise(actor, action as Action) === actor
    } catch {
      return false
    }
  })
}

t.test('R1-R5: each role opens what the table says, and nothing else', async (t) => {
  for (const role of roleName.enumValues) {
    const expected = Object.entries<readonly string[]>(actions).filter(([, holders]) =>
      holders.includes(role),
    )
    t.strictSame(
      openTo(holder(role)),
      expected.map(([action]) => action),
      role,
    )
  }
  t.strictSame(openTo(holder()), [], 'no role')
  t.strictSame(openTo(undefined), [], 'no account')
})

t.test('every refusal is the same', async (t) => {
  t.throws(() => authorise(undefined, 'list-matches'), { code: 'not-permitted', message: 'not-permitted' })
  t.throws(() => authorise(holder('supervisor'), 'list-matches'), {
    code: 'not-permitted',
    message: 'not-permitted',
  })
})

t.test('R3, R4: where a role reaches', async (t) => {
  t.equal(coordinatedOrganisation(holder('coordinator')), 'o')
  t.equal(coordinatedOrganisation(holder('professional')), null, 'of an organisation, but no coordinator')
  const both = holder('municipal_administrator', 'follow_up_officer')
  t.strictSame(municipalitiesOf(both, 'municipal_administrator'), ['0193'])
  t.strictSame(codesOf(both, 'municipal_administrator'), ['0193', '1900'])
  t.strictSame(codesOf(holder('follow_up_officer'), 'municipal_administrator'), [])
})
