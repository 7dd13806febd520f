import t from 'tap'
import {
  type Day,
  dayInAmsterdam,
  dayOf,
  endOfMonths,
  endOfYears,
  fullYearsAfter,
  midnight,
  textOf,
} from './rules-calendar.ts'
import { createYoungPerson, type Ground, lifeOf, nothing, type World } from './rules-model.ts'

/* The model itself, by examples that anybody can check against the rules by hand. */

const [anna, bram, cato] = [0, 1, 2]
const world: World = {
  professionals: [
    { name: 'anna', municipalities: { '0193': 24 } },
    { name: 'bram', municipalities: { '0193': 24 } },
    { name: 'cato', municipalities: { '0166': 12 } },
  ],
  officers: [{ name: 'olga', municipalities: ['0193'] }],
}

/** A young person, with days as they are written. */
function youngPerson(born = '2012-05-06') {
  const model = createYoungPerson(world, 'p')
  return {
    register: (professional: number, today: string, removal?: string, birthDate = born) =>
      model.register(
        {
          professional,
          municipality: professional === cato ? '0166' : '0193',
          birthDate: dayOf(birthDate),
          removal: removal === undefined ? null : dayOf(removal),
        },
        dayOf(today),
      ).answer,
    end: (professional: number, ground: Ground, today: string) =>
      model.end(professional, ground, dayOf(today)),
    renew: (professional: number, today: string, removal?: string) =>
      model.renew(professional, removal === undefined ? null : dayOf(removal), dayOf(today)),
    erase: (municipality: string, today: string, birthDate = born) =>
      model.erase(municipality, dayOf(birthDate), dayOf(today)),
    rectify: (municipality: string, today: string, birthDate: string, registered = born) =>
      model.rectify(municipality, dayOf(registered), dayOf(birthDate), dayOf(today)),
    work: (today: string) => model.carryOut(dayOf(today)),
    die: model.die,
    on: (today: string) => model.presentOn(dayOf(today)),
  }
}

t.test(
  'the calendar counts days, and knows 29 February, both nights of the clock and centuries',
  async (t) => {
    const later = (what: (day: Day, n: number) => Day, day: string, n: number) => textOf(what(dayOf(day), n))
    t.equal(dayOf('1970-01-01'), 0)
    t.equal(dayOf('2028-03-01') - dayOf('2028-02-28'), 2)
    t.equal(dayOf('2100-03-01') - dayOf('2100-02-28'), 1)
    for (const day of ['1999-12-31', '2000-02-29', '2027-01-01', '2028-12-31'])
      t.equal(textOf(dayOf(day)), day)
    t.equal(later(fullYearsAfter, '2004-02-29', 23), '2027-03-01', 'R8')
    t.equal(later(fullYearsAfter, '2005-02-28', 23), '2028-02-28', 'R8')
    t.equal(later(endOfYears, '2028-02-29', 2), '2030-02-28', 'R11')
    t.equal(later(endOfYears, '2028-02-29', 5), '2033-02-28', 'R13')
    t.equal(later(endOfYears, '2026-02-28', 2), '2028-02-28', 'R11')
    t.equal(later(endOfMonths, '2026-08-31', 6), '2027-02-28')
    t.equal(later(endOfMonths, '2026-12-15', 1), '2027-01-15')
    const at = (instant: string) => textOf(dayInAmsterdam(Date.parse(instant)))
    t.equal(at('2027-03-27T22:59:59.999Z'), '2027-03-27')
    t.equal(at('2027-03-27T23:00:00.000Z'), '2027-03-28')
    t.equal(at('2027-03-28T21:59:59.999Z'), '2027-03-28')
    t.equal(at('2027-03-28T22:00:00.000Z'), '2027-03-29')
    t.equal(at('2027-10-31T22:59:59.999Z'), '2027-10-31')
    t.equal(new Date(midnight(dayOf('2027-10-31'))).toISOString(), '2027-10-30T22:00:00.000Z')
    t.equal(new Date(midnight(dayOf('2027-11-01'))).toISOString(), '2027-10-31T23:00:00.000Z')
  },
)

