import t from 'tap'
import { testPersons } from '../support/bsn.ts'
import { lastMinute, mergingRegion, midnight } from '../support/merging-region.ts'

const [child, other, third] = testPersons.map(({ bsn, birthDate }) => ({ bsn, birthDate })) as [
  { bsn: string; birthDate: string },
  { bsn: string; birthDate: string },
  { bsn: string; birthDate: string },
]

t.test('R4: signals before, on and after the day of a merger, with nothing having run', async (t) => {
  const { clock, made, west, east, jointProfessional, register, get, database, merge } =
    await mergingRegion(t)
  const coordinator = await made.account({ organisation: west.organisation, roles: ['coordinator'] })
  await merge()
  const stated = (code: string, body = third) =>
    register(jointProfessional.subject, { ...body, municipalityCode: code })

  clock.now = lastMinute
  const before = await register(west.professional.subject, child)
  t.match(before, { status: 201, body: { municipalityCode: '0150' } }, 'in the last minute')
  t.match(await register(east.professional.subject, other), {
    status: 201,
    body: { municipalityCode: '0193' },
  })
  t.match(await stated('0150'), { status: 201, body: { municipalityCode: '0150' } })
  t.equal((await stated('9001', child)).status, 403, 'the successor is not there yet')
  t.match((await register(jointProfessional.subject, child)).body.errors, [{ code: 'municipality-required' }])
  const { id } = before.body
  t.equal((await get(west.professional.subject, `/v1/signals/${id}`)).body.municipalityCode, '0150')

  clock.now = midnight
  const after = await register(east.professional.subject, child)
  t.match(after, { status: 201, body: { municipalityCode: '9001', match: { participants: [{}] } } })
  t.equal(after.body.match.participants[0].email, west.professional.email, 'matched across midnight')
  t.match(
    await register(west.professional.subject, child),
    { status: 200, body: { id, municipalityCode: '9001', match: { id: after.body.match.id } } },
    'the same signal as before, in the municipality of the day',
  )
  t.match((await get(west.professional.subject, `/v1/signals/${id}`)).body, {
    municipalityCode: '9001',
    matchId: after.body.match.id,
  })
  t.match((await get(east.professional.subject, '/v1/signals')).body.items, [
    { municipalityCode: '9001' },
    { municipalityCode: '9001' },
  ])
  t.match(
    (await get(coordinator.subject, `/v1/professionals/${west.professional.id}/signals`)).body.items,
    [{ municipalityCode: '9001' }],
    'and so for the coordinator',
  )
  for (const code of ['0150', '0193', '9001'])
    t.match(
      await stated(code, other),
      { body: { municipalityCode: '9001' } },
      `${code} is read as the successor`,
    )
  t.match(
    await register(jointProfessional.subject, { ...testPersons[3], name: undefined }),
    { status: 400 },
    'two municipalities are left in the joint convenant: one must be named',
  )
  const rights = await database.sql`
    select municipality_code as code from right_to_register(${jointProfessional.id}, '2027-01-01')`
  t.strictSame(
    rights.map(({ code }) => code),
    ['0166', '9001'],
    'the convenant of both gives one right, not two',
  )
  const stored = await database.sql`select municipality_code as code from signal order by id`
  t.strictSame(
    stored.map(({ code }) => code).sort(),
    ['0150', '0150', '0193', '9001', '9001'],
    'what was recorded stays as it was recorded',
  )
})

t.test('R6: a former code opens nothing that its successor does not', async (t) => {
  const { clock, neighbour, west, register, merge } = await mergingRegion(t)
  await merge()
  clock.now = midnight
  const refusals = await Promise.all(
    ['0150', '9001', '0001', '9999'].map((municipalityCode) =>
      register(neighbour.professional.subject, { ...child, municipalityCode }),
    ),
  )
  for (const { status, body } of refusals) t.match({ status, body }, { status: 403 })
  t.equal(new Set(refusals.map(({ body }) => JSON.stringify(body))).size, 1)
  const own = await register(west.professional.subject, { ...child, municipalityCode: '0193' })
  t.match(
    own,
    { status: 201, body: { municipalityCode: '9001' } },
    'any former code of one’s own municipality',
  )
})

