import type postgres from 'postgres'
import t, { type Test } from 'tap'
import { dateInAmsterdam } from '../../src/ground/calendar.ts'
import { states } from '../http/authorisation-table.ts'
import { testIssuer } from '../support/issuer.ts'
import { openSql } from '../support/open-sql.ts'
import { keyOf, keys, readWorld, type Table, visible, type World } from './row-level-security/oracle.ts'
import { setScene } from './row-level-security/scene.ts'

const now = new Date()
const today = dateInAmsterdam(now)
const scene = await setScene(t, now)
const { database, people } = scene
const tables = Object.keys(keys) as Table[]
const everybody = Object.entries(people)
const denied = { code: '42501' }

type Sql = postgres.Sql | postgres.TransactionSql

/** Logged in as the service, and as nothing else. */
function login(t: Test): postgres.Sql {
  const sql = openSql(database.serviceUrl)
  t.teardown(() => sql.end({ timeout: 5 }))
  return sql
}

async function actAs(sql: Sql, subject: string, issuer = testIssuer): Promise<void> {
  await sql`select act_as(${issuer}, ${subject}, ${today})`
}

/** The keys of all rows that a query gets, that asks for everything. */
async function seen(sql: Sql, table: Table): Promise<string[]> {
  const rows = await sql.unsafe<{ row: Record<string, string> }[]>(
    `select jsonb_build_object(${keys[table].map((column) => `'${column}', ${column}`).join()}) as row from "${table}" t`,
  )
  return rows.map(({ row }) => keyOf(table, row)).sort()
}

/** Rolls back what a case has done. */
class Undone extends Error {}

async function undone(
  sql: postgres.Sql,
  work: (tx: postgres.TransactionSql) => Promise<unknown>,
): Promise<void> {
  await sql
    .begin(async (tx) => {
      await work(tx)
      throw new Undone()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error
    })
}

t.test('the scene has rows to hide, and people to whom each table shows some and hides some', async (t) => {
  const world = await readWorld(database.sql, today)
  for (const table of tables) {
    const all = world.rows(table).length
    const counts = everybody.map(([, { id }]) => visible(world, id, table).length)
    t.ok(all > 0, `${table} holds ${all}`)
    t.ok(
      counts.some((count) => count > 0),
      `${table}: somebody sees something`,
    )
    t.ok(
      counts.some((count) => count < all),
      `${table}: somebody does not see all`,
    )
  }
})

t.test('R6: without an actor nothing is seen, and nothing fails', async (t) => {
  const sql = login(t)
  const blank = async (what: string, on: Sql) => {
    for (const table of tables) t.strictSame(await seen(on, table), [], `${what}: ${table}`)
  }
  await blank('a fresh connection', sql)
  await sql.begin(async (tx) => {
    await actAs(tx, people.functionalAdministrator.subject)
    t.ok((await seen(tx, 'account')).length > 1)
  })
  const [left] = await sql`select current_setting('verwijsindex.account', true) as value`
  t.equal(left?.value, '', 'what is left of an actor is the empty string')
  await blank('after somebody acted', sql)
  await undone(sql, async (tx) => {
    await actAs(tx, 'nobody')
    await blank('somebody unknown', tx)
  })
  await undone(sql, async (tx) => {
    await actAs(tx, people.functionalAdministrator.subject)
    await actAs(tx, 'nobody')
    await blank('somebody unknown after somebody known', tx)
  })
  await undone(sql, async (tx) => {
    await actAs(tx, people.anna.subject, 'https://other.example')
    await blank('the same subject of another issuer', tx)
  })
  await actAs(sql, people.functionalAdministrator.subject)
  await blank('acting without a transaction', sql)
})

t.test('R1-R6: everybody sees of each table what is theirs to see, and no other row', async (t) => {
  const sql = login(t)
  const world = await readWorld(database.sql, today)
  for (const [name, { id, subject }] of everybody)
    await undone(sql, async (tx) => {
      await actAs(tx, subject)
      for (const table of tables)
        t.strictSame(await seen(tx, table), visible(world, id, table), `${table} as ${name}`)
    })
})

t.test('R1: who has lost what their role rests on sees 0 rows of others', async (t) => {
  const sql = login(t)
  const world = await readWorld(database.sql, today)
  const { dismissed, suspendedOne, endedOne, adrift, roleless, officerOfMerged, formerAdministrator } = people
  for (const { id, subject } of [
    dismissed,
    suspendedOne,
    endedOne,
    adrift,
    roleless,
    officerOfMerged,
    formerAdministrator,
  ])
    await undone(sql, async (tx) => {
      await actAs(tx, subject)
      const sight = await Promise.all(tables.map(async (table) => [table, await seen(tx, table)]))
      t.strictSame(Object.fromEntries(sight), {
        ...Object.fromEntries(tables.map((table) => [table, []])),
        account: [id],
      })
      t.ok(world.rows('signal').length > 20, 'of all that there is')
    })
})

