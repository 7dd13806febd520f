import t, { type Test } from 'tap'
import { readLogbook } from '../../src/logbook/read-logbook.ts'
import { verifyLogbook } from '../../src/logbook/verify-logbook.ts'
import { openSql } from '../support/open-sql.ts'
import { sealedLogbook, sealerOf, writeLines } from '../support/sealed-logbook.ts'

/** A snapshot of a database as it is, as a database of its own. */
async function snapshotOf(t: Test, superuserUrl: string): Promise<(url: string) => string> {
  const name = new URL(superuserUrl).pathname.slice(1)
  const at = (url: string, database: string) => Object.assign(new URL(url), { pathname: `/${database}` }).href
  const admin = openSql(at(superuserUrl, 'postgres'))
  await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`
  await admin.unsafe(`create database ${name}_snapshot template ${name}`)
  t.teardown(async () => {
    await admin.unsafe(`drop database ${name}_snapshot with (force)`)
    await admin.end()
  })
  return (url) => at(url, `${name}_snapshot`)
}

t.test(
  'R20: an older snapshot of the database is found by what a witness kept, also once it has gone on by itself',
  async (t) => {
    const { sql, superuserUrl, serviceUrl, seal, signer, verifier, witnessed } = await sealedLogbook(
      t,
      [40, 25],
    )
    const snapshot = await snapshotOf(t, superuserUrl)
    await writeLines(sql, 30)
    await seal(30)
    const [last] = await sql<
      { note: string }[]
    >`select note from logbook_checkpoint order by size desc limit 1`
    const kept = [...witnessed, last?.note ?? '']
    t.strictSame((await verifyLogbook(readLogbook(sql), verifier, kept)).findings, [])

    const restored = openSql(snapshot(superuserUrl))
    t.teardown(() => restored.end({ timeout: 5 }))
    const findings = async (notes: readonly string[]) =>
      (await verifyLogbook(readLogbook(restored), verifier, notes)).findings.map(({ kind }) => kind)
    t.strictSame(await findings(kept), ['rolled-back'])
    t.strictSame(await findings(witnessed), [], 'what was signed until then is all there')

    const sealRestored = sealerOf(t, snapshot(serviceUrl), signer)
    await writeLines(restored, 50)
    await sealRestored(50)
    t.strictSame(await findings([]), [], 'by itself nothing is wrong with it')
    t.strictSame(await findings(kept), ['rolled-back'], 'it is another history, though a longer one')
  },
)
