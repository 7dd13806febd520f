import t, { type Test } from 'tap'
import type { Composition } from '../../src/documents/composition.ts'
import { generateKeys, oldestSeed, parseKeys } from '../../src/identity/keys.ts'
import { verifierOf } from '../../src/logbook/note.ts'
import { readLogbook } from '../../src/logbook/read-logbook.ts'
import { sealLogbook } from '../../src/logbook/seal-lines.ts'
import { logbookSigner } from '../../src/logbook/signer.ts'
import { verifyLogbook } from '../../src/logbook/verify-logbook.ts'
import { piecesOf, under } from '../documents/words.ts'
import { deliveryOf } from '../support/people.ts'
import { personOf, rightsService } from '../support/rights.ts'
import { sealAtLeast } from '../support/sealing.ts'

/** A request for erasure, from the counter of the municipality to the certificate, over HTTP, with the mail and the sealer at work. */

const keys = parseKeys(generateKeys(false))
const tested = await rightsService(t, { keys })
const { ask, zwolle, signals, clock, database, service } = tested
const { sql } = database
const { mail, deliver } = await deliveryOf(t, tested)
const signer = logbookSigner('https://verwijsindex.example', oldestSeed(keys.logbook))
const officer = zwolle.privacyOfficer.subject
const [anna, bert, cora] = zwolle.professionals
const person = personOf(13)

const seal = () => sealLogbook({ database: service.database, signer, now: clock.now }, () => false)

async function verified(t: Test): Promise<number> {
  const [{ lines } = { lines: 0 }] = await sql<{ lines: number }[]>`select count(*)::int as lines from logbook
    where not exists (select from logbook_leaf where logbook_id = logbook.id)`
  await sealAtLeast(seal, lines)
  const { findings, forgotten } = await verifyLogbook(readLogbook(sql), verifierOf(signer))
  t.strictSame(findings, [])
  return forgotten
}

t.test('R21: a request for erasure, from opening to certificate', async (t) => {
  const [, , third = ''] = await signals(person, zwolle.professionals)
  const [{ id: youngPerson } = { id: '' }] = await sql<{ id: string }[]>`select id from young_person`
  await ask(cora.subject, 'POST', `/signals/${third}/endings`, { reason: 'risk_gone' })
  for (const { subject } of [anna, bert]) {
    await ask(subject, 'GET', '/signals')
    await ask(subject, 'GET', '/matches')
  }
  await deliver()
  t.equal(await verified(t), 0)

  // At the counter: the number, the birth date, and who signed; the mother came alone at first.
  const opening = { kind: 'erasure', ...person, signedBy: ['guardian'] }
  t.equal((await ask(zwolle.opener.subject, 'POST', '/subject-requests', opening)).status, 400)
  const { body: request } = await ask(zwolle.opener.subject, 'POST', '/subject-requests', {
    ...opening,
    signedBy: ['guardian', 'young_person'],
  })
  t.match(request, { dueDate: '2026-12-22', advice: [{ advice: null }, { advice: null }] })
  const path = `/subject-requests/${request.id}`

  // Two are asked by mail; one advises.
  const before = mail.received.length
  await deliver()
  t.strictSame(
    mail.received
      .slice(before)
      .flatMap(({ to }) => to)
      .sort(),
    [anna.email, bert.email].sort(),
  )
  clock.now = new Date('2026-11-30T09:00:00Z')
  const { body: asked } = await ask(anna.subject, 'GET', '/advice-requests')
  t.match(asked.items, [{ id: request.id, signal: { bsnLastDigits: person.bsn.slice(-3) } }])
  await ask(anna.subject, 'POST', `/advice-requests/${asked.items[0].id}/answers`, { advice: 'grant' })

  // The other is ill, so the municipality takes its time.
  clock.now = new Date('2026-12-21T09:00:00Z')
  t.match(await ask(officer, 'POST', `${path}/extensions`), { status: 201, body: { dueDate: '2027-02-22' } })
  t.equal(await verified(t), 0)

  clock.now = new Date('2027-01-11T09:00:00Z')
  t.match((await ask(officer, 'GET', path)).body, {
    overdue: false,
    advice: [{ advice: 'grant' }, { advice: null }],
  })
  const { body: decided } = await ask(officer, 'POST', `${path}/decisions`, { decision: 'granted' })
  t.match(decided, { decision: 'granted', destroyed: { signals: 2, archivedSignals: 1 } })

  // Nothing is left: not for the professionals, not in any table.
  for (const { subject } of [anna, bert, cora]) {
    t.strictSame((await ask(subject, 'GET', '/signals')).body.items, [])
    t.strictSame((await ask(subject, 'GET', '/matches')).body.items, [])
    t.strictSame((await ask(subject, 'GET', '/advice-requests')).body.items, [])
  }
  for (const table of [
    'young_person',
    'identity_index',
    'signal',
    'archived_signal',
    'match',
    'match_participant',
  ])
    t.equal((await sql.unsafe(`select from ${table}`)).length, 0, table)
  for (const { name, rows } of await rowsOfAll()) t.notOk(rows.includes(youngPerson), name)

  // The certificate says how much, and where the logbook has it.
  const { status, body: certificate } = await ask(officer, 'GET', `${path}/certificate`)
  t.equal(status, 200)
  await certifies(t, certificate, decided.destroyed.digest)

  // The logbook has forgotten whom it was about, and is as whole as before.
  t.ok((await verified(t)) > 10)
  const again = await ask(zwolle.opener.subject, 'POST', '/subject-requests', {
    ...opening,
    kind: 'access',
    signedBy: ['guardian', 'young_person'],
  })
  await ask(officer, 'POST', `/subject-requests/${again.body.id}/decisions`, { decision: 'granted' })
  const { body: access } = await ask(officer, 'GET', `/subject-requests/${again.body.id}/access-document`)
  t.match(piecesOf(access).join('\n'), 'staat er niets over jou in de verwijsindex van gemeente Zwolle')
  await deliver()
  t.ok(mail.received.every(({ raw }) => !raw.includes(person.bsn)))
})

async function certifies(t: Test, certificate: Composition, digest: string): Promise<void> {
  const [line] = await sql<{ id: number; digest: string; count: number }[]>`
    select id::int, encode(digest, 'hex') as digest, count::int from logbook where event = 'destruction_certified'`
  t.match(line, { digest, count: 3 })
  t.match(certificate, { kind: 'destruction_certificate', sender: 'Gemeente Zwolle', date: '2027-01-11' })
  const text = piecesOf(certificate).join('\n')
  t.match(text, `Regel ${line?.id}`)
  t.match(text, 'verwijsindex.example/logbook')
  t.ok(text.replace(/\s/g, '').includes(digest))
  t.strictSame(under(certificate, 'Wat is er vernietigd?').slice(1, 7), [
    'Wat',
    'Aantal',
    'Signalen die nog golden',
    '2',
    'Signalen in het archief',
    '1',
  ])
  t.notMatch(text, 'Jongeren van wie', 'which would tell of other municipalities')
}

async function rowsOfAll(): Promise<{ name: string; rows: string }[]> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`
  const found: { name: string; rows: string }[] = []
  for (const { name } of tables) {
    const [row] = await sql.unsafe(`select coalesce(string_agg(t::text, E'\n'), '') as rows from "${name}" t`)
    found.push({ name, rows: row?.rows })
  }
  return found
}
