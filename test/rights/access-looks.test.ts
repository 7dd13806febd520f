import { getTableColumns } from 'drizzle-orm'
import t from 'tap'
import { logbook, logbookEvent } from '../../db/tables/logbook.ts'
import type { Composition } from '../../src/documents/composition.ts'
import { catalogue, fieldsOf, looks, lookWords } from '../../src/logbook/catalogue.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { accessStory } from './access-story.ts'

/** Who looked, as the answer to access tells it (R20, R21): nobody who did is left out. */

const story = await accessStory(t)
const { at, zwolle, kampen, people, database, grantAccess, document, register, ask, open, region } = story
const { sql } = database
const bsns = madeUpBsns()
const child = () => ({ bsn: bsns.next().value, birthDate: '2015-06-01' })
const officer = zwolle.privacyOfficer.subject

/** Who looked at what, a line each: `Naam: het eigen signaal`. */
function lookedAt({ sections }: Composition): string[] {
  const blocks = sections.find(({ heading }) => heading === 'Wie heeft er gekeken?')?.blocks ?? []
  return blocks.flatMap((block) =>
    block.kind === 'table' ? block.rows.map(([who = '', what]) => `${who.split('\n')[0]}: ${what}`) : [],
  )
}

t.test('R20: every event of the catalogue is a look, or has a reason why it is none', async (t) => {
  const explained = Object.values(catalogue).flatMap(({ noLook }) => noLook ?? [])
  t.equal(looks.length + explained.length, logbookEvent.enumValues.length)
  t.strictSame(
    explained.filter((reason) => !/^[a-z].{15,}[a-z]$/.test(reason)),
    [],
  )
  t.strictSame(
    looks.filter((event) => !fieldsOf(event).has('youngPersonId')),
    [],
    'each look can be tied to whom it was at',
  )
})

t.test('R20, R21: each event that is a look shows, and none that is not', async (t) => {
  const person = child()
  at('2026-03-02T09:00:00Z')
  await register('nurse', person)
  at('2026-03-03T09:00:00Z')
  const signal = await register('teacher', person)
  const { id: request } = await open('objection', person)
  const url = await grantAccess(person, ['guardian'])
  const looker = await region.account({ organisation: zwolle.organisations[0] ?? '' })
  const [found] = await sql`
    select s.young_person_id as person, p.match_id as match, s.registered_at as instant
      from signal s join match_participant p on p.signal_id = s.id where s.id = ${signal}`
  const [notification] = await sql`select id from notification where match_id = ${found?.match} limit 1`
  const known: Readonly<Record<string, string>> = {
    actorId: looker.id,
    youngPersonId: found?.person,
    signalId: signal,
    matchId: found?.match,
    notificationId: notification?.id,
    requestId: request,
    municipalityCode: '0193',
    count: '1',
    digest: '\\x00',
    day: '2026-03-03',
    reason: 'lapsed',
  }
  const columns = getTableColumns(logbook)
  for (const event of logbookEvent.enumValues) {
    const fields = [...fieldsOf(event)]
    const names = fields.map((field) => `, ${columns[field].name}`).join('')
    const values = fields.map((field) => known[field] ?? looker.id)
    const places = fields.map((_, n) => `, $${n + 3}`).join('')
    await sql.unsafe(`insert into logbook (occurred_at, event${names}) values ($1, $2${places})`, [
      found?.instant,
      event,
      ...values,
    ])
  }
  const told = lookedAt(await document(url)).filter((line) => line.startsWith(`Naam ${looker.subject}: `))
  t.strictSame(told.sort(), looks.map((event) => `Naam ${looker.subject}: ${lookWords(event)}`).sort())
})

t.test(
  'R20, R21: who opened, extended and decided saw who has signals; who advised saw as well',
  async (t) => {
    const person = child()
    at('2026-04-01T09:00:00Z')
    const signal = await register('nurse', person)
    const { id } = await open('objection', person)
    await ask(people.nurse.subject, 'POST', `/advice-requests/${id}/answers`, { advice: 'refuse' })
    await ask(officer, 'POST', `/subject-requests/${id}/extensions`)
    await ask(officer, 'POST', `/subject-requests/${id}/decisions`, { decision: 'refused' })
    await ask(people.nurse.subject, 'POST', `/signals/${signal}/renewals`, {})
    const told = lookedAt(await document(await grantAccess(person, ['guardian'])))
    t.strictSame(told.sort(), [
      'F. Jansma: alles, om dit antwoord te maken',
      'F. Jansma: een verzoek, om erop te besluiten',
      'F. Jansma: een verzoek, om meer tijd te nemen',
      'P. Kok: een verzoek van de ouder of jongere, toen het binnenkwam',
      'S. de Vries: een verzoek, om er advies over te geven',
      'S. de Vries: het eigen signaal, om het te verlengen',
    ])
  },
)

t.test('R20, R21: who registered, or registered again, and was answered with the match', async (t) => {
  const person = child()
  at('2026-05-01T09:00:00Z')
  await register('nurse', person)
  at('2026-05-02T09:00:00Z')
  const asElsewhere = () =>
    story.service.app.inject({
      method: 'POST',
      url: '/v1/signals',
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': 'once-more' },
      payload: person,
    })
  const token = await story.issuer.token(people.elsewhere.subject)
  const first = await asElsewhere()
  t.equal(first.json().match.participants.length, 1)
  at('2026-05-02T09:10:00Z')
  t.equal((await asElsewhere()).payload, first.payload, 'answered from what was kept')
  at('2026-05-02T09:20:00Z')
  t.equal((await ask(people.elsewhere.subject, 'POST', '/signals', person)).status, 200)
  const lines = await sql`
    select occurred_at, actor_id, young_person_id is not null as tied, signal_id from logbook
     where event = 'signal_repeated' and actor_id = ${people.elsewhere.id} order by id`
  t.strictSame(
    [...lines],
    ['2026-05-02T09:10:00Z', '2026-05-02T09:20:00Z'].map((instant) => ({
      occurred_at: new Date(instant),
      actor_id: people.elsewhere.id,
      tied: true,
      signal_id: first.json().id,
    })),
  )
  const composition = await document(await grantAccess(person, ['guardian']))
  t.strictSame(
    lookedAt(composition).filter((line) => line.startsWith('B. Postma')),
    [
      'B. Postma: het eigen signaal en de match, bij het nog eens afgeven',
      'B. Postma: wie er al een signaal had, bij het afgeven van een eigen signaal',
    ],
  )
  t.notOk(
    lookedAt(composition).some((line) => line.startsWith('S. de Vries')),
    'who came first saw nobody',
  )
})

t.test(
  'R21: who registered again elsewhere, before there was anything here, is not ours to tell',
  async (t) => {
    const person = child()
    at('2026-06-01T09:00:00Z')
    await register('elsewhere', person)
    await story.signals(person, [kampen.professionals[0]])
    t.equal((await ask(people.elsewhere.subject, 'POST', '/signals', person)).status, 200)
    at('2026-06-02T09:00:00Z')
    await register('nurse', person)
    const told = lookedAt(await document(await grantAccess(person, ['guardian'])))
    t.strictSame(
      told.filter((line) => !/^(F\. Jansma|P\. Kok)/.test(line)),
      ['S. de Vries: wie er al een signaal had, bij het afgeven van een eigen signaal'],
    )
  },
)
