import t from 'tap'
import { faultsOf } from '../support/ask.ts'
import { mergingRegion } from '../support/merging-region.ts'

const leeuwarden = { code: '0080', name: 'Leeuwarden', validFromDate: '1900-01-01' }

t.test('R4: a municipality is recorded once, and the logbook tells', async (t) => {
  const { ask, administrator, database } = await mergingRegion(t)
  const record = () => ask(administrator.subject, 'POST', '/municipalities', leeuwarden)
  const answers = await Promise.all([record(), record(), record()])
  t.strictSame(answers.map(({ status }) => status).sort(), [201, 400, 400])
  t.strictSame(answers.find(({ status }) => status === 201)?.body, {
    ...leeuwarden,
    validUntilDate: null,
    successor: null,
  })
  for (const answer of answers.filter(({ status }) => status === 400))
    t.strictSame(faultsOf(answer), ['/code already-recorded'])
  const lines = await database.sql`select event, municipality_code, actor_id from logbook`
  t.match(lines, [{ event: 'municipality_recorded', municipality_code: '0080', actor_id: administrator.id }])
  t.equal(lines.length, 1)
})

t.test('R4: names as municipalities have them', async (t) => {
  const { ask, administrator } = await mergingRegion(t)
  const names = ["'s-Gravenhage", 'Súdwest-Fryslân', 'Bergen (NH.)', 'Nuenen, Gerwen en Nederwetten']
  for (const [position, name] of names.entries())
    t.equal(
      (
        await ask(administrator.subject, 'POST', '/municipalities', {
          ...leeuwarden,
          code: String(6000 + position),
          name,
        })
      ).status,
      201,
      name,
    )
})

t.test(
  'R4: all of them for the functional administrator, one’s own for a municipality; page by page',
  async (t) => {
    const { ask, administrator, west } = await mergingRegion(t)
    const codes: string[] = []
    for (let after = ''; codes.length < 9; ) {
      const { body } = await ask(administrator.subject, 'GET', `/municipalities?limit=2${after}`)
      codes.push(...body.items.map(({ code }: { code: string }) => code))
      if (body.next === null) break
      after = `&after=${body.next}`
    }
    t.strictSame(codes, ['0150', '0166', '0193'])
    const own = await ask(west.administrator.subject, 'GET', '/municipalities')
    t.strictSame(
      own.body.items.map(({ code }: { code: string }) => code),
      ['0150'],
    )
    t.equal((await ask(west.administrator.subject, 'GET', '/municipalities/0150')).body.name, 'Deventer')
    const anothers = await ask(west.administrator.subject, 'GET', '/municipalities/0193')
    t.equal(anothers.status, 404)
    for (const code of ['7777', 'Zwolle', '01930'])
      t.strictSame(await ask(west.administrator.subject, 'GET', `/municipalities/${code}`), anothers, code)
    t.equal((await ask(administrator.subject, 'GET', '/municipalities/0193')).body.name, 'Zwolle')
  },
)
