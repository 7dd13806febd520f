import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import { smallRegion } from '../support/region.ts'

/** What is to be left of it all, told apart from how it is done. */
export interface Expected {
  readonly persons: string[]
  readonly active: string[]
  readonly archived: string[]
  /** Subjects of the certificate of each rule. */
  readonly certified: {
    readonly turned_23: string[]
    readonly lapsed: string[]
    readonly archive_ended: string[]
  }
  /** Young persons that are gone. */
  readonly gone: string[]
  /** How many are to be told that somebody left a match. */
  readonly told: number
}

interface Life {
  readonly destructionDate: string
  readonly active: readonly string[]
  /** Dates on which archived signals ended. */
  readonly archived: readonly string[]
  readonly left: {
    readonly person: boolean
    readonly active: readonly number[]
    readonly archived: readonly number[]
  }
}

const later = '2040-01-01'

/** Every way in which a life may stand on 22 November 2026; eleven signals, active and archived, in all. */
const ways: Record<string, Life> = {
  'turns 23': {
    destructionDate: '2026-11-22',
    active: ['2027-01-01', '2027-01-01'],
    archived: ['2025-01-01'],
    left: { person: false, active: [], archived: [] },
  },
  'one of two lapses': {
    destructionDate: later,
    active: ['2026-11-22', '2027-01-01'],
    archived: [],
    left: { person: true, active: [1], archived: [] },
  },
  'the last of the archive ends': {
    destructionDate: later,
    active: [],
    archived: ['2021-11-22'],
    left: { person: false, active: [], archived: [] },
  },
  'the archive ends, a signal stays': {
    destructionDate: later,
    active: ['2027-01-01'],
    archived: ['2021-11-21'],
    left: { person: true, active: [0], archived: [] },
  },
  'lapsed so long ago that the archive has ended too': {
    destructionDate: later,
    active: ['2021-11-22'],
    archived: [],
    left: { person: false, active: [], archived: [] },
  },
  'everything tomorrow': {
    destructionDate: '2026-11-23',
    active: ['2026-11-23'],
    archived: ['2021-11-23'],
    left: { person: true, active: [0], archived: [0] },
  },
}

const signalsInAll = 11

/** Fills a database with at least so many signals, in every way, and says what is to be left after 22 November 2026. */
export async function fillWithLives(sql: postgres.Sql, signals: number): Promise<Expected> {
  const { professionals, convenant, organisations } = await smallRegion(sql, 2)
  const expected: Expected = {
    persons: [],
    active: [],
    archived: [],
    certified: { turned_23: [], lapsed: [], archive_ended: [] },
    gone: [],
    told: Math.ceil(signals / signalsInAll),
  }
  const persons: { id: string; date: string }[] = []
  const active: { id: string; person: string; professional: string; date: string }[] = []
  const archived: { id: string; person: string; date: string }[] = []
  for (let turn = 0; turn < expected.told; turn++) {
    for (const life of Object.values(ways)) {
      const person = randomUUID()
      persons.push({ id: person, date: life.destructionDate })
      const ids = {
        active: life.active.map((date, n) => {
          const id = randomUUID()
          active.push({ id, person, professional: professionals[n]?.id ?? '', date })
          return id
        }),
        archived: life.archived.map((date) => {
          const id = randomUUID()
          archived.push({ id, person, date })
          return id
        }),
      }
      expect(expected, life, person, ids)
    }
  }
  await insert(
    sql,
    'young_person (id, bsn_sealed, seal_key_version, destruction_date)',
    persons,
    (p) => sql`
    select id, decode(replace(id::text, '-', ''), 'hex'), 1, date from jsonb_to_recordset(${p}) r(id uuid, date date)`,
  )
  await insert(
    sql,
    'identity_index',
    persons,
    (p) => sql`
    select 1, sha256(convert_to(id::text || 'index', 'UTF8')), id from jsonb_to_recordset(${p}) r(id uuid)`,
  )
  await insert(
    sql,
    'signal',
    active,
    (p) => sql`
    select id, person, professional, ${organisations[0] ?? ''}::uuid, ${convenant}::uuid, '0193', '2021-01-01'::timestamptz, date
      from jsonb_to_recordset(${p}) r(id uuid, person uuid, professional uuid, date date)`,
  )
  await insert(
    sql,
    'archived_signal (id, young_person_id, professional_id, organisation_id, convenant_id, municipality_code, registered_at, ended_date, reason)',
    archived,
    (p) => sql`
    select id, person, ${professionals[0]?.id ?? ''}::uuid, ${organisations[0] ?? ''}::uuid, ${convenant}::uuid, '0193', '2020-01-01'::timestamptz,
           date, 'risk_gone'::end_reason
      from jsonb_to_recordset(${p}) r(id uuid, person uuid, date date)`,
  )
  await sql`insert into match (id, young_person_id, created_at)
    select gen_random_uuid(), young_person_id, '2026-01-01' from signal group by young_person_id having count(*) > 1`
  await sql`insert into match_participant
    select m.id, s.id, s.professional_id, s.municipality_code, '2026-01-01' from match m join signal s using (young_person_id)`
  await sql`insert into logbook (occurred_at, event, actor_id, young_person_id, signal_id)
    select registered_at, 'signal_registered'::logbook_event, professional_id, young_person_id, id from signal
    union all select registered_at, 'signal_registered'::logbook_event, professional_id, young_person_id, id from archived_signal
     order by 1`
  await sql`analyze`
  return expected
}

function expect(
  expected: Expected,
  { left, destructionDate, active, archived }: Life,
  person: string,
  ids: { readonly active: readonly string[]; readonly archived: readonly string[] },
): void {
  ;(left.person ? expected.persons : expected.gone).push(person)
  expected.active.push(...left.active.map((n) => ids.active[n] ?? ''))
  expected.archived.push(...left.archived.map((n) => ids.archived[n] ?? ''))
  if (destructionDate <= '2026-11-22') {
    expected.certified.turned_23.push(person)
    return
  }
  active.forEach((date, n) => {
    const id = ids.active[n] ?? ''
    if (date > '2026-11-22') return
    expected.certified.lapsed.push(id)
    if (date <= '2021-11-22') expected.certified.archive_ended.push(id)
    else expected.archived.push(id)
  })
  archived.forEach((date, n) => {
    if (date <= '2021-11-22') expected.certified.archive_ended.push(ids.archived[n] ?? '')
  })
}

async function insert<T>(
  sql: postgres.Sql,
  into: string,
  rows: readonly T[],
  select: (some: postgres.Parameter) => postgres.PendingQuery<postgres.Row[]>,
): Promise<void> {
  for (let at = 0; at < rows.length; at += 20_000)
    await sql`insert into ${sql.unsafe(into)} ${select(sql.json(rows.slice(at, at + 20_000) as never))}`
}
