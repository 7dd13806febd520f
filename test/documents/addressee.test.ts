import t from 'tap'
import { addresseeByBirthday23, addresseeOn as addresseeOfDays } from '../../src/documents/addressee.ts'
import { anniversary, endOfTerm } from '../../src/ground/calendar.ts'

const [addresseeOn, addresseeByDestructionDate] = [addresseeOfDays, addresseeByBirthday23].map(
  (addressee) => (day: string, onDate: string) => addressee({ earliest: day, latest: day }, onDate),
) as [Known, Known]
type Known = (day: string, onDate: string) => string

t.test('R21: the guardian under 12, both from 12 to 15, the young person from 16', async (t) => {
  const born = '2010-05-29'
  for (const [onDate, addressee] of [
    ['2010-05-29', 'guardian'],
    ['2022-05-28', 'guardian'],
    ['2022-05-29', 'both'],
    ['2026-05-28', 'both'],
    ['2026-05-29', 'young_person'],
    ['2033-05-28', 'young_person'],
  ] as const) {
    t.equal(addresseeOn(born, onDate), addressee, onDate)
    t.equal(
      addresseeByDestructionDate(anniversary(born, 23), onDate),
      addressee,
      `${onDate}, by the destruction date`,
    )
  }
})

t.test('R8, R21: born on 29 February', async (t) => {
  t.equal(addresseeOn('2012-02-29', '2024-02-28'), 'guardian')
  t.equal(addresseeOn('2012-02-29', '2024-02-29'), 'both', 'in a leap year on the day itself')
  t.equal(addresseeOn('2012-02-29', '2028-02-29'), 'young_person')
  const destroyed = anniversary('2012-02-29', 23)
  t.equal(destroyed, '2035-03-01')
  t.equal(
    addresseeByDestructionDate(destroyed, '2024-02-29'),
    'guardian',
    'without the birth date a day later',
  )
  t.equal(addresseeByDestructionDate(destroyed, '2024-03-01'), 'both')
})

t.test('R21: on every birthday of every date of birth the two agree, but for that one day', async (t) => {
  for (let month = 0; month < 12 * 24; month++)
    for (const day of ['01', '15', '28']) {
      const born = `${endOfTerm('2003-01-01', month).slice(0, 8)}${day}`
      for (const age of [12, 16])
        t.equal(
          addresseeByDestructionDate(anniversary(born, 23), anniversary(born, age)),
          addresseeOn(born, anniversary(born, age)),
        )
    }
})

t.test(
  'R21: of a birth date that is not wholly known the oldest that they may be has their right',
  async (t) => {
    const born = (year: number) => ({ earliest: `${year}-01-01`, latest: `${year}-12-31` })
    for (const [year, addressee] of [
      [2015, 'guardian'],
      [2014, 'both'],
      [2011, 'both'],
      [2010, 'young_person'],
      [2003, 'young_person'],
    ] as const) {
      t.equal(addresseeOfDays(born(year), '2026-11-22'), addressee, `born in ${year}`)
      t.equal(
        addresseeByBirthday23(born(year + 23), '2026-11-22'),
        addressee,
        `born in ${year}, by the 23rd birthday`,
      )
    }
    t.equal(
      addresseeOfDays({ earliest: '1800-01-01', latest: '2026-11-22' }, '2026-11-22'),
      'both',
      'where nothing is known',
    )
  },
)