for (const { name, change } of states) {
  t.test(`R1-R6: the same once what a right rests on has changed: ${name}`, async (t) => {
    const own = everybody.map(([, account]) => account)
    const statements = change({
      municipality: '0193',
      convenant: scene.convenant,
      organisation: scene.organisation,
      accounts: own.map(({ id }) => `'${id}'`).join(),
    })
    await undone(database.sql, async (tx) => {
      for (const statement of statements) await tx.unsafe(statement)
      const world = await readWorld(tx, today)
      await tx`set local role verwijsindex_service`
      for (const [who, { id, subject }] of everybody) {
        await actAs(tx, subject)
        const known = isKnown(world, id, subject)
        for (const table of tables)
          t.strictSame(await seen(tx, table), known ? visible(world, id, table) : [], `${table} as ${who}`)
      }
    })
  })
}

/** Whether an account still has the identity that its token names. */
function isKnown(world: World, id: string, subject: string): boolean {
  return world
    .rows('account')
    .some((account) => account.id === id && account.subject === subject && account.issuer === testIssuer)
}

t.test('what is reached through functions only is refused to every actor', async (t) => {
  const sql = login(t)
  for (const table of [
    'archive_notice',
    'archived_signal',
    'delivery_attempt',
    'identity_index',
    'idempotency_key',
    'lapse_reminder',
    'quick_withdrawal',
    'registration_budget',
    'subject_request_advice',
  ]) {
    t.ok((await database.sql.unsafe(`select from ${table}`)).length > 0, `${table} holds something`)
    for (const [, { subject }] of everybody)
      await undone(sql, async (tx) => {
        await actAs(tx, subject)
        await t.rejects(
          tx.savepoint((inner) => inner.unsafe(`select from ${table}`)),
          denied,
          table,
        )
      })
  }
})

t.test('negative control: it is row-level security that hides, table by table', async (t) => {
  const world = await readWorld(database.sql, today)
  const { anna } = people
  for (const table of tables) {
    const all = world
      .rows(table)
      .map((row) => keyOf(table, row))
      .sort()
    await undone(database.sql, async (tx) => {
      await tx.unsafe(`alter table "${table}" disable row level security`)
      await tx`set local role verwijsindex_service`
      await actAs(tx, anna.subject)
      t.strictSame(await seen(tx, table), all, `${table}, switched off: every row appears`)
    })
    await undone(database.sql, async (tx) => {
      await tx.unsafe(`create policy everything on "${table}" using (true)`)
      await tx`set local role verwijsindex_service`
      t.strictSame(await seen(tx, table), all, `${table}, with a policy too many: every row appears`)
    })
    await undone(database.sql, async (tx) => {
      for (const { policyname } of await tx`select policyname from pg_policies where tablename = ${table}`)
        await tx`drop policy ${tx(policyname)} on ${tx(table)}`
      await tx`set local role verwijsindex_service`
      await actAs(tx, anna.subject)
      t.strictSame(await seen(tx, table), [], `${table}, without its policies: no row at all`)
    })
  }
})

