import t from 'tap'
import { roleName } from '../../db/tables/accounts.ts'
import { type Action, actions, authorise } from '../../src/authorise/actions.ts'
import type { Actor, Role } from '../../src/authorise/actor.ts'
import { coordinatedOrganisation } from '../../src/authorise/check-coordinator.ts'
import { administeredCodes } from '../../src/authorise/check-municipal-administrator.ts'
import { isPrivacyOfficer } from '../../src/authorise/check-privacy-officer.ts'
import { isSourceSystem } from '../../src/authorise/check-source-system.ts'
import { isSupervisor } from '../../src/authorise/check-supervisor.ts'

/** Somebody with all that any role may rest on. */
function holder(...roles: Role[]): Actor {
  return {
    id: 'a',
    organisationId: 'o',
    roles: roles.map((role) => ({ role, municipalityCode: '0193', codes: ['0193', '1900'] })),
    mayRegisterIn: roles.includes('professional') ? ['0193'] : [],
    actingFor: roles.includes('professional') ? ['a'] : [],
  }
}

/** What a role rests on, taken away. */
const lost: Partial<Record<Role, Partial<Actor>>> = {
  professional: { mayRegisterIn: [] },
  coordinator: { organisationId: null },
  follow_up_officer: { roles: [{ role: 'follow_up_officer', municipalityCode: '0193', codes: [] }] },
  municipal_administrator: {
    roles: [{ role: 'municipal_administrator', municipalityCode: '0193', codes: [] }],
  },
  privacy_officer: { roles: [{ role: 'privacy_officer', municipalityCode: '0193', codes: [] }] },
  source_system: { organisationId: null },
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

t.test('R1-R4: a role that has lost what it rests on opens nothing', async (t) => {
  for (const [role, without] of Object.entries(lost))
    t.strictSame(openTo({ ...holder(role as Role), ...without }), [], role)
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
  t.strictSame(administeredCodes(holder('municipal_administrator', 'follow_up_officer')), ['0193', '1900'])
  t.strictSame(administeredCodes(holder('follow_up_officer')), [])
})

t.test('roles to which nothing is open yet are told apart all the same', async (t) => {
  for (const [check, role] of [
    [isPrivacyOfficer, 'privacy_officer'],
    [isSourceSystem, 'source_system'],
    [isSupervisor, 'supervisor'],
  ] as const) {
    t.strictSame(
      roleName.enumValues.filter((other) => check(holder(other))),
      [role],
    )
    if (lost[role]) t.notOk(check({ ...holder(role), ...lost[role] }), `${role} without what it rests on`)
  }
})
