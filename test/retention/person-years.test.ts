import type postgres from 'postgres'
import t from 'tap'
import { anniversary } from '../../src/ground/calendar.ts'
import { ageLimitYears } from '../../src/ground/law.ts'
import { createTestDatabase } from '../support/database.ts'
import { inForm, longForm } from '../support/long-form.ts'
import { smallRegion } from '../support/region.ts'
import { type Day, dayOf, fullYearsAfter, textOf } from './rules-calendar.ts'
import { ageLimit, lastRemoval, lifeOf, type Story } from './rules-model.ts'

/*
 * What is due (`due_on`, by which the daily work goes) against the model, over lives that begin on the days of the four centuries
 * after which the calendar repeats itself. A person-year is a year of one life, from registering until a year after the signal is
 * destroyed. The test asks on every day on which something happens or a term ends and on the day before and after each, and on every
 * single day of some lives: of one in ten in the long form, which has a million person-years. The rows are there as they would be if no daily work had run before.
 */

t.setTimeout(3_600_000)

const wanted = inForm(125_000, 1_000_000)
/** Days from one life to the next: eight in the short form, which comes by every day of the week and of the year. */
const apart = inForm(8, 1)
const daysInYear = 365.2425
const [first, last] = [dayOf('2000-01-01'), dayOf('2400-01-01')]
const [earliest, latest] = [first - 24 * 366, last + 35 * 366]
const askedEveryDay = longForm ? 10 : 1000

/** Written dates are looked up: millions are asked for. */
const written = Array.from({ length: latest - earliest }, (_, n) => textOf(earliest + n))
const write = (day: Day): string => written[day - earliest] ?? ''