t.test('R20: nobody writes in another’s name, or beyond their reach', async (t) => {
  const sql = login(t)
  const { anna, otherOne, coordinator, administrator, officerElsewhere, functionalAdministrator } = people
  const id = 'gen_random_uuid()'
  const line = (actor: string) =>
    `insert into logbook (occurred_at, event, actor_id, signal_id) values (now(), 'signals_viewed', ${actor}, ${id})`
  const role = (account: string, name: string, code = 'null') =>
    `insert into role_assignment values (${id}, '${account}', '${name}', ${code}, current_date)`
  const told = (event: string, more = '', values = '') =>
    `insert into notification (id, event, recipient_id, recipient_role, created_at, next_attempt_at${more})
     values (${id}, '${event}', '${anna.id}', 'professional', now(), now()${values})`
  const absent = (who: string, deputy: string) =>
    `insert into absence values (${id}, '${who}', '${deputy}', current_date, current_date + 1)`
  const added = (organisation: string) =>
    `insert into account (id, organisation_id, name, job_title, email, phone) values (${id}, ${organisation}, 'N', 'J', 'n@o.example', '1')`
  const invited = (by: string, whom: string) =>
    `insert into invitation (id, purpose, account_id, created_at, created_by, expires_at) values (${id}, 'staff', '${whom}', now(), '${by}', now())`
  const another = `(select organisation_id from partner where organisation_id <> '${scene.organisation}' limit 1)`
  const own = `'${scene.organisation}'`
  const cases: readonly (readonly [who: typeof anna | undefined, statement: string, allowed: boolean])[] = [
    [anna, line(`'${anna.id}'`), true],
    [anna, line('null'), true],
    [anna, line(`'${otherOne.id}'`), false],
    [undefined, line(`'${anna.id}'`), false],
    [undefined, line('null'), true],
    [administrator, told('invitation'), true],
    [administrator, told('match_created'), false],
    [administrator, told('invitation', ', match_id', `, ${id}`), false],
    [undefined, told('invitation'), false],
    [coordinator, added(own), true],
    [coordinator, added(another), false],
    [coordinator, added('null'), false],
    [anna, added(own), false],
    [administrator, added('null'), true],
    [administrator, added(own), true],
    [people.administratorElsewhere, added(own), false],
    [functionalAdministrator, added('null'), true],
    [coordinator, role(people.roleless.id, 'professional'), true],
    [coordinator, role(people.roleless.id, 'coordinator'), true],
    [coordinator, role(people.roleless.id, 'supervisor'), false],
    [coordinator, role(coordinator.id, 'functional_administrator'), false],
    [coordinator, role(otherOne.id, 'professional'), false],
    [coordinator, role(people.roleless.id, 'follow_up_officer', `'0193'`), false],
    [administrator, role(officerElsewhere.id, 'follow_up_officer', `'0193'`), true],
    [administrator, role(officerElsewhere.id, 'follow_up_officer', `'0150'`), false],
    [administrator, role(administrator.id, 'supervisor'), false],
    [administrator, role(otherOne.id, 'coordinator'), true],
    [administrator, role(people.acrossOne.id, 'coordinator'), false],
    [administrator, role(otherOne.id, 'professional'), false],
    [anna, role(anna.id, 'coordinator'), false],
    [functionalAdministrator, role(anna.id, 'supervisor'), true],
    [undefined, role(anna.id, 'supervisor'), false],
    [anna, absent(anna.id, people.bert.id), true],
    [anna, absent(anna.id, otherOne.id), false],
    [anna, absent(people.bert.id, anna.id), false],
    [coordinator, absent(people.bert.id, anna.id), true],
    [coordinator, absent(otherOne.id, anna.id), false],
    [coordinator, invited(coordinator.id, people.cora.id), true],
    [coordinator, invited(anna.id, people.cora.id), false],
    [coordinator, invited(coordinator.id, otherOne.id), false],
    // Somebody else's open invitation: refused as such, before the unique index could tell of it.
    [coordinator, invited(coordinator.id, people.otherTwo.id), false],
    [administrator, invited(administrator.id, people.suspendedCoordinator.id), true],
    [administrator, invited(administrator.id, otherOne.id), false],
    [undefined, invited(coordinator.id, people.cora.id), false],
  ]
  for (const [who, statement, allowed] of cases)
    await undone(sql, async (tx) => {
      if (who) await actAs(tx, who.subject)
      const outcome = await tx
        .savepoint((inner) => inner.unsafe(statement))
        .then(
          () => 'done',
          (error: { code: string }) => error.code,
        )
      t.equal(outcome, allowed ? 'done' : '42501', `${who?.subject ?? 'nobody'}: ${statement}`)
    })
})

t.test('R3, R4: what one may not change is changed nowhere, and nothing tells of it', async (t) => {
  const sql = login(t)
  const changes: Record<string, string> = {
    account: `update account set phone = '0'`,
    role_assignment: `update role_assignment set until_date = current_date`,
    absence: `update absence set until_date = current_date + 100`,
    invitation: 'update invitation set withdrawn_at = now()',
    subject_request: 'update subject_request set extended_at = now()',
  }
  const expected: Record<string, readonly [who: string, counts: Record<string, (world: World) => number>]> = {
    coordinator: [
      people.coordinator.subject,
      {
        account: (world) => inOrganisation(world).length,
        role_assignment: (world) =>
          world
            .rows('role_assignment')
            .filter(
              ({ account_id, role }) =>
                ['professional', 'coordinator'].includes(role ?? '') &&
                inOrganisation(world).includes(account_id),
            ).length,
        absence: (world) =>
          world
            .rows('absence')
            .filter(({ professional_id }) => inOrganisation(world).includes(professional_id)).length,
        invitation: (world) =>
          world.rows('invitation').filter(({ account_id }) => inOrganisation(world).includes(account_id))
            .length,
        subject_request: () => 0,
      },
    ],
    anna: [
      people.anna.subject,
      {
        account: () => 1,
        role_assignment: () => 0,
        absence: (world) =>
          world.rows('absence').filter(({ professional_id }) => professional_id === people.anna.id).length,
        invitation: () => 0,
        subject_request: () => 0,
      },
    ],
    'privacy officer': [
      people.privacyOfficer.subject,
      {
        account: () => 1,
        role_assignment: () => 0,
        absence: () => 0,
        invitation: () => 0,
        subject_request: (world) => visible(world, people.privacyOfficer.id, 'subject_request').length,
      },
    ],
    nobody: [
      'nobody',
      {
        account: () => 0,
        role_assignment: () => 0,
        absence: () => 0,
        invitation: () => 0,
        subject_request: () => 0,
      },
    ],
  }
  const world = await readWorld(database.sql, today)
  for (const [name, [subject, counts]] of Object.entries(expected))
    for (const [table, statement] of Object.entries(changes))
      await undone(sql, async (tx) => {
        await actAs(tx, subject)
        const { count } = await tx.unsafe(statement)
        t.equal(count, counts[table]?.(world), `${table} as ${name}`)
      })
})

function inOrganisation(world: World): readonly (string | null | undefined)[] {
  return world
    .rows('account')
    .filter(({ organisation_id }) => organisation_id === scene.organisation)
    .map(({ id }) => id)
}
