import fc from 'fast-check'
import type postgres from 'postgres'
import { anniversary, type CalendarDate } from '../../src/ground/calendar.ts'
import { ageLimitYears } from '../../src/ground/law.ts'
import { region } from '../support/region.ts'
import type { Asked, World } from './model.ts'

/** The region in which the cases play: two municipalities, and some who may not register (any more). */
export async function createWorld(sql: postgres.Sql): Promise<World> {
  const { municipality, convenant, organisation, partner, account } = region(sql)
  const [zwolle, kampen] = [await municipality('0193'), await municipality('0166')]
  const [long, short] = [await convenant([zwolle]), await convenant([kampen], { months: 12 })]
  const employ = async (name: string, convenants: readonly string[], state = 'connected') => {
    const id = await organisation(name)
    for (const each of convenants) await partner(each, id, state)
    return { id, name }
  }
  const inZwolle = await employ('in Zwolle', [long])
  const inBoth = await employ('in both', [long, short])
  const suspended = await employ('suspended', [long], 'suspended')
  const both = { [kampen]: 12, [zwolle]: 24 }
  const professionals = [
    { name: 'anna', organisation: inZwolle, municipalities: { [zwolle]: 24 } },
    { name: 'bram', organisation: inZwolle, municipalities: { [zwolle]: 24 } },
    { name: 'cato', organisation: inBoth, municipalities: both },
    { name: 'daan', organisation: inBoth, municipalities: both },
    { name: 'eva', organisation: suspended, municipalities: {} },
    { name: 'finn', organisation: inZwolle, municipalities: {}, until: '2021-01-01' },
  ]
  for (const { name, organisation, until } of professionals)
    await account({
      subject: name,
      organisation: organisation.id,
      ...(until === undefined ? {} : { until }),
    })
  for (const [subject, code] of [
    ['olga', zwolle],
    ['otto', kampen],
  ] as const)
    await account({ subject, roles: ['follow_up_officer'], municipality: code })
  const both2 = await account({ subject: 'oscar', roles: ['follow_up_officer'], municipality: zwolle })
  await sql`insert into role_assignment (id, account_id, role, municipality_code, from_date)
            values (gen_random_uuid(), ${both2.id}, 'follow_up_officer', ${kampen}, '2020-01-01')`
  await account({ subject: 'fleur', roles: ['functional_administrator'] })
  return {
    professionals: professionals.map(({ organisation: { name: organisation }, ...rest }) => ({
      ...rest,
      organisation,
    })),
    officers: [
      { name: 'olga', municipalities: [zwolle] },
      { name: 'otto', municipalities: [kampen] },
      { name: 'oscar', municipalities: [zwolle, kampen] },
    ],
    administrators: ['fleur'],
  }
}

/** What arrives together on one day. */
export interface Batch {
  readonly today: CalendarDate
  readonly asked: readonly Asked[]
}

export interface Case {
  readonly budgets: { readonly perProfessional: number; readonly perOrganisation: number }
  readonly batches: readonly Batch[]
}

const firstDay = '2026-11-22'
/** Days on which somebody turns 23: soon, or far ahead. */
const birthdays = ['2026-11-25', '2026-11-30', '2031-03-01', '2034-05-06']

const draft = (keys: readonly (string | null)[], birthdays: readonly number[]) =>
  fc.record({
    professional: fc.constantFrom(0, 0, 1, 1, 2, 2, 3, 3, 4, 5),
    person: fc.constantFrom(0, 0, 0, 1, 1, 2),
    birthday: fc.constantFrom(...birthdays),
    municipality: fc.constantFrom('0193', '0193', '0166', null),
    daysAhead: fc.constantFrom(null, null, 1, 2, 3, 6, 300, 500, 800),
    key: fc.constantFrom(...keys),
  })

type Draft = typeof draft extends (...given: never) => fc.Arbitrary<infer D> ? D : never

/** Any requests over a few persons and professionals, cut into batches at any point, while the days go by. */
export function anyCase({
  idempotencyKeys = true,
  budgets = true,
  sameDay = false,
} = {}): fc.Arbitrary<Case> {
  const keys = idempotencyKeys ? [null, null, null, 'k', 'l'] : [null]
  const birthdays = [3, 3, 3, 3, 2, 1, 0]
  return fc
    .record({
      perProfessional: budgets ? fc.constantFrom(1, 2, 3, 100, 100) : fc.constant(100),
      perOrganisation: budgets ? fc.constantFrom(2, 3, 4, 100, 100) : fc.constant(100),
      batches: fc.array(
        fc.record({
          later: sameDay ? fc.constant(0) : fc.constantFrom(0, 0, 0, 1, 2, 4, 200),
          drafts: fc.array(draft(keys, birthdays), { minLength: 1, maxLength: 5 }),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    })
    .map(({ batches, ...budgets }) => {
      let [day, number] = [0, 0]
      // A batch in which a budget ends is written one by one, and nothing in it is in flight any more.
      const ample = budgets.perProfessional === 100 && budgets.perOrganisation === 100
      return {
        budgets,
        batches: batches.map(({ later, drafts }) => {
          day += later
          const today = plusDays(firstDay, day)
          const asked = drafts.map((one) => toAsked(one, today, `s${++number}`))
          return { today, asked: ample ? asked : asked.map(withoutNamesake) }
        }),
      }
    })
}

/** The same requests, each arriving alone. */
export function oneByOne(batches: readonly Batch[]): Batch[] {
  return batches.flatMap(({ today, asked }) => asked.map((one) => ({ today, asked: [one] })))
}

function toAsked(given: Draft, today: CalendarDate, name: string): Asked {
  const chosen = birthdays[given.birthday] ?? ''
  const birthday = chosen > today ? chosen : '2034-05-06'
  return {
    name,
    professional: given.professional,
    person: given.person,
    birthDate: anniversary(birthday, -ageLimitYears),
    municipality: given.municipality,
    removalDate: given.daysAhead === null ? null : plusDays(today, given.daysAhead),
    key: given.key,
  }
}

function withoutNamesake(one: Asked, position: number, all: readonly Asked[]): Asked {
  const first = all.findIndex(({ key, professional }) => key === one.key && professional === one.professional)
  return first === position ? one : { ...one, key: null }
}

function plusDays(date: CalendarDate, days: number): CalendarDate {
  const instant = new Date(`${date}T12:00:00Z`)
  instant.setUTCDate(instant.getUTCDate() + days)
  return instant.toISOString().slice(0, 10)
}
