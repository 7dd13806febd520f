import { createSecretKey, randomBytes } from 'node:crypto'
import t from 'tap'
import { z } from 'zod'
import { logbookEvent } from '../../db/tables/logbook.ts'
import { activities, activityId } from '../../src/logbook/activities.ts'
import { exportRecords, type RecordForm } from '../../src/logbook/records/export-records.ts'
import type { NamedLine } from '../../src/logbook/records/line-record.ts'
import { toNen7513 } from '../../src/logbook/records/nen7513.ts'
import { testPersons } from '../support/bsn.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

/** Logboek Dataverwerkingen 1.0, "Component: Logboek", as its tables have it. */
const Ldv = z.strictObject({
  trace_id: z.string().regex(/^[0-9a-f]{32}$/),
  span_id: z.string().regex(/^[0-9a-f]{16}$/),
  parent_span_id: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  status_code: z.enum(['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR']),
  name: z.enum(logbookEvent.enumValues),
  start_time: z.iso.datetime({ precision: 3 }),
  end_time: z.iso.datetime({ precision: 3 }),
  resource: z.strictObject({ attributes: z.record(z.string(), z.string()) }),
  attributes: z.strictObject({
    'dpl.core.processing_activity_id': z.enum(
      Object.keys(activities).map((name) => activityId(name as keyof typeof activities)) as [string],
    ),
    'dpl.core.data_subject_id': z.string().regex(/^[0-9a-f]{64}$/),
    'dpl.core.data_subject_id_type': z.string().regex(/^urn:verwijsindex:data-subject:[a-z-]+$/),
  }),
})

/** NEN 7513: event, outcome, time, user id, name and role, responsible party, access point, purpose, ground. */
const text = z.string().min(1)
const Nen7513 = z.strictObject({
  event: z.strictObject({
    eventId: z.enum(logbookEvent.enumValues),
    eventName: text,
    eventActionCode: z.enum(['C', 'R', 'U', 'D', 'E']),
    eventDateTime: z.iso.datetime({ precision: 3 }),
    eventOutcomeIndicator: z.union([z.literal(0), z.literal(4), z.literal(8), z.literal(12)]),
    eventTypeCode: z.string().startsWith('urn:'),
  }),
  user: z.strictObject({
    userId: text,
    userName: text,
    roleIdCode: z.array(text),
    userIsRequestor: z.boolean(),
  }),
  responsibleParty: z.strictObject({ type: text, id: text, name: text }),
  accessPoint: z.strictObject({ networkAccessPointTypeCode: z.literal(1), networkAccessPointId: text }),
  purposeOfUse: text,
  ground: z.string().regex(/^(Jw|AVG) /),
  participantObject: z
    .strictObject({
      participantObjectTypeCode: z.literal(1),
      participantObjectTypeCodeRole: z.literal(1),
      participantObjectIdTypeCode: z.string().startsWith('urn:'),
      participantObjectId: z.string().regex(/^[0-9a-f]{64}$/),
    })
    .nullable(),
  source: z.strictObject({
    auditEnterpriseSiteId: text,
    auditSourceId: text,
    auditSourceTypeCode: z.literal(4),
  }),
})

const made = await createTestService(t, { clock: () => new Date('2026-11-27T09:00:00Z') })
const { sql } = made.database
const { professionals } = await smallRegion(sql, 2)
const [anna, bas] = professionals.map(({ subject }) => subject) as [string, string]
const [first, second] = testPersons.map(({ bsn, birthDate }) => ({ bsn, birthDate }))
for (const body of [first, second])
  for (const subject of [anna, bas]) await made.register(subject, body ?? {})
await made.get(anna, '/v1/signals')
await made.get(anna, '/v1/matches')
await made.get(anna, '/v1/logbook-lines')

const key = createSecretKey(randomBytes(32))
const source = { origin: 'verwijsindex.example/logbook', version: '1.0.0', pseudonymKey: key }

async function exported(form: RecordForm, period = {}): Promise<string[]> {
  const texts: string[] = []
  for await (const text of exportRecords(sql, form, source, period)) texts.push(text)
  return texts
}

