import t from 'tap'
import { faultyLines } from '../../src/development/stories/partners/cast.ts'
import { playPartnersStory, type Reply } from '../../src/development/stories/partners/play.ts'
import type { Overview } from '../../src/overview/overview.ts'
import { testPersons } from '../support/bsn.ts'
import { startMailServer } from '../support/mail-server.ts'
import { region } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

const mails = await startMailServer(t)
const { service, issuer, database } = await createTestService(t, {
  mail: { url: mails.url, from: 'noreply@verwijsindex.example' },
  delivery: { on: true, pollSeconds: 1, retrySchedule: [1] },
})
const { subject: administrator } = await region(database.sql).account({ roles: ['functional_administrator'] })
const url = await service.listen({ host: '127.0.0.1', port: 0 }, { host: '127.0.0.1', port: 0 })

async function ask(subject: string, method: string, path: string, body?: object | string): Promise<Reply> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await issuer.token(subject)}`,
      ...(body === undefined
        ? {}
        : { 'content-type': typeof body === 'string' ? 'text/csv' : 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: answer.status, body: await answer.json() }
}

async function codeFor(address: string): Promise<string> {
  for (let turn = 0; turn < 600; turn++) {
    const text = mails.received.find(({ to }) => to.includes(address))?.mail.text
    const [code] = /[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{22,}/.exec(text ?? '') ?? []
    if (code !== undefined) return code
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`no mail with a code came to ${address}`)
}

const seen = new Map<string, { view: Overview; detail: Reply['body'] }>()
const children = testPersons.slice(0, 2).map(({ bsn, birthDate }) => ({ bsn, birthDate }))
await playPartnersStory({ administrator, ask, codeFor, children }, '9027', (step, view, detail) => {
  seen.set(step, { view, detail })
})

const states = { invited: 0, agreed: 0, connected: 0, suspended: 0, ended: 0 }
const at = (step: string) => seen.get(step) ?? t.fail(step)
const view = (step: string) => seen.get(step)?.view as Overview
const connected = (step: string) =>
  view(step).domains.reduce((sum, each) => sum + each.connectedOrganisations, 0)

t.test(
  'R4: the faulty table is refused with every fault by its line, and nothing of it comes in',
  async (t) => {
    t.ok(at('convenant'))
    t.strictSame(view('convenant').partners, [])
    const lines = (step: string) => {
      const errors: { location: { pointer: string } }[] = seen.get(step)?.detail.errors ?? []
      return [...new Set(errors.map(({ location }) => Number(location.pointer.split('/')[1])))].sort(
        (a, b) => a - b,
      )
    }
    t.strictSame(lines('tried'), faultyLines)
    t.strictSame(lines('refused'), faultyLines)
    for (const step of ['tried', 'refused']) {
      t.strictSame(view(step).partners, [], step)
      t.strictSame(view(step).missing, [], step)
    }
  },
)

t.test('R4: the view is right after every step', async (t) => {
  t.strictSame(view('imported').states, { ...states, invited: 20 })
  t.equal(view('imported').missing.length, 27)
  t.equal(view('imported').missing.filter(({ state }) => state === null).length, 7)
  t.strictSame(view('invited').states, { ...states, invited: 27 })
  t.ok(view('invited').missing.every(({ state }) => state === 'invited'))
  t.strictSame(view('agreed').states, { ...states, agreed: 27 })
  t.ok(
    view('agreed').missing.every(
      ({ waitsFor, waitsOn }) => waitsFor === 'professionals' && waitsOn === 'organisation',
    ),
  )
  t.ok(
    view('professionals').missing.every(
      ({ waitsFor, waitsOn }) => waitsFor === 'connection' && waitsOn === 'municipality',
    ),
  )
  t.strictSame(view('professionals').states, { ...states, agreed: 27 })
  t.equal(
    view('professionals').domains.reduce((sum, each) => sum + each.professionals, 0),
    0,
    'not connected: nobody may register',
  )
  t.strictSame(view('connected').states, { ...states, connected: 27 })
  t.strictSame([connected('connected'), view('connected').missing.length], [27, 0])
  t.equal(
    view('connected').domains.reduce((sum, each) => sum + each.professionals, 0),
    81,
  )
  t.ok(
    view('connected').partners.every(
      ({ professionals, activityShown }) => professionals === 3 && !activityShown,
    ),
  )
  t.ok(
    view('connected').domains.every(({ connectedOrganisations }) => connectedOrganisations > 0),
    'in every domain',
  )
})

t.test('R15, R22: the first match; who registers does not show in the quarter that runs', async (t) => {
  t.equal(seen.get('signals')?.detail.match.participants.length, 1)
  t.strictSame(view('signals'), view('connected'))
})

t.test('R1: one that ends is missing from then on, and its people may register no more', async (t) => {
  t.strictSame(view('ended').states, { ...states, connected: 26, ended: 1 })
  t.match(view('ended').missing, [{ state: 'ended' }])
  t.equal(connected('ended'), 26)
  t.match(seen.get('ended')?.detail, { type: 'urn:verwijsindex:problem:not-permitted' })
})