t.test('R2, R15: matches, who follows them up, and who is told', async (t) => {
  const { clock, west, east, neighbour, made, register, get, database, merge } = await mergingRegion(t)
  const second = await made.organisation()
  await made.partner(west.convenant, second)
  const colleague = await made.account({ organisation: second })
  await merge()
  const matches = async (subject: string) =>
    (await get(subject, '/v1/matches')).body.items?.map(({ id }: { id: string }) => id)
  const told = async () => {
    const rows = await database.sql<{ recipient: string }[]>`
      select a.subject as recipient from notification n join account a on a.id = n.recipient_id
       where n.recipient_role = 'follow_up_officer' order by n.id, 1`
    return rows.map(({ recipient }) => recipient)
  }

  clock.now = lastMinute
  await register(west.professional.subject, child)
  const early = (await register(colleague.subject, child)).body.match.id
  t.strictSame(await matches(west.followUp.subject), [early])
  t.strictSame(await matches(east.followUp.subject), [], 'not theirs yet')
  t.strictSame(await told(), [west.followUp.subject])
  await register(west.professional.subject, other)

  clock.now = midnight
  const claimed = await database.sql`
    select entitled from claim_notifications(${midnight}, '2027-01-01', 100, 60)`
  t.strictSame(
    claimed.map(({ entitled }) => entitled),
    [true, true, true],
    'what was not delivered before the day is delivered after it',
  )
  t.strictSame(await matches(east.followUp.subject), [early], 'theirs from the first instant on')
  const late = (await register(east.professional.subject, other)).body.match.id
  for (const { subject } of [west.followUp, east.followUp])
    t.strictSame((await matches(subject)).sort(), [early, late].sort())
  t.strictSame(await matches(neighbour.followUp.subject), [], 'and nobody else’s')
  t.strictSame((await told()).slice(1).sort(), [west.followUp.subject, east.followUp.subject].sort())
})

t.test('R4: convenants, partners and administrators carry over', async (t) => {
  const { clock, west, east, neighbour, joint, ask, merge } = await mergingRegion(t)
  await merge()
  const convenants = async (subject: string) => {
    const { body } = await ask(subject, 'GET', '/convenants')
    return Object.fromEntries(
      body.items.map(
        (each: { id: string; municipalities: { code: string; fromDate: string; untilDate: string }[] }) => [
          each.id,
          each.municipalities.map(({ code, fromDate, untilDate }) => [code, fromDate, untilDate]),
        ],
      ),
    )
  }
  const { subject } = west.administrator

  clock.now = lastMinute
  t.strictSame(await convenants(subject), {
    [west.convenant]: [
      ['0150', '2020-01-01', '2027-01-01'],
      ['9001', '2027-01-01', null],
    ],
    [joint]: [
      ['0150', '2021-01-01', '2027-01-01'],
      ['0166', '2021-01-01', null],
      ['0193', '2021-01-01', '2027-01-01'],
      ['9001', '2027-01-01', null],
    ],
  })
  t.equal((await ask(subject, 'GET', `/convenants/${east.convenant}`)).status, 404)
  t.equal(
    (await ask(subject, 'PATCH', `/convenants/${west.convenant}`, { title: 'Nog van ons' })).status,
    200,
  )

  clock.now = midnight
  const after = {
    [west.convenant]: [['9001', '2020-01-01', null]],
    [east.convenant]: [['9001', '2020-01-01', null]],
    [joint]: [
      ['0166', '2021-01-01', null],
      ['9001', '2021-01-01', null],
    ],
  }
  t.strictSame(await convenants(subject), after, 'those of both, without a day between')
  t.strictSame(await convenants(east.administrator.subject), after)
  t.strictSame(await convenants(neighbour.administrator.subject), {
    [neighbour.convenant]: [['0166', '2020-01-01', null]],
    [joint]: after[joint],
  })
  t.equal(
    (await ask(subject, 'PATCH', `/convenants/${east.convenant}`, { title: 'Van ons samen' })).status,
    200,
  )
  const officers = (await ask(subject, 'GET', '/officers')).body.items
  t.strictSame(
    officers
      .map((each: { role: string; municipalityCode: string }) => `${each.role} ${each.municipalityCode}`)
      .sort(),
    [
      'follow_up_officer 9001',
      'follow_up_officer 9001',
      'municipal_administrator 9001',
      'municipal_administrator 9001',
    ],
  )
  t.match((await ask(subject, 'GET', '/municipalities')).body.items, [
    { code: '0150', validUntilDate: '2026-12-31', successor: { code: '9001', fromDate: '2027-01-01' } },
    { code: '0193', validUntilDate: '2026-12-31' },
    { code: '9001', validFromDate: '2027-01-01', validUntilDate: null, successor: null },
  ])
})

