import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import t, { type Test } from 'tap'
import { v7 as uuidv7 } from 'uuid'
import { type Database, openDatabase } from '../../db/driver/client.ts'
import { indexValues } from '../../src/identity/blind-index.ts'
import { Bsn } from '../../src/identity/bsn.ts'
import { beginKeyRotations, readKeyStatus } from '../../src/identity/key-status.ts'
import type { Keys } from '../../src/identity/keys.ts'
import { readRotations } from '../../src/identity/rotate-keys.ts'
import { sealBsn } from '../../src/identity/seal.ts'
import { atOneInstant, readLogbook } from '../../src/logbook/read-logbook.ts'
import { logbookVersions } from '../../src/logbook/signer.ts'
import { verifyLogbook } from '../../src/logbook/verify-logbook.ts'
import { readWitness } from '../../src/logbook/witness-directory.ts'
import { prepareRegistration, registerSignals } from '../../src/signals/register-signals.ts'
import { crowd } from '../matching/crowd.ts'
import { type Arrival, judge, pairsAndTriples, shuffled } from '../matching/groups.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createTestDatabase } from '../support/database.ts'
import { createIssuer, testIssuer } from '../support/issuer.ts'
import { changedKeys, notUnder, parsed } from '../support/key-files.ts'
import { inForm } from '../support/long-form.ts'
import { startMailServer } from '../support/mail-server.ts'
import { startClients } from './clients.ts'
import { prepareService, prepareShared, type ServiceProcess, type Shared } from './service-process.ts'

t.setTimeout(3_600_000)

const people = inForm(800, 100_000)
/** Kills while the change goes on; each of the two instances is killed once more before it, and once after. */
const killsMeanwhile = inForm(1, 6)
/** ms between two kills. */
const between = inForm(300, 15_000)
const [pairs, triples] = inForm([500, 300], [6000, 4000])
const publicUrl = 'https://verwijsindex.example'
const files = changedKeys()
const keys = parsed(files)

/** Young persons who were registered before, each by a professional of their own. */
async function registeredBefore(sql: postgres.Sql, arrivals: readonly Arrival[]): Promise<void> {
  for (let from = 0; from < arrivals.length; from += 5000) {
    const rows = arrivals.slice(from, from + 5000).map(({ bsn: digits, subject }) => {
      const bsn = Bsn.parse(digits) as Bsn
      const id = uuidv7()
      const hex = (bytes: Buffer) => `\\x${bytes.toString('hex')}`
      return {
        id,
        subject,
        sealed: hex(sealBsn(bsn, id, keys.before).sealed),
        value: hex(indexValues(bsn, keys.before)[0]?.value ?? Buffer.of()),
      }
    })
    await sql`
      with given as materialized (
        select * from jsonb_to_recordset(${sql.json(rows)}) g(id uuid, subject text, sealed bytea, value bytea)
      ), born as (
        insert into young_person select id, sealed, 1, '2038-06-01' from given
      ), indexed as (
        insert into identity_index select 1, value, id from given
      ), stored as (
        insert into signal (id, young_person_id, professional_id, organisation_id, convenant_id, municipality_code, registered_at, removal_date)
        select gen_random_uuid(), g.id, a.id, a.organisation_id, p.convenant_id, '0193', now() - interval '1 day', current_date + 300
          from given g join account a on a.subject = g.subject join partner p on p.organisation_id = a.organisation_id
        returning id, young_person_id, professional_id)
      insert into logbook (occurred_at, event, ground, actor_id, young_person_id, signal_id)
      select now(), 'signal_registered', 'Jw 7.1.4.1', professional_id, young_person_id, id from stored`
  }
}

/** Two instances of which one serves while the other is killed; each may be started with other keys. */
async function twoInstances(t: Test, databaseUrl: string, shared: Shared) {
  const issuer = await createIssuer(t)
  const mailServer = await startMailServer(t)
  const prepare = (json: string) =>
    prepareService(t, { databaseUrl, issuer, mailUrl: mailServer.url, shared: { ...shared, keys: json } })
  /** By place; undefined while one is replaced, when nobody is sent there: something else may listen at its port by then. */
  const running: (ServiceProcess | undefined)[] = []
  let kills = 0
  let turn = 0
  return {
    issuer,
    kills: () => kills,
    url() {
      const there = running.filter((one) => one !== undefined)
      return there[turn++ % there.length]?.url ?? ''
    },
    async startBoth(json: string) {
      const both = await Promise.all([prepare(json), prepare(json)])
      await Promise.all(both.map((one) => one.start()))
      running.push(...both)
    },
    /** Kills one in the midst of its work, and starts another in its place. */
    async replace(place: number, json: string) {
      const [killed, next] = [running[place], await prepare(json)]
      killed?.signal('SIGKILL')
      running[place] = undefined
      kills++
      await killed?.ended()
      await next.start()
      running[place] = next
    },
    async stop() {
      const there = running.filter((one) => one !== undefined)
      for (const one of there) one.signal('SIGTERM')
      return Promise.all(there.map((one) => one.ended()))
    },
  }
}

async function isComplete(database: Database): Promise<void> {
  for (const deadline = Date.now() + inForm(60_000, 1_800_000); Date.now() < deadline; await sleep(200)) {
    const changes = await readRotations(database)
    if (changes.length === 3 && changes.every(({ completeAt }) => completeAt)) return
  }
  throw new Error('the change of keys is not complete')
}

