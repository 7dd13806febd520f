import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { testPersons } from '../support/bsn.ts'
import { createTestDatabase } from '../support/database.ts'
import { createIssuer } from '../support/issuer.ts'
import { region, smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

/** A professional with four signals, of which the newest two were sealed by an instance that has a newer key as well. */
async function duringRotation(t: Test) {
  const file = JSON.parse(generateKeys(false))
  const newer = { version: 2, key: randomBytes(32).toString('base64') }
  const existing = await createTestDatabase(t)
  const issuer = await createIssuer(t)
  const instance = (seal: object[]) =>
    createTestService(t, { existing, issuer, keys: parseKeys(JSON.stringify({ ...file, seal })) })
  const older = await instance(file.seal)
  const rotated = await instance([...file.seal, newer])
  const { professionals } = await smallRegion(existing.sql, 1)
  const subject = professionals[0]?.subject ?? ''
  const ids: string[] = []
  for (const [n, { bsn, birthDate }] of testPersons.slice(0, 4).entries())
    ids.push((await (n < 2 ? older : rotated).register(subject, { bsn, birthDate })).body.id)
  return { older, rotated, subject, ids, sql: existing.sql, issuer }
}

const lastDigits = testPersons.slice(0, 4).map(({ bsn }) => bsn.slice(-3))

t.test('a seal that does not open says so in its own line, and the rest is shown', async (t) => {
  const { older, rotated, subject, sql, ids } = await duringRotation(t)
  const shown = async ({ get }: typeof older) => {
    const { status, body } = await get(subject, '/v1/signals')
    t.equal(status, 200)
    return body.items.map(({ bsnLastDigits }: { bsnLastDigits: string | null }) => bsnLastDigits).reverse()
  }
  t.strictSame(await shown(older), [lastDigits[0], lastDigits[1], null, null])
  t.strictSame(await shown(rotated), lastDigits)
  t.equal(
    older.logged.filter((line) => /"level":"error".*"keyVersion":2.*a seal does not open/.test(line)).length,
    2,
  )
  const { payload } = await older.service.operations.inject('/metrics')
  t.match(payload, /^seals_unreadable_total\{key_version="2"\} 2$/m)
  t.equal((await older.get(subject, `/v1/signals/${ids[3]}`)).body.bsnLastDigits, null)

  await sql`update young_person set bsn_sealed = 'damaged'
             where id = (select young_person_id from signal where id = ${ids[0] ?? ''})`
  t.strictSame(await shown(rotated), [null, ...lastDigits.slice(1)], 'a damaged one too')
})

t.test('a number that does not open is not disclosed, and is not logged as if it were', async (t) => {
  const { older, rotated, subject, ids, sql, issuer } = await duringRotation(t)
  const disclose = async ({ service }: typeof older) =>
    service.app.inject({
      method: 'POST',
      url: `/v1/signals/${ids[3]}/bsn-disclosures`,
      headers: { authorization: `Bearer ${await issuer.token(subject)}` },
    })
  const answer = await disclose(older)
  t.equal(answer.statusCode, 503)
  t.match(answer.headers['retry-after'], /^\d+$/)
  t.equal((await sql`select from logbook where event = 'bsn_disclosed'`).length, 0)
  t.equal((await disclose(rotated)).statusCode, 201)
})

t.test('what goes on without the number goes on', async (t) => {
  const { older, subject, ids, issuer } = await duringRotation(t)
  const post = async (path: string, payload: object) =>
    older.service.app.inject({
      method: 'POST',
      url: `/v1/signals/${ids[3]}/${path}`,
      headers: { authorization: `Bearer ${await issuer.token(subject)}` },
      payload,
    })
  const renewed = await post('renewals', {})
  t.equal(renewed.statusCode, 201)
  t.equal(renewed.json().bsnLastDigits, null)
  t.equal((await post('endings', { reason: 'risk_gone' })).statusCode, 204)
})

t.test('a request for advice shows the others as well', async (t) => {
  const { older, subject, ids, sql } = await duringRotation(t)
  for (const id of ids) await region(sql).subjectRequest('0193', id)
  const { status, body } = await older.get(subject, '/v1/advice-requests')
  t.equal(status, 200)
  const shown = body.items.map(
    ({ signal }: { signal: { bsnLastDigits: string | null } }) => signal.bsnLastDigits,
  )
  t.strictSame(new Set(shown), new Set([lastDigits[0], lastDigits[1], null]))
})
