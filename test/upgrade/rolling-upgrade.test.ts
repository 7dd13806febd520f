import { execFileSync } from 'node:child_process'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type postgres from 'postgres'
import t, { type Test } from 'tap'
import { judgeLoad } from '../crash/judge-load.ts'
import { prepareService, prepareShared } from '../crash/service-process.ts'
import { crowd } from '../matching/crowd.ts'
import { pairsAndTriples } from '../matching/groups.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createTestDatabase } from '../support/database.ts'
import { emptyDatabase } from '../support/empty-database.ts'
import { createIssuer } from '../support/issuer.ts'
import { inForm, longForm } from '../support/long-form.ts'
import { startMailServer } from '../support/mail-server.ts'
import { otherVersion, placeInside, thisVersion } from '../support/other-version.ts'
import { startPacedLoad } from '../support/paced-load.ts'

t.setTimeout(900_000)

const perSecond = 20
/** s that each part of the upgrade lasts. */
const seconds = inForm(3, 60)

interface Step {
  readonly ownerUrl: string
  readonly serviceUrl: string
  readonly sql: postgres.Sql
  readonly from: string
  readonly to: string
  /** Brings the database up to the new version, while the old one serves. */
  readonly migrate: () => Promise<unknown>
}

/** Upgrades under load: the old version serves, the database is migrated, both serve, the old one is stopped. */
async function upgradeUnderLoad(t: Test, { serviceUrl, sql, from, to, migrate }: Step): Promise<void> {
  const groups = Math.ceil((perSecond * seconds * 8) / 3)
  await crowd(sql, 3 * groups)
  const issuer = await createIssuer(t)
  const mailServer = await startMailServer(t)
  const shared = await prepareShared(t, 'https://verwijsindex.example')
  const settings = { databaseUrl: serviceUrl, issuer, mailUrl: mailServer.url, shared }
  const [older, restarted] = [
    await prepareService(t, { ...settings, root: from }),
    await prepareService(t, { ...settings, root: from }),
  ]
  const newer = await prepareService(t, { ...settings, root: to })

  await older.start()
  const arrivals = pairsAndTriples(0, groups, madeUpBsns())
  const load = startPacedLoad(issuer, [older.url], { arrivals, perSecond })
  await sleep(seconds * 1000)
  await migrate()
  await newer.start()
  load.urls = [older.url, newer.url]
  await restarted.start()
  load.urls = [older.url, restarted.url, newer.url]
  await sleep(seconds * 1000)
  load.urls = [newer.url]
  for (const { signal, ended } of [older, restarted]) {
    signal('SIGTERM')
    t.equal(await ended(), 0, 'the old version closes in order')
  }
  await sleep(seconds * 1000)
  await load.finish()

  await judgeLoad(t, sql, load)
  newer.signal('SIGTERM')
  t.equal(await newer.ended(), 0)
}

t.test(
  'two versions serve one database at once, and the old one is stopped: nothing is lost or missed',
  async (t) => {
    const database = await createTestDatabase(t)
    const other = await otherVersion(t)
    await other.addMigration('9999_trace', 'create table trace (signal_id uuid not null)')
    await other.addFunction(`
    create function trace_signal() returns trigger language plpgsql security definer set search_path = functions, public, pg_temp
    as $$ begin insert into trace values (new.id); return null; end $$;`)
    await appendFile(
      join(other.root, 'db/functions/connections/triggers.sql'),
      '\ncreate trigger trace_signal after insert on public.signal for each row execute function trace_signal();\n',
    )
    let before = 0
    await upgradeUnderLoad(t, {
      ...database,
      from: fileURLToPath(new URL('../..', import.meta.url)),
      to: other.root,
      async migrate() {
        const { refused } = await other.migrate(database.ownerUrl)
        t.equal(refused, undefined)
        before = (await database.sql`select from signal`).length
      },
    })
    const [{ traced, all } = { traced: 0, all: 0 }] = await database.sql<{ traced: number; all: number }[]>`
    select (select count(*)::int from trace) as traced, (select count(*)::int from signal) as all`
    t.ok(traced > 0 && before > 0 && traced >= all - before, 'what hangs on tables holds for both versions')
  },
)

/** The last version in which all versions had one schema of functions. */
const versionBefore = '07cffff'

t.test(
  'from the version before versions had schemas',
  { skip: longForm ? false : 'for the long form, in a clone with history' },
  async (t) => {
    const project = fileURLToPath(new URL('../..', import.meta.url))
    const root = await placeInside(t)
    execFileSync('sh', ['-c', `git -C "${project}" archive ${versionBefore} | tar -x -C "${root}"`])
    const database = await emptyDatabase(t)
    execFileSync(
      process.execPath,
      ['--import=tsx', join(root, 'test/support/migrate-process.ts'), database.ownerUrl],
      { cwd: project },
    )
    await upgradeUnderLoad(t, {
      ...database,
      from: root,
      to: project,
      migrate: async () => t.equal((await thisVersion.migrate(database.ownerUrl)).refused, undefined),
    })
  },
)