t.test(
  'R15, R23: every key is changed under a load with instances killed: nobody is missed, nothing is lost, the old keys go',
  async (t) => {
    const { sql, serviceUrl, ownerUrl } = await createTestDatabase(t)
    const bsns = madeUpBsns()
    const load = pairsAndTriples(pairs, triples, bsns)
    const known = Array.from({ length: people }, (_, n) => ({
      bsn: bsns.next().value,
      subject: `p${load.length + n}`,
    }))
    const met = known
      .slice(0, load.length / 2)
      .map(({ bsn }, n) => ({ bsn, subject: `p${load.length + people + n}` }))
    await crowd(sql, load.length + people + met.length)
    await registeredBefore(sql, known)
    const owner = openDatabase({
      url: ownerUrl,
      poolSize: 2,
      queryDeadline: 600_000,
      applicationName: 'test',
    })
    t.teardown(() => owner.close())
    const shared = await prepareShared(t, publicUrl)
    const { issuer, url, startBoth, replace, stop, kills } = await twoInstances(t, serviceUrl, shared)
    await startBoth(files.before)
    const clients = startClients({
      url,
      issuer,
      arrivals: shuffled([...load, ...met]),
      clients: 16,
      // 24 a second, so that 20 remain while instances are killed.
      every: 660,
    })
    const since = performance.now()

    await replace(0, files.both)
    await replace(1, files.both)
    t.strictSame(await beginKeyRotations(owner, keys.both, new Date()), ['index', 'seal', 'logbook'])
    for (let kill = 0; kill < killsMeanwhile; kill++) {
      await sleep(between * Math.random())
      await replace(kill % 2, files.both)
    }
    await isComplete(owner)
    const meanwhile = clients.arrivals.length
    t.ok(meanwhile > 0, 'there was a load')
    // As if a day had passed: answers of before are kept as long.
    await sql`update key_rotation set begun_at = begun_at - interval '2 days'`
    const { versions } = await readKeyStatus(owner, keys.both)
    t.strictSame(
      versions.filter(({ needed }) => needed).map(({ version }) => version),
      [2, 2, 2],
      'nothing needs the old keys',
    )
    await replace(0, files.after)
    await replace(1, files.after)
    await sleep(inForm(1000, 60_000))
    await clients.finish()
    const seconds = (performance.now() - since) / 1000
    t.ok(clients.arrivals.length > meanwhile, 'and it went on')
    t.strictSame(await stop(), [0, 0])

    t.strictSame(clients.wrong, [], 'no wrong answer')
    const { signals, matches, ...wrong } = await judge(
      sql,
      [...known, ...clients.arrivals],
      [...known.map(() => null), ...clients.answers],
    )
    t.match(wrong, { failed: 0, missed: 0, doubled: 0, wronglyAnswered: 0, wronglyNotified: 0 })
    t.equal(signals, known.length + clients.arrivals.length)
    const stored = await sql`select id from signal where registered_at > now() - interval '12 hours'`
    t.strictSame(
      stored.map(({ id }) => id).sort(),
      clients.signalIds.toSorted(),
      'what was acknowledged, and no more',
    )
    t.strictSame(
      await notUnder(sql, keys.after),
      { closed: 0, notFound: 0, twice: 0 },
      'no row needs an old key',
    )
    t.strictSame(
      [...(await sql`select from identity_index where key_version = 1 limit 1`)],
      [],
      'and none is left of it',
    )
    t.equal(await stillFound(t, serviceUrl, known.slice(-inForm(200, 3000))), 0, 'everybody is still found')

    const verifiers = logbookVersions(publicUrl, keys.after.logbook).map(({ verifier }) => verifier)
    const notes = await readWitness(join(shared.outside, 'witness'))
    const verified = await atOneInstant(sql, (still) => verifyLogbook(readLogbook(still), verifiers, notes))
    t.strictSame(verified.findings, [], 'the logbook is verified from the first line to the last')
    t.equal(
      notes.filter((note) => note.match(/^— /gm)?.length === 2).length,
      1,
      'and the witness has the checkpoint that both keys signed',
    )
    t.comment(
      `${kills()} kills in ${Math.round(seconds)} s, ${(clients.arrivals.length / seconds).toFixed(1)} registrations a second, ${people} young persons, ${signals} signals, ${matches} matches; repeated: ${JSON.stringify(clients.repeated)}`,
    )
  },
)

/** How many of somebody who was known are not found by an instance with the new keys alone. */
async function stillFound(t: Test, url: string, known: readonly Arrival[]): Promise<number> {
  const database = openDatabase({
    url,
    role: 'verwijsindex_service',
    poolSize: 2,
    queryDeadline: 60_000,
    applicationName: 'test',
  })
  t.teardown(() => database.close())
  const after: Keys = keys.after
  let missed = 0
  for (const [n, { bsn }] of known.entries()) {
    // Each by the professional of another young person.
    const subject = known[(n + 1) % known.length]?.subject ?? ''
    const request = {
      issuer: testIssuer,
      subject,
      bsn: Bsn.parse(bsn) as Bsn,
      birthDate: '2015-06-01',
      municipalityCode: null,
      removalDate: null,
      idempotencyKey: null,
    }
    const item = prepareRegistration(request, after, new Date().toISOString().slice(0, 10))
    const budgets = { perProfessional: 1000, perOrganisation: 1_000_000 }
    const { registrations } = await registerSignals(database, [item], new Date(), budgets)
    if (registrations[0]?.signal?.match?.participants.length === undefined) missed++
  }
  return missed
}
