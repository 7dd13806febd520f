import fc from 'fast-check'
import t from 'tap'
import { dayBefore } from '../../src/ground/calendar.ts'
import { faultsOf } from '../support/ask.ts'
import { testPersons } from '../support/bsn.ts'
import { lastMinute, mergingRegion, midnight } from '../support/merging-region.ts'
import { tableDigests } from '../support/tables.ts'

const [{ bsn, birthDate }] = testPersons as [(typeof testPersons)[0]]
const child = { bsn, birthDate }
const newYear = '2027-01-01'

t.test('R4: all that speaks against a merger, at once, and nothing is written', async (t) => {
  const { ask, made, administrator, database, merge } = await mergingRegion(t)
  await merge()
  await made.municipality('0200')
  const { sql } = database
  await sql`insert into municipality values ('0201', 'Te laat', '2027-03-01', null), ('0202', 'Voorbij', '1900-01-01', '2020-12-31')`
  const before = await tableDigests(sql)
  const merging = async (formerCodes: string[], successor: object, mergerDate = newYear) =>
    faultsOf(
      await ask(administrator.subject, 'POST', '/municipality-mergers', {
        formerCodes,
        successor,
        mergerDate,
      }),
    )
  t.strictSame(await merging(['0150', '7777', '0201', '0202', '9001'], { code: '0203' }, '2026-09-30'), [
    '/mergerDate merger-in-past',
    '/formerCodes/0 already-merged',
    '/formerCodes/1 unknown-municipality',
    '/formerCodes/2 not-there-on-that-day',
    '/formerCodes/3 not-there-on-that-day',
    '/formerCodes/4 not-there-on-that-day',
    '/successor/name name-required',
  ])
  t.strictSame(await merging(['0200'], { code: '0202', name: 'Anders' }), [
    '/successor/code not-there-on-that-day',
    '/successor/name already-recorded',
  ])
  t.strictSame(await merging(['0200', '0200', '0166'], { code: '0166' }), [
    '/formerCodes/1 duplicate',
    '/formerCodes/2 own-successor',
  ])
  t.strictSame(
    await merging(['9001'], { code: '0200' }, '2027-01-01'),
    ['/formerCodes/0 not-there-on-that-day'],
    'a municipality does not go on as another on the day it begins',
  )
  t.strictSame(await tableDigests(sql), before)
})

t.test('R4: nobody can take away what is to be another’s successor', async (t) => {
  const { ask, made, administrator } = await mergingRegion(t)
  await made.municipality('0200')
  const merging = (formerCodes: string[], code: string, mergerDate: string) =>
    ask(administrator.subject, 'POST', '/municipality-mergers', {
      formerCodes,
      successor: { code },
      mergerDate,
    })
  t.equal((await merging(['0150'], '0200', '2028-01-01')).status, 201)
  t.strictSame(faultsOf(await merging(['0200'], '0166', '2027-01-01')), ['/formerCodes/0 succeeds-later'])
  t.strictSame(faultsOf(await merging(['0200'], '0166', '2028-01-01')), ['/formerCodes/0 succeeds-later'])
  t.equal((await merging(['0200'], '0166', '2028-01-02')).status, 201)
})

t.test('R4: of two at once on the same municipalities one is recorded', async (t) => {
  const { ask, administrator, database } = await mergingRegion(t)
  const answers = await Promise.all(
    ['9001', '9002', '9003'].map((code) =>
      ask(administrator.subject, 'POST', '/municipality-mergers', {
        formerCodes: ['0150', '0193'],
        successor: { code, name: 'Nieuwstad' },
        mergerDate: newYear,
      }),
    ),
  )
  t.strictSame(answers.map(({ status }) => status).sort(), [201, 400, 400])
  for (const answer of answers.filter(({ status }) => status === 400))
    t.strictSame(faultsOf(answer), ['/formerCodes/0 already-merged', '/formerCodes/1 already-merged'])
  const made = await database.sql`select distinct successor_code from municipality_succession`
  t.equal(made.length, 1)
})

