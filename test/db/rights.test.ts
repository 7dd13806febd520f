import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import t, { type Test } from 'tap'
import { openDatabase } from '../../db/driver/client.ts'
import { functionSchema } from '../../db/function-schema.ts'
import { registerSignals } from '../../src/signals/register-signals.ts'
import { testPersons } from '../support/bsn.ts'
import { callableFunctions } from '../support/callable-functions.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { openSql } from '../support/open-sql.ts'
import { smallRegion } from '../support/region.ts'
import { prepare } from '../support/registration.ts'

const now = new Date('2026-11-22T09:00:00Z')
const budgets = { perProfessional: 100, perOrganisation: 1000 }
const denied = { code: '42501' }

/** A database with one match in it, and somebody logged in as the service. */
async function asService(t: Test) {
  const database = await createTestDatabase(t)
  const { professionals, organisations } = await smallRegion(database.sql, 2)
  const db = openDatabase({
    url: database.serviceUrl,
    poolSize: 2,
    queryDeadline: 5000,
    applicationName: 'test',
  })
  for (const { subject } of professionals) {
    const { registrations } = await registerSignals(db, [prepare(subject, testPersons[0])], now, budgets)
    t.equal(registrations[0]?.outcome, 'created')
  }
  await db.close()
  return { database, organisations, sql: login(t, database.serviceUrl) }
}

function login(t: Test, url: string): postgres.Sql {
  const sql = openSql(url)
  t.teardown(() => sql.end({ timeout: 5 }))
  return sql
}

const tables = [
  'absence',
  'account',
  'activity',
  'archive_notice',
  'archived_signal',
  'convenant',
  'convenant_municipality',
  'convenant_party',
  'delivery_attempt',
  'destruction',
  'idempotency_key',
  'identity_conflict',
  'identity_index',
  'invitation',
  'key_check',
  'key_rotation',
  'lapse_reminder',
  'logbook',
  'logbook_checkpoint',
  'logbook_leaf',
  'logbook_rule',
  'logbook_tile',
  'match',
  'match_participant',
  'municipality',
  'municipality_succession',
  'notification',
  'organisation',
  'partner',
  'partner_step',
  'quick_withdrawal',
  'registration_budget',
  'report_block',
  'report_gap',
  'report_period',
  'retention_clock',
  'retention_run',
  'role_assignment',
  'signal',
  'subject_request',
  'subject_request_advice',
  'tie_to_forget',
  'wind_down',
  'young_person',
]

/** All that the service may do to a table beyond reading it, whole or by column; everything not named here is refused. */
const allowed: Record<string, string> = {
  absence: 'INSERT, UPDATE(until_date)',
  account:
    'INSERT, UPDATE(details_asked_at, details_confirmed_at, email, issuer, job_title, name, phone, subject, withdrawn_at)',
  convenant:
    'INSERT, UPDATE(document_reference, in_force_until, lapse_reminder_days, longest_term_months, small_count_threshold, tacit_renewal_months, title)',
  convenant_municipality: 'INSERT, UPDATE(from_date, until_date)',
  convenant_party: 'DELETE, INSERT',
  invitation: 'INSERT, UPDATE(accepted_at, withdrawn_at)',
  logbook: 'INSERT',
  logbook_checkpoint: 'INSERT',
  logbook_leaf: 'INSERT',
  logbook_tile: 'INSERT',
  municipality: 'INSERT, UPDATE(valid_until)',
  municipality_succession: 'INSERT',
  notification: 'INSERT',
  organisation: 'INSERT, UPDATE(agb_code, brin, category, domain, kvk_number, name, oin, rsin)',
  partner: 'INSERT, UPDATE(anchor, anchor_reference, anchor_until, may_lead, state, state_since)',
  partner_step: 'INSERT',
  report_block: 'INSERT',
  report_gap: 'INSERT',
  report_period: 'INSERT',
  role_assignment: 'INSERT, UPDATE(until_date)',
  subject_request: 'UPDATE(due_date, extended_at)',
}