t.test('R20: records of Logboek Dataverwerkingen 1.0, one for each line and data subject', async (t) => {
  const texts = await exported('ldv')
  const records = texts.map((text) => Ldv.parse(JSON.parse(text)))
  const [count] = await sql<{ n: number }[]>`select count(*)::int as n from logbook`
  t.ok(records.length >= (count?.n ?? 0), 'no line is left out that is about somebody')
  t.equal(new Set(records.map(({ span_id }) => span_id)).size, records.length)
  t.strictSame(await exported('ldv'), texts, 'the same each time')
  const subjects = records.filter(({ attributes }) =>
    attributes['dpl.core.data_subject_id_type'].endsWith(':young-person'),
  )
  t.equal(new Set(subjects.map(({ attributes }) => attributes['dpl.core.data_subject_id'])).size, 2)
  t.ok(
    records.some(({ status_code }) => status_code === 'STATUS_CODE_UNSET'),
    'a refusal',
  )
  const later = await exported('ldv', { from: new Date('2026-11-27T09:00:00.001Z') })
  t.strictSame(later, [])
})

t.test('R20: records of NEN 7513, with who, in which role, for whom and why', async (t) => {
  const records = (await exported('nen7513')).map((text) => Nen7513.parse(JSON.parse(text)))
  const registered = records.find(({ event }) => event.eventId === 'signal_registered')
  t.match(registered, {
    event: { eventActionCode: 'C', eventOutcomeIndicator: 0 },
    user: { roleIdCode: ['professional'], userIsRequestor: true },
    responsibleParty: { type: 'organisation' },
    ground: 'Jw 7.1.4.1',
  })
  await sql`update role_assignment set until_date = '2026-11-27'`
  const again = await exported('nen7513')
  t.strictSame(
    again.map((text) => Nen7513.parse(JSON.parse(text)).user.roleIdCode),
    records.map(({ user }) => user.roleIdCode),
    'also where somebody was withdrawn later that day',
  )
  const told = records.find(({ event }) => event.eventId === 'notification_made')
  t.equal(told?.user.userIsRequestor, false, 'who is told did not ask')
  const refused = records.find(({ event }) => event.eventId === 'action_refused')
  t.equal(refused?.event.eventOutcomeIndicator, 4)
  const line: NamedLine = {
    ...{
      id: 1,
      transactionId: '1',
      occurredAt: new Date(0),
      event: 'checkpoint_signed',
      ground: null,
      actorId: null,
    },
    ...{
      actorName: null,
      actorRoles: [],
      organisationId: null,
      organisationName: null,
      municipalityCode: null,
    },
    ...{ youngPersonId: null, commitment: null, signalId: null, matchId: null, accountId: null },
  }
  t.match(toNen7513(line, source), [{ user: { roleIdCode: ['system'] }, participantObject: null }])
  const codeOf = (event: NamedLine['event']) =>
    toNen7513({ ...line, event }, source)[0]?.event.eventActionCode
  const codes = logbookEvent.enumValues.map((event) => codeOf(event))
  t.strictSame(new Set(codes), new Set(['C', 'R', 'U', 'D', 'E']))
  for (const event of logbookEvent.enumValues.filter((name) => /_(viewed|exported|disclosed)$/.test(name)))
    t.equal(codeOf(event), 'R', event)
})

t.test('R20: an export names nobody by what the index knows them by', async (t) => {
  const persons = await sql<{ id: string }[]>`select id from young_person`
  for (const form of ['ldv', 'nen7513'] as const) {
    const text = (await exported(form)).join('')
    for (const { id } of persons) t.notOk(text.includes(id))
    for (const person of [first, second]) t.notOk(text.includes(person?.bsn ?? ''))
  }
  const other = { ...source, pseudonymKey: randomBytes(32) }
  const [one] = await exported('ldv')
  for await (const text of exportRecords(sql, 'ldv', other, {})) {
    t.not(
      JSON.parse(text).attributes['dpl.core.data_subject_id'],
      JSON.parse(one ?? '').attributes['dpl.core.data_subject_id'],
    )
    break
  }
})