t.test('R4: joining an existing municipality, from today on', async (t) => {
  const { clock, ask, west, neighbour, joint, administrator, register, get, jointProfessional } =
    await mergingRegion(t)
  const joining = (mergerDate: string) =>
    ask(administrator.subject, 'POST', '/municipality-mergers', {
      formerCodes: ['0150'],
      successor: { code: '0166' },
      mergerDate,
    })
  clock.now = new Date('2026-12-31T22:59:59Z')
  t.equal((await register(west.professional.subject, child)).status, 201)
  t.equal((await joining('2026-12-30')).status, 400)
  t.match(await joining('2026-12-31'), { status: 201, body: { code: '0166', name: 'Kampen' } })
  t.equal((await register(neighbour.professional.subject, child)).body.match.participants.length, 1)
  for (const { followUp } of [west, neighbour])
    t.equal((await get(followUp.subject, '/v1/matches')).body.items.length, 1)
  const { body } = await ask(neighbour.administrator.subject, 'GET', '/convenants')
  t.strictSame(
    body.items.map(({ id }: { id: string }) => id).sort(),
    [west.convenant, neighbour.convenant, joint].sort(),
  )
  t.match(await register(jointProfessional.subject, { ...child, municipalityCode: '0150' }), {
    status: 201,
    body: { municipalityCode: '0166' },
  })
})

t.test('R4: the existing successor sees what is on its way to it, and cannot change it before', async (t) => {
  const { clock, ask, west, neighbour, administrator } = await mergingRegion(t)
  await ask(administrator.subject, 'POST', '/municipality-mergers', {
    formerCodes: ['0150'],
    successor: { code: '0166' },
    mergerDate: newYear,
  })
  const { subject } = neighbour.administrator
  const change = () => ask(subject, 'PATCH', `/convenants/${west.convenant}`, { title: 'Van Kampen' })
  const partners = async () => (await ask(subject, 'GET', `/convenants/${west.convenant}/partners`)).status
  clock.now = lastMinute
  t.match((await ask(subject, 'GET', `/convenants/${west.convenant}`)).body.municipalities, [
    { code: '0150', untilDate: newYear },
    { code: '0166', fromDate: newYear },
  ])
  t.equal((await change()).status, 403)
  t.equal(await partners(), 404)
  t.equal((await ask(subject, 'PATCH', `/convenants/${neighbour.convenant}`, { title: 'Eigen' })).status, 200)
  clock.now = midnight
  t.equal((await change()).status, 200)
  t.equal(await partners(), 200)
})

t.test(
  'R4: what changes after a merger was recorded, and before its day, carries over as well',
  async (t) => {
    const { clock, ask, made, west, east, merge, database, get, register } = await mergingRegion(t)
    const pending = await made.convenant(['0150', '0193'], { agreed: false })
    const neverAgreed = await made.convenant(['0150'], { agreed: false })
    await merge()
    const { subject } = west.administrator
    const appoint = (role: string) =>
      ask(subject, 'POST', '/officers', {
        role,
        municipalityCode: '0150',
        person: {
          name: 'N. Nieuw',
          jobTitle: 'Beleidsmedewerker',
          email: `${role}@deventer.example`,
          phone: '0570-123456',
        },
      })
    const staying = (await appoint('follow_up_officer')).body
    const leaving = (await appoint('privacy_officer')).body
    for (const { accountId } of [staying, leaving])
      await database.sql`update account set issuer = 'https://issuer.example', subject = ${accountId} where id = ${accountId}`
    const recorded = (
      await ask(subject, 'POST', '/convenants', {
        title: 'Convenant van de valreep',
        signedDate: '2026-09-30',
        inForceFromDate: '2027-03-01',
        municipalityCodes: ['0150'],
      })
    ).body.id
    t.equal(
      (await ask(subject, 'POST', `/convenants/${pending}/agreements`, { municipalityCode: '0150' })).status,
      201,
    )
    t.equal(
      (await ask(subject, 'POST', `/officers/${leaving.id}/endings`, { untilDate: '2026-12-01' })).status,
      201,
    )
    t.equal(
      (
        await ask(subject, 'POST', `/officers/${west.followUp.roleIds[0]}/endings`, {
          untilDate: '2026-10-01',
        })
      ).status,
      201,
      'somebody who was there when the merger was recorded leaves before its day',
    )

    clock.now = midnight
    await register(west.professional.subject, child)
    await register(east.professional.subject, child)
    t.equal((await get(staying.accountId, '/v1/matches')).body.items.length, 1)
    t.equal((await get(leaving.accountId, '/v1/matches')).status, 403)
    t.equal(
      (await get(west.followUp.subject, '/v1/matches')).status,
      403,
      'nor comes back with the successor',
    )
    const codes = async (id: string) =>
      (await ask(east.administrator.subject, 'GET', `/convenants/${id}`)).body.municipalities
    t.strictSame(await codes(recorded), [
      { code: '9001', name: 'IJsselstad', fromDate: '2027-03-01', untilDate: null },
    ])
    t.strictSame(
      await codes(pending),
      [{ code: '9001', name: 'IJsselstad', fromDate: '2026-10-01', untilDate: null }],
      'what one of them had agreed to, the successor has',
    )
    t.strictSame(
      await codes(neverAgreed),
      [{ code: '9001', name: 'IJsselstad', fromDate: null, untilDate: null }],
      'what none had agreed to waits',
    )
    for (let turn = 0; turn < 2; turn++)
      t.match(
        await ask(east.administrator.subject, 'POST', `/convenants/${neverAgreed}/agreements`, {
          municipalityCode: '9001',
        }),
        {
          status: 201,
          body: { municipalities: [{ code: '9001', fromDate: '2027-01-01', untilDate: null }] },
        },
        'for the successor’s administrator, once',
      )
    const agreed = await database.sql`
    select from logbook where event = 'convenant_agreed' and convenant_id = ${neverAgreed}`
    t.equal(agreed.length, 1)
  },
)