t.test('R8, R10 to R13: the life of a signal', async (t) => {
  const registered = dayOf('2027-01-10')
  const story = {
    registered,
    removals: [{ on: registered, removal: dayOf('2029-01-10') }],
    ended: null,
    birthday23: dayOf('2040-01-01'),
    gone: null,
  }
  const life = (more: object) => {
    const { leaves, destroyed } = lifeOf({ ...story, ...more })
    return [textOf(leaves), textOf(destroyed)]
  }
  const ended = (ground: Ground, on = dayOf('2028-02-29')) => ({ ended: { on, ground } })
  t.strictSame(life({}), ['2029-01-10', '2034-01-10'])
  t.strictSame(life(ended('risk_gone')), ['2028-02-29', '2033-02-28'])
  t.strictSame(life(ended('unfounded')), ['2028-02-29', '2028-02-29'])
  t.strictSame(life({ birthday23: dayOf('2030-03-01') }), ['2029-01-10', '2030-03-01'])
  t.strictSame(life({ birthday23: dayOf('2028-03-01') }), ['2028-03-01', '2028-03-01'])
  t.strictSame(life({ gone: dayOf('2027-02-01') }), ['2027-02-01', '2027-02-01'])
  t.strictSame(life({ ...ended('risk_gone'), gone: dayOf('2029-02-01') }), ['2028-02-29', '2029-02-01'])
  const renewed = [...story.removals, { on: dayOf('2028-12-01'), removal: dayOf('2030-12-01') }]
  t.strictSame(life({ removals: renewed }), ['2030-12-01', '2035-12-01'])
})

t.test('R11, R13: active for two years, archived for five, then nothing is left', async (t) => {
  const p = youngPerson()
  t.equal(p.register(anna, '2028-02-29'), 'created')
  t.equal(p.register(anna, '2028-03-01'), 'existing')
  t.strictSame(p.on('2030-02-27').active, ['p/1 by anna in 0193 until 2030-02-28'])
  t.strictSame(p.on('2030-02-28').active, [], 'also where the daily work is late')
  t.strictSame(p.on('2030-02-28').archived, ['p/1 by anna in 0193 until 2035-02-28'])
  p.work('2031-01-01')
  t.strictSame(p.on('2035-02-27').archived, ['p/1 by anna in 0193 until 2035-02-28'])
  t.strictSame(p.on('2035-02-28'), nothing)
})

t.test('R8: everything goes on the 23rd birthday, and nothing lasts beyond it', async (t) => {
  const p = youngPerson('2008-02-29')
  p.register(anna, '2030-01-01', '2030-02-01')
  p.register(bram, '2030-01-01')
  t.strictSame(p.on('2030-02-28').archived, ['p/1 by anna in 0193 until 2031-03-01'])
  t.strictSame(p.on('2031-02-28').active, ['p/2 by bram in 0193 until 2031-03-01'])
  t.strictSame(p.on('2031-03-01'), nothing)
  t.equal(p.register(anna, '2031-02-28'), 'created')
  t.equal(p.register(anna, '2031-03-01'), 'refused')
})

t.test('R10, R12, R13: own signals alone, and only while they are active', async (t) => {
  const p = youngPerson()
  p.register(anna, '2027-01-10')
  t.equal(p.end(bram, 'risk_gone', '2027-01-11'), 'not-found')
  t.equal(p.renew(anna, '2028-01-10', '2030-01-11'), 'refused')
  t.equal(p.renew(anna, '2028-01-10'), 'renewed')
  t.strictSame(p.on('2028-01-10').active, ['p/1 by anna in 0193 until 2030-01-10'])
  t.equal(p.renew(anna, '2028-01-10', '2028-02-01'), 'renewed')
  t.equal(p.renew(anna, '2028-02-01'), 'not-found', 'silence lets it lapse')
  t.equal(p.end(anna, 'unfounded', '2028-02-01'), 'not-found')
  p.register(cato, '2028-02-01')
  t.strictSame(p.on('2028-02-01').active, ['p/2 by cato in 0166 until 2029-02-01'], 'as its convenant sets')
  t.equal(p.end(cato, 'risk_gone', '2028-02-29'), 'ended')
  t.strictSame(p.on('2028-02-29').archived, [
    'p/1 by anna in 0193 until 2033-02-01',
    'p/2 by cato in 0166 until 2033-02-28',
  ])
  t.equal(p.register(anna, '2028-03-01'), 'created')
  t.equal(p.end(anna, 'unfounded', '2028-03-01'), 'ended')
  t.equal(p.on('2028-03-01').archived.length, 2)
  p.die()
  t.strictSame(p.on('2028-03-01'), nothing)
})

t.test('R11, R13: a granted erasure takes what one municipality is the controller of', async (t) => {
  const p = youngPerson()
  for (const professional of [anna, bram, cato]) p.register(professional, '2027-01-10')
  p.end(bram, 'risk_gone', '2027-01-11')
  p.erase('0193', '2027-01-12', '2012-05-07')
  t.equal(p.on('2027-01-12').active.length, 2, 'R9: of somebody else by that number')
  p.erase('0193', '2027-01-12')
  t.strictSame(p.on('2027-01-12').active, ['p/3 by cato in 0166 until 2028-01-10'])
  t.strictSame(p.on('2027-01-12').archived, [])
  p.erase('0166', '2027-01-12')
  t.strictSame(p.on('2027-01-12'), nothing)
})