t.test('R20, R23: the service holds these rights on tables and no others', async (t) => {
  const { database } = await asService(t)
  const rows = await database.sql<{ name: string; rights: string }[]>`
    select c.relname as name,
           concat_ws(', ',
             (select string_agg(p, ', ' order by p) from unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
               where has_table_privilege('verwijsindex_service', c.oid, p)),
             (select 'UPDATE(' || string_agg(attname, ', ' order by attname) || ')' from pg_attribute
               where attrelid = c.oid and attnum > 0 and not attisdropped
                 and has_column_privilege('verwijsindex_service', c.oid, attnum, 'UPDATE')
                 and not has_table_privilege('verwijsindex_service', c.oid, 'UPDATE'))) as rights
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
     order by c.relname`
  t.strictSame(
    Object.fromEntries(rows.map(({ name, rights }) => [name, rights])),
    Object.fromEntries(tables.map((name) => [name, allowed[name] ?? ''])),
  )
  const unreadable = await database.sql<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
       and not has_table_privilege('verwijsindex_service', oid, 'SELECT') order by relname`
  t.strictSame(
    unreadable.map(({ name }) => name),
    [
      'activity',
      'archive_notice',
      'archived_signal',
      'delivery_attempt',
      'destruction',
      'idempotency_key',
      'identity_index',
      'key_check',
      'key_rotation',
      'lapse_reminder',
      'logbook_rule',
      'quick_withdrawal',
      'registration_budget',
      'retention_clock',
      'retention_run',
      'subject_request',
      'subject_request_advice',
      'tie_to_forget',
      'wind_down',
    ],
    'these are reached through functions only, or by some columns',
  )
})

t.test('R20, R23: what the service is refused, statement by statement', async (t) => {
  const { sql } = await asService(t)
  const refused: Record<string, string> = {
    'changing a line of the logbook': `update logbook set occurred_at = now()`,
    'removing a line of the logbook': 'delete from logbook',
    'emptying the logbook': 'truncate logbook',
    'dropping the logbook': 'drop table logbook',
    'switching the identity of the logbook': 'alter table logbook alter id restart',
    'allowing another line of the logbook': `insert into logbook_rule values ('match_created', '{}', '{}', '{}')`,
    'changing what a line must have': `update logbook_rule set must = '{}'`,
    'taking away what holds lines to their rule': 'drop trigger hold_to_catalogue on logbook',
    'switching off what holds lines to their rule': 'alter table logbook disable trigger hold_to_catalogue',
    'replacing what holds lines to their rule': `create or replace function ${functionSchema}.hold_to_catalogue() returns trigger language plpgsql as $$ begin return new; end $$`,
    'locking the logbook against others': 'do $$ begin lock table logbook in access exclusive mode; end $$',
    'inserting a signal': 'insert into signal select * from signal',
    'changing a signal': `update signal set removal_date = '2099-01-01'`,
    'inserting a match': 'insert into match select * from match',
    'joining a match': 'insert into match_participant select * from match_participant',
    'inserting a young person': 'insert into young_person select * from young_person',
    'replacing a sealed number': `update young_person set bsn_sealed = ''`,
    'readdressing a notification': 'update notification set recipient_id = gen_random_uuid()',
    'settling a notification': `update notification set state = 'delivered'`,
    'reading attempts to deliver': 'select * from delivery_attempt',
    'recording an attempt':
      'insert into delivery_attempt (notification_id, number, started_at) select null, 1, now()',
    'forgetting answers that were kept': 'delete from idempotency_key',
    'forgetting what was spent of a budget': 'delete from registration_budget',
    'switching row-level security off': 'alter table signal disable row level security',
    'dropping a policy': 'drop policy signals_in_sight on signal',
    'making a policy': 'create policy mine on signal using (true)',
    'replacing what a policy asks': 'drop function may_see_match(uuid) cascade',
    'giving a partner to another organisation': 'update partner set organisation_id = gen_random_uuid()',
    'removing a step of a partner': 'delete from partner_step',
    'changing who took a step': 'update partner_step set recorded_by = null',
    'giving a role to another': 'update role_assignment set account_id = gen_random_uuid()',
    'changing what a role is': `update role_assignment set role = 'supervisor'`,
    'removing a role': 'delete from role_assignment',
    'moving somebody to another organisation': 'update account set organisation_id = null',
    'removing an account': 'delete from account',
    'moving a convenant to another municipality': `update convenant_municipality set municipality_code = '0150'`,
    'readdressing an invitation': 'update invitation set account_id = gen_random_uuid()',
    'reading what a professional did': 'select * from activity',
    'counting activity of its own': `insert into activity values ('2026-10-01', '0193', gen_random_uuid(), gen_random_uuid(), 'signals', 1)`,
    'changing what was counted': 'update activity set count = 0',
    'changing a published figure': 'update report_block set count = 0',
    'taking a published figure back': 'delete from report_period',
    'reading the archive': 'select * from archived_signal',
    'adding to the archive': 'insert into archived_signal (id) values (gen_random_uuid())',
    'reading who was told of the archive': 'select * from archive_notice',
    'reading who withdrew': 'select * from quick_withdrawal',
    'forgetting that somebody was asked': 'delete from lapse_reminder',
    'forgetting what was destroyed': 'delete from destruction',
    'certifying a run that was none': 'update retention_run set count = 0',
    'reading whom a request of a data subject is about': 'select young_person_id from subject_request',
    'reading whether somebody is known elsewhere': 'select destroyed_young_person from subject_request',
    'deciding on a request by itself': `update subject_request set decision = 'granted'`,
    'opening a request by itself': 'insert into subject_request (id) values (gen_random_uuid())',
    'forgetting a request': 'delete from subject_request',
    'reading advice past who may': 'select * from subject_request_advice',
    'advising for somebody else': `update subject_request_advice set advice = 'grant'`,
    'reading the keyed index': 'select * from identity_index',
    'reading answers that were kept': 'select answer from idempotency_key',
    'spending a budget': 'update registration_budget set registered = 0',
    'making a table': 'create table mine (a int)',
    'making a schema': 'create schema mine',
    'making a function': `create function mine() returns int language sql as 'select 1'`,
    'replacing the function': 'drop function register_signals(jsonb, timestamptz, date, int, int)',
    'reading passwords': 'select rolpassword from pg_authid',
    'reading files of the server': `select pg_read_file('PG_VERSION')`,
    'running programs on the server': `copy (select 1) to program 'true'`,
    'making an extension': 'create extension dblink',
    'making a role': 'create role mine',
    'changing the configuration': 'alter system set fsync = off',
    'becoming the owner': 'set role verwijsindex_owner',
    'becoming superuser': 'set session authorization postgres',
  }
  for (const [what, statement] of Object.entries(refused)) {
    await t.rejects(sql.unsafe(statement), denied, what)
  }
})

t.test('R1, R15: the service registers through one function, and cannot call its steps', async (t) => {
  const { database, sql } = await asService(t)
  const callable = await database.sql<{ name: string }[]>`
    select proname as name from pg_proc where pronamespace = ${functionSchema}::regnamespace
       and has_function_privilege('verwijsindex_service', oid, 'EXECUTE') order by proname`
  t.strictSame(
    callable.map(({ name }) => name),
    callableFunctions,
  )
  await t.rejects(sql`select make_matches(null, null, now(), current_date)`, denied)
  await t.rejects(sql`select new_id(now())`, denied)
  await t.rejects(sql`select accept_retention_clock(now())`, denied, 'only an operator accepts a clock')
})

t.test('R23: SET ROLE and RESET ROLE give the service no more', async (t) => {
  const { sql } = await asService(t)
  for (const statement of [
    'set role verwijsindex_service',
    'reset role',
    'set role none',
    'reset session authorization',
  ]) {
    await sql.unsafe(statement)
    await t.rejects(sql.unsafe('delete from logbook'), denied, statement)
    await t.rejects(sql.unsafe('insert into signal select * from signal'), denied, statement)
  }
  const [role] = await sql`select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
                             from pg_roles where rolname = session_user`
  t.notOk(Object.values(role ?? {}).some(Boolean), 'no attribute beyond logging in')
  const memberships = await sql`select from pg_auth_members where member = session_user::regrole`
  t.equal(memberships.length, 0, 'a member of nothing')
})

t.test(
  'R23: a table of the service’s own in front of ours changes nothing of who may register',
  async (t) => {
    const { database, sql } = await asService(t)
    await database.sql`update partner set state = 'ended'`
    await sql`create temporary table partner (like partner)`
    await sql`insert into pg_temp.partner select * from public.partner`
    await sql`update pg_temp.partner set state = 'connected'`
    const db = openDatabase({
      url: database.serviceUrl,
      poolSize: 1,
      queryDeadline: 5000,
      applicationName: 'test',
    })
    t.teardown(() => db.close())
    const [account] = await database.sql<
      { subject: string }[]
    >`select subject from account where organisation_id is not null limit 1`
    const item = prepare(account?.subject ?? '', testPersons[1])
    const [row] = await sql`
    select outcome from register_signals(
      ${sql.json([Object.assign({ ord: 0 }, item)])}, ${now}, '2026-11-22', 100, 1000)`
    t.equal(row?.outcome, 'not-permitted')
  },
)

t.test(
  'R1: a change of who is connected waits for the registrations that rest on it, and comes after them',
  async (t) => {
    const { database, sql } = await asService(t)
    const changes = {
      partner: `update partner set state = 'ended'`,
      account: `update account set issuer = null, subject = null`,
      role_assignment: `update role_assignment set until_date = '2026-01-01'`,
      convenant: `update convenant set in_force_until = '2026-01-01'`,
      convenant_municipality: 'delete from convenant_municipality',
      municipality: `update municipality set valid_until = '2026-01-01'`,
      municipality_succession: 'delete from municipality_succession',
    }
    const [account] = await database.sql<
      { subject: string }[]
    >`select subject from account where organisation_id is not null limit 1`
    for (const [table, change] of Object.entries(changes)) {
      const item = Object.assign({ ord: 0 }, prepare(account?.subject ?? '', testPersons[1]))
      const order: string[] = []
      let changed: Promise<unknown> = Promise.resolve()
      await sql
        .begin(async (tx) => {
          const [row] = await tx`
          select outcome from register_signals(${sql.json([item])}, ${now}, '2026-11-22', 100, 1000)`
          t.equal(row?.outcome, 'created', `${table}: registered`)
          changed = database.sql.begin(async (other) => {
            await other.unsafe(change)
            order.push('changed')
            throw new Undone()
          })
          changed.catch(() => {})
          await waiting(database)
          order.push('registered')
          throw new Undone()
        })
        .catch(onlyUndone)
      await changed.catch(onlyUndone)
      t.strictSame(order, ['registered', 'changed'], table)
    }
  },
)

/** Rolls a transaction back, so that each case begins alike. */
class Undone extends Error {}

function onlyUndone(error: unknown): void {
  if (!(error instanceof Undone)) throw error
}

/** Settles when somebody waits for the rights of everybody, and it was not given. */
async function waiting({ superuserUrl }: TestDatabase): Promise<void> {
  const sql = openSql(superuserUrl)
  try {
    for (let turn = 0; turn < 200; turn++) {
      const [found] = await sql`
        select from pg_locks where locktype = 'advisory' and objid = everybody_lock() and not granted
           and database = (select oid from pg_database where datname = current_database())`
      if (found) return
      await sleep(10)
    }
    throw new Error('nobody waits')
  } finally {
    await sql.end({ timeout: 5 })
  }
}
