import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import t from 'tap'
import { problemTypes } from '../../src/http/door/problems.ts'
import { problemCode } from '../support/answers.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'
import { tableDigests } from '../support/tables.ts'
import { badInputs, good, now } from './bad-input-table.ts'

const { service, issuer, database, logged, register } = await createTestService(t, { clock: () => now })
const { professionals } = await smallRegion(database.sql, 1)
const subject = professionals[0]?.subject ?? ''
const authorization = `Bearer ${await issuer.token(subject)}`

interface Told {
  readonly title: string
  readonly detail: string
  readonly errors?: readonly {
    readonly in: string
    readonly location: { readonly pointer?: string; readonly name?: string }
    readonly code: string
    readonly detail: string
  }[]
}

t.test(`R6, R7, R9: ${Object.keys(badInputs).length} kinds of bad input`, async (t) => {
  t.ok(Object.keys(badInputs).length >= 120)
  const before = await tableDigests(database.sql)
  for (const [name, { request, status, code, faults, withoutToken }] of Object.entries(badInputs)) {
    await t.test(name, async (t) => {
      const answer = await service.app.inject({
        ...request,
        headers: { ...(withoutToken ? {} : { authorization }), ...request.headers },
      })
      t.equal(answer.statusCode, status)
      t.equal(problemCode(answer), code)
      t.match(answer.headers, { 'content-type': 'application/problem+json', 'content-language': 'nl' })
      const { title, detail, errors } = answer.json<Told>()
      t.ok(
        Object.values(problemTypes).some((known) => known.title === title && known.detail === detail),
        'title and detail are those of the catalogue',
      )
      if (faults) t.strictSame(errors?.map(placeOf), faults, 'every fault at once')
      for (const error of errors ?? []) {
        t.match(error.code, /^[a-z0-9-]+$/)
        t.match(error.detail, /\b(dit|een|deze|ongeldig\w*|te|geen|de)\b/i, 'in Dutch')
      }
      for (const value of sentValues(request))
        t.notOk(repeats(answer, value), `does not repeat ${value.slice(0, 40)}`)
    })
  }
  t.strictSame(await tableDigests(database.sql), before, 'nothing was stored, not even in the logbook')
  t.notOk(
    logged.some((line) => line.includes(good.bsn) || line.includes('Jansen') || line.includes('zorgen')),
    'and nothing of it was logged',
  )
})

t.test('R8: what lies within the limits is taken, on the day that it is in Amsterdam', async (t) => {
  const taken = [
    { ...good, birthDate: '2003-06-17', removalDate: '2026-06-17' },
    { bsn: '999990408', birthDate: '2026-06-16', removalDate: '2028-06-16', municipalityCode: '0193' },
    { bsn: '999991735', birthDate: '2004-02-29' },
  ]
  for (const body of taken)
    t.equal((await register(subject, body)).status, 201, JSON.stringify(Object.keys(body)))
})

function placeOf({ in: where, location }: NonNullable<Told['errors']>[number]): string {
  return `${where} ${location.pointer ?? location.name}`
}

/** Every text and number that was sent as a value, long enough to be recognised. */
function sentValues({ payload, url, headers }: InjectOptions): string[] {
  const query = [...new URL(String(url).replace(/^\/+/, '/'), 'http://x').searchParams.values()]
  const key = headers?.['idempotency-key']
  return [...leaves(payload), ...query, ...(typeof key === 'string' ? [key] : []), good.bsn].filter(
    (value) => value.trim().length >= 5,
  )
}

function leaves(payload: unknown): string[] {
  try {
    const values: string[] = []
    const parsed = typeof payload === 'string' ? payload : JSON.stringify(payload ?? null)
    JSON.parse(parsed, (_key, value) => {
      if (typeof value === 'string' || typeof value === 'number') values.push(String(value))
      return value
    })
    return values
  } catch {
    return []
  }
}

function repeats({ payload, headers }: LightMyRequestResponse, value: string): boolean {
  const written = JSON.stringify(value).slice(1, -1)
  return [payload, JSON.stringify(headers)].some((text) => text.includes(value) || text.includes(written))
}