t.test(
  'R4: an officer who holds a role in both goes on with one, until the later of the two ends',
  async (t) => {
    const { clock, ask, made, database, west, merge } = await mergingRegion(t)
    const { sql } = database
    const both = await made.account({
      roles: ['follow_up_officer'],
      municipality: '0150',
      until: '2027-06-01',
    })
    await sql`insert into role_assignment values (gen_random_uuid(), ${both.id}, 'follow_up_officer', '0193', '2020-01-01', null)`
    const past = await made.account({
      roles: ['follow_up_officer'],
      municipality: '0150',
      until: '2026-06-01',
    })
    await merge()
    const held = async (id: string) =>
      (
        await sql`select municipality_code as code, from_date::text as from, until_date::text as until
                  from role_assignment where account_id = ${id} order by from_date, municipality_code, until_date`
      ).map(({ code, from, until }) => [code, from, until])
    t.strictSame(await held(both.id), [
      ['0150', '2020-01-01', newYear],
      ['0193', '2020-01-01', newYear],
      ['9001', newYear, '2027-06-01'],
      ['9001', '2027-06-01', null],
    ])
    t.strictSame(await held(past.id), [['0150', '2020-01-01', '2026-06-01']], 'what has ended stays so')

    const ended = await ask(west.administrator.subject, 'POST', `/officers/${both.roleIds[0]}/endings`, {
      untilDate: '2026-11-01',
    })
    t.equal(ended.status, 201)
    clock.now = midnight
    const [{ roles }] =
      (await sql`select roles from act_as('https://issuer.example', ${both.subject}, ${newYear})`) as unknown as [
        { roles: { municipalityCode: string }[] },
      ]
    t.match(roles, [{ municipalityCode: '9001' }], 'the other role carries over all the same')
    t.equal(roles.length, 1)
  },
)

t.test('R4: a renaming is a merger of one', async (t) => {
  const { clock, ask, west, administrator, get, register } = await mergingRegion(t)
  const renamed = await ask(administrator.subject, 'POST', '/municipality-mergers', {
    formerCodes: ['0150'],
    successor: { code: '9003', name: 'Deventer aan de IJssel' },
    mergerDate: newYear,
  })
  t.match(renamed, { status: 201, body: { code: '9003', validFromDate: newYear } })
  clock.now = midnight
  t.equal((await register(west.professional.subject, child)).body.municipalityCode, '9003')
  t.equal((await get(west.followUp.subject, '/v1/matches')).status, 200)
})