t.test(
  'R8, R10 to R13: of very many person-years, nothing destroyed early and nothing a day late',
  async (t) => {
    const seed = Math.floor(Math.random() * 2 ** 32)
    const draw = drawFrom(seed)
    const { sql } = await createTestDatabase(t)
    const ask = await judge(sql)
    const kinds = new Map<string, number>()
    const found = { early: 0, late: 0 }
    let [lives, days, asked] = [0, 0, 0]
    let batch: Chapter[] = []
    const askBatch = async () => {
      const { early, late, count } = await ask(batch)
      found.early += early
      found.late += late
      asked += count
      batch = []
    }
    for (let day = first; day < last || days < wanted * daysInYear; day += apart) {
      const story = lifeFrom(day < last ? day : first + ((day - last) % (last - first)), draw)
      const end = lifeOf(story).destroyed + 365
      const when = lives % askedEveryDay === 0 ? everyDay(story.registered, end) : turns(story, end)
      batch.push(...chaptersOf(story, when))
      if (batch.length >= 20_000) await askBatch()
      lives += 1
      days += end - story.registered
      for (const kind of kindsOf(story)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    }
    await askBatch()
    const years = Math.floor(days / daysInYear)
    t.comment(`${years} person-years in ${lives} lives, asked ${asked} times, seed ${seed}`)
    t.comment(
      [...kinds]
        .map(([kind, count]) => `${kind}: ${count}`)
        .sort()
        .join(', '),
    )
    t.strictSame(found, { early: 0, late: 0 }, `${years} person-years, seed ${seed}`)
    t.ok(asked > lives * 5, 'and each is asked about many times')
    t.ok(years >= wanted && [...kinds.values()].every((count) => count > 100), 'of every kind there are many')
  },
)

/** The story of a signal, and the birth date from which the service makes the 23rd birthday. */
interface Told extends Story {
  readonly birth: Day
}

/** A part of a story in which nothing happens, as the database has it then; and on which days of it is asked what is due. */
interface Chapter {
  readonly destruction: Day
  readonly removal: Day
  /** On which day the professional ended it, since the risk was gone. */
  readonly ended: Day | null
  readonly asked: readonly { readonly on: Day; readonly ought: Standing }[]
}

/** Active, archived, or destroyed. */
type Standing = 0 | 1 | 2

/** Nothing is known on a day but what had happened by then. What is destroyed as it happens is not for the daily work. */
function chaptersOf(story: Told, when: readonly Day[]): Chapter[] {
  const { leaves, destroyed } = lifeOf(story)
  const destruction = dayOf(anniversary(write(story.birth), ageLimitYears))
  const goneAtOnce = Math.min(
    story.gone ?? latest,
    story.ended?.ground === 'unfounded' ? story.ended.on : latest,
  )
  const happenings = [...new Set(happeningsOf(story))]
  return happenings.flatMap((begins, n) => {
    const until = Math.min(happenings[n + 1] ?? latest, goneAtOnce)
    const asked = when
      .filter((on) => begins <= on && on < until)
      .map((on) => ({ on, ought: (on < leaves ? 0 : on < destroyed ? 1 : 2) as Standing }))
    if (asked.length === 0) return []
    const removal = story.removals.findLast(({ on }) => on <= begins)?.removal ?? story.registered
    const ended =
      story.ended !== null && story.ended.on <= begins && story.ended.on < removal ? story.ended.on : null
    return [{ destruction, removal, ended, asked }]
  })
}

/** Puts chapters into the tables, and asks of each on its days what is due. */
async function judge(sql: postgres.Sql) {
  const { professionals, convenant, organisations } = await smallRegion(sql, 1)
  const under = [professionals[0]?.id ?? '', organisations[0] ?? '', convenant] as const
  return async (chapters: readonly Chapter[]) => {
    const dates = (date: (chapter: Chapter) => Day | null) =>
      chapters.map((chapter) => {
        const day = date(chapter)
        return day === null ? null : write(day)
      })
    const asked = chapters.flatMap((chapter, n) => chapter.asked.map((each) => ({ n, ...each })))
    return sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`
      await tx`truncate young_person cascade`
      await tx`create temp table chapter on commit drop as
        select ('00000000-0000-7000-8000-' || lpad(to_hex(n - 1), 12, '0'))::uuid as id, destruction, removal, ended
          from unnest(${dates(({ destruction }) => destruction)}::date[], ${dates(({ removal }) => removal)}::date[],
                      ${dates(({ ended }) => ended)}::date[]) with ordinality c(destruction, removal, ended, n)`
      await tx`insert into young_person (id, bsn_sealed, seal_key_version, destruction_date)
        select id, decode(repeat('00', 37), 'hex'), 1, destruction from chapter`
      await tx`insert into signal (id, young_person_id, professional_id, organisation_id, convenant_id, municipality_code,
                                   registered_at, removal_date)
        select id, id, ${under[0]}, ${under[1]}, ${under[2]}, '0193', '2000-01-01', removal from chapter where ended is null`
      // Once it has lapsed it would be in the archive from its removal date on.
      await tx`insert into archived_signal (id, young_person_id, professional_id, organisation_id, convenant_id,
                                            municipality_code, registered_at, ended_date, reason)
        select id, id, ${under[0]}, ${under[1]}, ${under[2]}, '0193', '2000-01-01', coalesce(ended, removal),
               case when ended is null then 'lapsed' else 'risk_gone' end::end_reason from chapter`
      const [found] = await tx<{ early: number; late: number; count: number }[]>`
        select count(*) filter (where stands > ought)::int as early, count(*) filter (where stands < ought)::int as late,
               count(*)::int as count
          from unnest(${asked.map(({ n }) => n)}::int[], ${asked.map(({ on }) => write(on))}::date[],
                      ${asked.map(({ ought }) => ought)}::int[]) a(n, day, ought)
          join chapter c on c.id = ('00000000-0000-7000-8000-' || lpad(to_hex(a.n), 12, '0'))::uuid
         cross join lateral (
               select case when bool_or(d.rule in ('turned_23', 'archive_ended')) then 2
                           when bool_or(d.rule = 'lapsed') or c.ended is not null then 1 else 0 end as stands
                 from due_on(a.day) d where d.id = c.id) s`
      return found ?? { early: 0, late: 0, count: 0 }
    })
  }
}

function happeningsOf({ removals, ended, gone }: Told): Day[] {
  return [...removals.map(({ on }) => on), ended?.on ?? latest, gone ?? latest].sort((a, b) => a - b)
}

function everyDay(from: Day, end: Day): Day[] {
  return Array.from({ length: end - from }, (_, n) => from + n)
}

/** Every day on which something happens or may change, with the days beside it. */
function turns(story: Told, end: Day): Day[] {
  const { leaves, destroyed } = lifeOf(story)
  const days = [...happeningsOf(story), ...story.removals.map(({ removal }) => removal)]
  const beside = [...days, leaves, destroyed, story.birthday23, end - 1].flatMap((day) => [
    day - 1,
    day,
    day + 1,
  ])
  return [...new Set(beside)].filter((day) => day >= story.registered && day < end).sort((a, b) => a - b)
}

/** A signal registered on a day, of somebody of any age, and what happens to it: nothing but what the rules allow. */
function lifeFrom(registered: Day, draw: Draw): Told {
  const birth = birthBefore(registered, draw)
  const birthday23 = fullYearsAfter(birth, ageLimit)
  const months = draw.oneIn(3) ? draw.between(1, 25) : 24
  const term = (on: Day) => {
    const longest = lastRemoval(on, months)
    return { on, removal: Math.min(draw.oneIn(3) ? draw.between(on + 1, longest + 1) : longest, birthday23) }
  }
  let current = term(registered)
  const removals = [current]
  while (draw.oneIn(2)) {
    current = term(draw.oneIn(2) ? current.removal - 1 : draw.between(current.on, current.removal))
    removals.push(current)
  }
  const on = draw.oneIn(4) ? current.removal - 1 : draw.between(current.on, current.removal)
  const ended = draw.oneIn(2) ? ({ on, ground: draw.oneIn(3) ? 'unfounded' : 'risk_gone' } as const) : null
  const story = { birth, registered, removals, ended, birthday23, gone: null }
  const [from, { destroyed }] = [ended?.on ?? current.on, lifeOf(story)]
  return { ...story, gone: draw.oneIn(4) && from < destroyed ? draw.between(from, destroyed) : null }
}

/** Of any age under 23; many are about to turn 23, or do so while the signal is in the archive, and many were born on 29 February. */
function birthBefore(day: Day, draw: Draw): Day {
  const ahead = draw.between(1, [4, 800, 3000, 23 * 365][draw.between(0, 4)] ?? 4)
  const birth = fullYearsAfter(day + ahead, -ageLimit)
  const year = Number(textOf(birth).slice(0, 4))
  const leapDay = dayOf(`${year - (year % 4)}-02-29`)
  const born = draw.oneIn(4) && year % 100 > 3 ? leapDay : birth
  return fullYearsAfter(born, ageLimit) > day ? born : birth
}

interface Draw {
  between(least: number, below: number): number
  oneIn(n: number): boolean
}

/** Random numbers that come again with their seed (mulberry32). */
function drawFrom(seed: number): Draw {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, below: number) => least + Math.floor(next() * (below - least))
  return { between, oneIn: (n) => between(0, n) === 0 }
}

function kindsOf({ birth, registered, removals, ended, birthday23, gone }: Told): string[] {
  const life = lifeOf({ registered, removals, ended, birthday23, gone })
  return [
    gone === null ? (ended?.ground ?? 'lapsed') : 'gone',
    life.destroyed === birthday23 ? 'turned 23' : 'before 23',
    ...(removals.length > 1 ? ['renewed'] : []),
    ...([registered, life.leaves, birth].some(isLeapDay) ? ['on 29 February'] : []),
  ]
}

function isLeapDay(day: Day): boolean {
  return textOf(day).endsWith('-02-29')
}
