import t from 'tap'
import { madeUpBsns } from '../support/bsn.ts'
import { openSql } from '../support/open-sql.ts'
import { region } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

const repetitions = 10
const burst = 300
const afterwards = 40

const { service, issuer, database } = await createTestService(t)
const owner = openSql(database.ownerUrl)
t.teardown(() => owner.end())
await owner`select 1`
const made = region(database.sql)
const municipality = await made.municipality('0193', 'Zwolle')
const convenant = await made.convenant([municipality])
const bsns = madeUpBsns()

for (let repetition = 1; repetition <= repetitions; repetition++) {
  t.test(`R1: a partnership ended in mid-burst accepts nothing afterwards (${repetition})`, async (t) => {
    const organisation = await made.organisation()
    await made.partner(convenant, organisation)
    const accounts = await Promise.all(Array.from({ length: 4 }, () => made.account({ organisation })))
    const tokens = await Promise.all(accounts.map(({ subject }) => issuer.token(subject)))
    const register = async (n: number) => {
      const answer = await service.app.inject({
        method: 'POST',
        url: '/v1/signals',
        headers: { authorization: `Bearer ${tokens[n % tokens.length]}` },
        payload: { bsn: bsns.next().value, birthDate: '2015-06-01' },
      })
      return { status: answer.statusCode, id: answer.json().id as string }
    }
    const stored = async () => {
      const rows = await database.sql<{ id: string }[]>`
        select id from signal where organisation_id = ${organisation} order by id`
      return rows.map(({ id }) => id)
    }

    const begun = Array.from({ length: burst }, (_, n) => register(n))
    await Promise.any(begun)
    await owner`update partner set state = 'ended', state_since = current_date where organisation_id = ${organisation}`
    const atTheEnd = await stored()
    const late = await Promise.all(Array.from({ length: afterwards }, (_, n) => register(n)))
    const early = await Promise.all(begun)

    t.strictSame(
      [...new Set(late.map(({ status }) => status))],
      [403],
      'what is asked after the end is refused',
    )
    t.strictSame(await stored(), atTheEnd, 'nothing was stored after the end')
    t.strictSame(
      early.flatMap(({ status, id }) => (status === 201 ? [id] : [])).sort(),
      atTheEnd,
      'every 201 has its signal, and every signal its 201',
    )
    const statuses = new Set(early.map(({ status }) => status))
    t.ok(statuses.has(201), 'the burst had begun')
    t.strictSame(
      [...statuses].filter((status) => status !== 201 && status !== 403),
      [],
    )
    t.comment(`${atTheEnd.length} of ${burst} were in time`)
  })
}