t.test('R2, R4: where a municipality is gone without a successor its officers keep nothing', async (t) => {
  const { clock, ask, west, register, get, database } = await mergingRegion(t)
  await database.sql`update municipality set valid_until = '2026-12-31' where code = '0150'`
  clock.now = lastMinute
  t.equal((await register(west.professional.subject, child)).status, 201)
  t.equal((await get(west.followUp.subject, '/v1/matches')).status, 200)
  clock.now = midnight
  t.equal((await register(west.professional.subject, child)).status, 403)
  t.equal((await get(west.followUp.subject, '/v1/matches')).status, 403)
  for (const path of ['/convenants', '/officers', '/municipalities'])
    t.equal((await ask(west.administrator.subject, 'GET', path)).status, 403)
})

t.test('R20: the logbook tells of a merger: each municipality, the new one, and each role', async (t) => {
  const { database, administrator, merge } = await mergingRegion(t)
  await merge()
  const lines = await database.sql`
    select event, ground, municipality_code as code from logbook where actor_id = ${administrator.id} order by id`
  t.strictSame(lines.map(({ event, code }) => `${event} ${code}`).sort(), [
    'municipalities_merged 0150',
    'municipalities_merged 0193',
    'municipality_recorded 9001',
    ...Array(4).fill('role_granted 9001'),
  ])
  t.ok(lines.every(({ ground }) => ground === 'Jw 7.1.3.1'))
})

const codes = ['5001', '5002', '5003', '5004', '5005', '5006']
const days = ['2027-01-01', '2028-01-01', '2028-07-01', '2029-01-01']
const anyMerger = fc.record({
  formerCodes: fc.uniqueArray(fc.constantFrom(...codes), { minLength: 1, maxLength: 3 }),
  successor: fc.constantFrom(...codes, '5007', '5008'),
  mergerDate: fc.constantFrom(...days),
})

t.test(
  'R4: after any mergers, in any order, each code leads to one municipality that is there',
  async (t) => {
    const { ask, administrator, database } = await mergingRegion(t)
    const { sql } = database
    let recorded = 0
    const story = fc.asyncProperty(fc.array(anyMerger, { minLength: 1, maxLength: 6 }), async (mergers) => {
      await sql`delete from municipality_succession`
      await sql`delete from municipality where code like '5%'`
      for (const code of codes)
        await sql`insert into municipality values (${code}, 'Stad', '1900-01-01', null)`
      const taken: typeof mergers = []
      for (const merger of mergers) {
        const [known] = await sql`select from municipality where code = ${merger.successor}`
        const successor = { code: merger.successor, ...(known ? {} : { name: 'Stad' }) }
        const { status } = await ask(administrator.subject, 'POST', '/municipality-mergers', {
          ...merger,
          successor,
        })
        if (status === 201) taken.push(merger)
        else if (status !== 400) throw new Error(`answered ${status}`)
      }
      recorded += taken.length
      for (const day of [dayBefore(days[0] ?? ''), ...days, '2030-01-01']) {
        for (const code of codes) {
          const [row] = await sql`
          select municipality_on(${code}, ${day}) as found,
                 codes_of_municipality(municipality_on(${code}, ${day}), ${day}) as codes`
          const expected = followed(taken, code, day)
          if (row?.found !== expected) throw new Error(`${code} on ${day}: ${row?.found}, not ${expected}`)
          if (!row?.codes.includes(code)) throw new Error(`${expected} is not there on ${day}`)
        }
      }
    })
    const run = await fc.check(story, { numRuns: 60 })
    t.notOk(run.failed, JSON.stringify([run.counterexample, String(run.errorInstance)]))
    t.ok(recorded > 60, `${recorded} mergers were recorded`)
  },
)

/** Where a code leads on a day: from merger to merger, by date. */
function followed(
  mergers: readonly { formerCodes: readonly string[]; successor: string; mergerDate: string }[],
  code: string,
  day: string,
): string {
  const next = mergers.find(({ formerCodes, mergerDate }) => formerCodes.includes(code) && mergerDate <= day)
  return next ? followed(mergers, next.successor, day) : code
}