t.test('R6, R9: a birth date that is registered elsewhere alone names nobody', async (t) => {
  const p = youngPerson()
  p.register(anna, '2027-01-10', undefined, '2012-05-06')
  p.register(cato, '2027-01-10', undefined, '2012-06-05')
  p.end(cato, 'risk_gone', '2027-01-11')
  const untouched = p.on('2027-01-12')
  p.erase('0193', '2027-01-12', '2012-06-05')
  p.erase('0166', '2027-01-12', '2012-05-06')
  p.rectify('0193', '2027-01-12', '2010-05-06', '2012-06-05')
  t.strictSame(p.on('2027-01-12'), untouched)
  p.erase('0193', '2027-01-12', '2012-05-06')
  t.strictSame(p.on('2027-01-12').active, [])
  p.erase('0166', '2027-01-12', '2012-06-05')
  t.strictSame(p.on('2027-01-12'), nothing)
})

t.test('R13: whose archive is over is not known there, also where the daily work is late', async (t) => {
  const p = youngPerson('2016-03-27')
  p.register(cato, '2028-03-26', '2029-03-26')
  p.register(anna, '2031-03-29', '2032-03-27', '2015-03-27')
  t.equal(p.on('2034-03-28').destruction, '2039-03-27', 'the later date holds until the work comes by')
  p.erase('0166', '2034-03-28', '2016-03-27')
  t.equal(p.on('2034-03-28').destruction, '2039-03-27', 'and nothing that is asked there changes it')
  p.work('2034-03-28')
  t.equal(p.on('2034-03-28').destruction, '2038-03-27')
})

t.test('R8, R9, R21: a granted rectification goes by the birth date as it should be', async (t) => {
  const p = youngPerson()
  p.register(anna, '2027-01-10')
  p.end(anna, 'risk_gone', '2027-01-11')
  p.register(bram, '2027-01-12', '2028-12-01')
  const day = '2027-01-13'
  const untouched = p.on(day)
  p.rectify('0193', day, '2005-05-06', '2012-05-07')
  p.rectify('0166', day, '2005-05-06')
  t.strictSame(p.on(day), untouched, 'of somebody else by that number, or of nobody who is known there')
  p.rectify('0193', day, '2005-05-06')
  t.strictSame(p.on(day).active, ['p/2 by bram in 0193 until 2028-05-06'])
  t.equal(p.on(day).destruction, '2028-05-06')
  p.rectify('0193', day, '2010-05-06', '2005-05-06')
  t.strictSame(p.on(day).active, ['p/2 by bram in 0193 until 2028-05-06'], 'what it lost does not come back')
  t.equal(p.on(day).destruction, '2033-05-06')
  p.rectify('0193', day, '2004-01-13', '2010-05-06')
  t.strictSame(p.on(day), nothing, 'a young person who is 23 by it goes at once')
})

t.test('R14: once per professional and archived signal', async (t) => {
  const p = youngPerson()
  for (const professional of [anna, bram]) {
    p.register(professional, '2027-01-10')
    p.end(professional, 'risk_gone', '2027-01-10')
  }
  t.strictSame(p.on('2027-01-10').notices, ['p/1 to bram'])
  p.register(anna, '2027-02-01')
  t.strictSame(p.on('2027-02-01').notices, ['p/1 to anna', 'p/1 to bram', 'p/2 to anna'])
  p.end(anna, 'unfounded', '2027-02-02')
  p.register(anna, '2027-02-03')
  t.equal(p.on('2027-02-03').told.filter((line) => line === 'archived_signals_found to anna').length, 1)
})

t.test('R15: a match closes under two, and is another when it comes again', async (t) => {
  const p = youngPerson()
  p.register(anna, '2027-01-10')
  p.register(cato, '2027-01-10')
  t.equal(p.on('2027-01-10').match, 'match 1 of p/1,p/2')
  t.strictSame(p.on('2027-01-10').told, [
    'match_created to anna',
    'match_created to cato',
    'match_created to olga',
  ])
  p.register(bram, '2027-01-11')
  t.equal(p.on('2027-01-11').match, 'match 1 of p/1,p/2,p/3')
  t.equal(p.on('2028-01-10').match, 'match 1 of p/1,p/3', 'lapsed, also where the daily work is late')
  p.end(bram, 'risk_gone', '2028-01-09')
  t.equal(p.on('2028-01-10').match, null)
  p.work('2028-01-10')
  t.equal(p.on('2028-01-10').told.filter((line) => line === 'participant_left to anna').length, 2)
  p.register(bram, '2028-01-10')
  t.equal(p.on('2028-01-10').match, 'match 2 of p/1,p/4')
})

t.test('R8: where birth dates disagree nobody is destroyed early', async (t) => {
  const p = youngPerson()
  p.register(anna, '2027-01-10', undefined, '2012-05-06')
  p.register(bram, '2027-01-10', undefined, '2004-05-06')
  t.equal(p.on('2027-01-10').destruction, '2035-05-06')
  t.match(p.on('2027-05-06').archived, ['p/2 by bram in 0193 until 2032-05-06'])
})
