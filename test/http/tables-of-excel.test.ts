import t, { type Test } from 'tap'
import { excelForms, savedByExcel } from '../support/excel.ts'
import { convenantOfZwolle } from '../support/partners.ts'
import { peopleService } from '../support/people.ts'
import { tableDigests } from '../support/tables.ts'

const people = [
  'Naam;Functie;E-mail;Telefoon;Rol',
  'Renée ’t Hart;Jeugdarts 4-19 jaar;r.thart@organisatie.example;(038) 498 91 11;professional en coördinator',
  'Zoë Bosch;Mentor;z.bosch@organisatie.example;+32 470 12 34 56;',
  "Bram D'Ancona;4-19;b.dancona@organisatie.example;06-12345678;professional",
].join('\r\n')

const organisations = [
  'Naam;Categorie;Soort;KvK;OIN;AGB;BRIN;RSIN;Contactpersoon;Functie;E-mail;Telefoon;Verankering;Kenmerk;Verankerd tot en met;Regie;Uitnodigen',
  'GGD IJsselland;Organisatie voor jeugdgezondheidszorg;Instelling;08123456;00000003081234560000;;;;Renée Zandbergen;Beleidsmedewerker;r.zandbergen@ggd.example;038-1234567;Subsidie;2026-1;2027-12-31;ja;ja',
  'Coöperatie ’t Span;Algemeen maatschappelijk werk;Instelling;;;;;;;;;;;;;nee;nee',
].join('\r\n')

/** Sends the bytes of a table, and says what became of them. */
async function professionals(t: Test) {
  const { ask, coordinator, database } = await peopleService(t, 0)
  await database.sql`update account set name = 'Coen Oordt', job_title = 'Teamleider', phone = '038-1234567'`
  return {
    send: (payload: Buffer | string, type = 'text/csv') =>
      ask(coordinator.subject, {
        method: 'POST',
        url: '/v1/professionals/_import?dryRun=false',
        headers: { 'content-type': type },
        payload,
      }),
    exported: async () =>
      (await ask(coordinator.subject, { url: '/v1/professionals', headers: { accept: 'text/csv' } })).payload,
    stored: () => tableDigests(database.sql, { except: ['logbook'] }),
    outcomes: (answer: { json(): { rows: { professional: string }[] } }) =>
      new Set(answer.json().rows.map(({ professional }) => professional)),
  }
}

async function partners(t: Test) {
  const { zwolle, table, database, issuer, admin, service } = await convenantOfZwolle(t)
  const path = `/convenants/${zwolle}/partners`
  return {
    send: async (payload: Buffer | string, type = 'text/csv') =>
      service.app.inject({
        method: 'POST',
        url: `/v1${path}/_import?dryRun=false`,
        headers: { authorization: `Bearer ${await issuer.token(admin.subject)}`, 'content-type': type },
        payload,
      }),
    exported: async () => (await table(path)).payload,
    stored: () => tableDigests(database.sql, { except: ['logbook'] }),
    outcomes: (answer: { json(): { rows: { organisation: string }[] } }) =>
      new Set(answer.json().rows.map(({ organisation }) => organisation)),
  }
}

const tables = { professionals: [professionals, people], partners: [partners, organisations] } as const

for (const [what, [start, first]] of Object.entries(tables)) {
  t.test(`R3, R4: ${what} come in as people keep them, and as Excel saved them change nothing`, async (t) => {
    const { send, exported, stored, outcomes } = await start(t)
    const added = await send(first)
    t.equal(added.statusCode, 200, added.payload)
    const text = await exported()
    const before = await stored()
    for (const form of excelForms) {
      const again = await send(savedByExcel(text, form))
      t.equal(again.statusCode, 200, `${form}: ${again.payload}`)
      t.strictSame(outcomes(again), new Set(['known']), form)
      t.strictSame(await stored(), before, form)
    }
  })

  t.test(`R3, R4: ${what} are added from every form in which Excel saves a table`, async (t) => {
    // What Excel makes of such a text when it is typed is gone, and nobody could read it back.
    const typed = first
      .replace(';4-19;', ';Jeugdarts;')
      .replace(/;0{7}\d+;/, ';;')
      .replace(';2026-1;', ';SUB-2026-1;')
    for (const form of excelForms) {
      const { send, outcomes } = await start(t)
      const answer = await send(savedByExcel(typed, form))
      t.equal(answer.statusCode, 200, `${form}: ${answer.payload}`)
      t.strictSame(outcomes(answer), new Set(['added']), form)
    }
  })

  t.test(`R3, R4: what is no table of ${what} is told about in words of tables`, async (t) => {
    const { send, stored } = await start(t)
    const before = await stored()
    const sent: Readonly<Record<string, readonly [Buffer | string, string, number]>> = {
      'a workbook': [Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 8, 0]), 'text/csv', 400],
      'an old workbook': [Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3, 4]), 'text/csv', 400],
      'UTF-16 that is cut off': [Buffer.from([0xff, 0xfe, 0x41]), 'text/csv', 400],
      nothing: ['', 'text/csv', 400],
      'a quote that is not closed': ['Naam;Functie\n"x', 'text/csv', 400],
      'a table said to be JSON': [first, 'application/json', 415],
      'a table said to be a text': [first, 'text/plain', 415],
      'a table said to be of Excel': [first, 'application/vnd.ms-excel', 415],
      'no type': [first, '', 415],
    }
    for (const [name, [payload, type, status]] of Object.entries(sent)) {
      const answer = await send(payload, type)
      t.equal(answer.statusCode, status, name)
      t.match(answer.headers, { 'content-type': 'application/problem+json' }, name)
      if (status === 400) t.notMatch(answer.payload, /JSON/, name)
      else t.match(answer.payload, /text\/csv voor een tabel/, name)
    }
    t.strictSame(await stored(), before)
  })
}

t.test('R3: faults are told by the rows that a spreadsheet shows', async (t) => {
  const { send } = await professionals(t)
  const rows = [
    'sep=;',
    'Naam;Functie;E-mail;Telefoon',
    '"Zoë\nBosch";Mentor;geen;038-1234567',
    ';;;',
    '',
    'Bram;Mentor;b@organisatie.example;612345678',
    ';;;',
    '?ukasz;Mentor;l@organisatie.example;038-1234567',
    ';;;',
  ]
  const answer = await send(rows.join('\r\n'))
  const told = answer.json().errors as { location: { pointer: string }; detail: string }[]
  t.strictSame(
    told.map(({ location }) => location.pointer),
    ['/2/name', '/2/email', '/5/phone', '/7/name'],
  )
  t.match(told[2]?.detail, /Een spreadsheet laat een 0 aan het begin weg/)
  t.match(told[3]?.detail, /CSV UTF-8/)
})
