import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { openDatabase } from '../../../db/driver/client.ts'
import { keepDestructions } from '../../../src/retention/ledger/keep-destructions.ts'
import { openLedger } from '../../../src/retention/ledger/open-ledger.ts'
import { childrenThatRun } from '../../support/children.ts'
import { createTestDatabase } from '../../support/database.ts'
import { ownDirectory } from '../../support/directory.ts'

t.test(
  'R8: a process that starts slowly on a busy machine holds no transaction up, and the destruction is kept at the first try',
  async (t) => {
    const { sql, serviceUrl } = await createTestDatabase(t)
    const database = openDatabase({
      url: serviceUrl,
      role: 'verwijsindex_service',
      poolSize: 1,
      queryDeadline: 1000,
      applicationName: 'test',
    })
    t.teardown(() => database.close())
    await sql`insert into destruction (id, day, reason, kind, subject_hash)
      values (gen_random_uuid(), '2026-11-22', 'death', 'signal', sha256('x'::bytea))`
    const ledger = openLedger(join(await ownDirectory(t), 'ledger'))
    t.teardown(() => ledger.close())
    const [starting] = await childrenThatRun('ledger-process')
    t.ok(starting, 'it is begun before anything is destroyed')
    process.kill(starting ?? 0, 'SIGSTOP')
    const keeping = keepDestructions(database, ledger, new Date(), () => false)
    await sleep(3000)
    t.strictSame(
      [
        ...(await sql`select from pg_stat_activity where datname = current_database() and xact_start < now() - interval '1 second'`),
      ],
      [],
      'no transaction waits for it',
    )
    process.kill(starting ?? 0, 'SIGCONT')
    t.match(await keeping, { count: 1 })
  },
)
