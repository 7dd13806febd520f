import t from 'tap'
import { testPersons } from '../support/bsn.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

t.test(
  'R13: of whom nothing should be left, nothing is kept for who registers, also where nothing ran',
  async (t) => {
    const clock = { now: new Date('2026-11-22T09:00:00Z') }
    const { database, register } = await createTestService(t, { clock: () => clock.now })
    const { professionals } = await smallRegion(database.sql, 2)
    const [{ sql }, bsn] = [database, testPersons[0]?.bsn]
    const lines = async (table: string) => (await sql`select * from ${sql(table)}`).length

    t.equal((await register(professionals[0]?.subject ?? '', { bsn, birthDate: '2015-06-01' })).status, 201)
    const [before] = await sql`select id from young_person`
    clock.now = new Date('2033-11-22T09:00:00Z')
    t.equal((await register(professionals[1]?.subject ?? '', { bsn, birthDate: '2014-06-01' })).status, 201)

    const [after] = await sql`select id, destruction_date::text as date from young_person`
    t.not(after?.id, before?.id, 'somebody else, for all that anybody knows')
    t.equal(after?.date, '2037-06-01', 'by the birth date that is stated now')
    t.equal(await lines('identity_conflict'), 0, 'which disagrees with nothing')
    t.equal(await lines('archive_notice'), 0)
    t.equal(await lines('destruction'), 2, 'the signal and the young person')
  },
)
