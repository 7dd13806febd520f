import t from 'tap'
import { functionSchema } from '../../db/function-schema.ts'
import { createTestDatabase } from '../support/database.ts'

/** What hangs on tables is asked by sessions of every version, each of which finds functions by a search path of its own. */
t.test('what policies, triggers and checks ask finds its functions by itself', async (t) => {
  const { sql } = await createTestDatabase(t)
  const asked = await sql<{ name: string; body: string; config: string[] | null }[]>`
    select proname as name, prosrc as body, proconfig as config from pg_proc p
     where pronamespace = ${functionSchema}::regnamespace
       and (exists (select from pg_depend d
                     where d.refclassid = 'pg_proc'::regclass and d.refobjid = p.oid
                       and d.classid in ('pg_policy'::regclass, 'pg_trigger'::regclass, 'pg_constraint'::regclass, 'pg_attrdef'::regclass)))`
  t.ok(asked.length > 10)
  const all = await sql<{ name: string }[]>`
    select proname as name from pg_proc where pronamespace = ${functionSchema}::regnamespace`
  const call = new RegExp(`(?<!\\.)\\b(${all.map(({ name }) => name).join('|')})\\(`)
  const lost = asked.filter(
    ({ body, config }) =>
      call.test(body) && !config?.some((setting) => setting.startsWith(`search_path=${functionSchema},`)),
  )
  t.strictSame(
    lost.map(({ name }) => name),
    [],
    'a function that calls another sets its search path, or names the schema of the other',
  )
})