t.test('R4: a second merger the year after', async (t) => {
  const { clock, west, east, neighbour, joint, administrator, ask, register, get, merge, database } =
    await mergingRegion(t)
  await merge()
  clock.now = lastMinute
  const { id } = (await register(west.professional.subject, child)).body
  clock.now = new Date('2027-09-01T10:00:00Z')
  t.equal(
    (
      await ask(administrator.subject, 'POST', '/municipality-mergers', {
        formerCodes: ['9001', '0166'],
        successor: { code: '9002', name: 'Hanzestad' },
        mergerDate: '2028-01-01',
      })
    ).status,
    201,
  )
  t.strictSame(
    (
      await database.sql`select former_code, successor_code, from_date::text from municipality_succession order by 1, 3`
    ).map(({ former_code, successor_code, from_date }) => [former_code, successor_code, from_date]),
    [
      ['0150', '9001', '2027-01-01'],
      ['0150', '9002', '2028-01-01'],
      ['0166', '9002', '2028-01-01'],
      ['0193', '9001', '2027-01-01'],
      ['0193', '9002', '2028-01-01'],
      ['9001', '9002', '2028-01-01'],
    ],
  )
  const municipality = async () =>
    (await get(west.professional.subject, `/v1/signals/${id}`)).body.municipalityCode
  clock.now = new Date('2027-12-31T22:59:59Z')
  t.equal(await municipality(), '9001')
  t.equal((await register(neighbour.professional.subject, child)).body.municipalityCode, '0166')
  clock.now = new Date('2027-12-31T23:00:00Z')
  t.equal(await municipality(), '9002')
  t.match(await register(east.professional.subject, { ...child, municipalityCode: '0193' }), {
    status: 201,
    body: { municipalityCode: '9002', match: { participants: [{}, {}] } },
  })
  for (const { followUp, administrator: own } of [west, east, neighbour]) {
    t.equal((await get(followUp.subject, '/v1/matches')).body.items.length, 1)
    const found = (await ask(own.subject, 'GET', '/convenants')).body.items
    t.strictSame(
      found.map((each: { id: string }) => each.id).sort(),
      [west.convenant, east.convenant, neighbour.convenant, joint].sort(),
    )
    for (const { municipalities } of found) t.match(municipalities, [{ code: '9002', untilDate: null }])
  }
})

t.test('R4: both mergers of a chain can be known ahead, in each order of recording', async (t) => {
  for (const order of [
    ['9001', '9002'],
    ['9002', '9001'],
  ]) {
    const { clock, west, neighbour, administrator, ask, register, get, made } = await mergingRegion(t)
    await made.municipality('9001', 'Rivierstad')
    const mergers: Record<string, object> = {
      '9001': { formerCodes: ['0150', '0193'], successor: { code: '9001' }, mergerDate: '2027-01-01' },
      '9002': {
        formerCodes: ['9001'],
        successor: { code: '9002', name: 'Hanzestad' },
        mergerDate: '2028-01-01',
      },
    }
    for (const name of order)
      t.equal(
        (await ask(administrator.subject, 'POST', '/municipality-mergers', mergers[name])).status,
        201,
        order.join(),
      )
    for (const [now, code] of [
      ['2026-12-31T22:59:00Z', '0150'],
      ['2026-12-31T23:00:00Z', '9001'],
      ['2027-12-31T22:59:00Z', '9001'],
      ['2027-12-31T23:00:00Z', '9002'],
    ] as const) {
      clock.now = new Date(now)
      const { body } = await register(west.professional.subject, child)
      t.equal(body.municipalityCode, code, `${order.join()}: ${now}`)
      t.equal((await get(west.followUp.subject, '/v1/matches')).status, 200)
      t.equal((await ask(west.administrator.subject, 'GET', `/convenants/${west.convenant}`)).status, 200)
      t.equal(
        (await ask(neighbour.administrator.subject, 'GET', `/convenants/${west.convenant}`)).status,
        404,
      )
    }
  }
})

// What the reports of a quarter before, on and after a merger show: test/reports/merger.test.ts.
