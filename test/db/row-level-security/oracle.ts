import type postgres from 'postgres'

/**
 * Who may see which row, as it is meant, in plain words over plain rows: written apart from the policies, and read by
 * somebody who may see everything. The test compares the two.
 */

type Row = Readonly<Record<string, string | null>>

/** Every row of the tables that a right may rest on, as text. */
export interface World {
  readonly today: string
  readonly rows: (table: string) => readonly Row[]
}

/** The tables that are held back, and what names a row of each. */
export const keys = {
  absence: ['id'],
  account: ['id'],
  identity_conflict: ['id'],
  invitation: ['id'],
  logbook: ['id'],
  match: ['id'],
  match_participant: ['match_id', 'signal_id'],
  notification: ['id'],
  signal: ['id'],
  subject_request: ['id'],
  young_person: ['id'],
} as const satisfies Record<string, readonly string[]>

export type Table = keyof typeof keys

const others = [
  'convenant',
  'convenant_municipality',
  'municipality',
  'municipality_succession',
  'partner',
  'role_assignment',
]

/** Reads everything, past all policies. */
export async function readWorld(sql: postgres.Sql | postgres.TransactionSql, today: string): Promise<World> {
  const tables = new Map<string, readonly Row[]>()
  for (const table of [...Object.keys(keys), ...others]) {
    const rows = await sql.unsafe<{ row: Row }[]>(`select to_jsonb(t) as row from "${table}" t`)
    tables.set(
      table,
      rows.map(({ row }) => row),
    )
  }
  return {
    today,
    rows(table) {
      const rows = tables.get(table)
      if (!rows) throw new Error(`${table} was not read`)
      return rows
    },
  }
}

export function keyOf(table: Table, row: Row): string {
  return keys[table].map((column) => row[column]).join(' ')
}

/** The keys of the rows of a table that somebody may see. */
export function visible(world: World, actor: string | undefined, table: Table): string[] {
  const me = world.rows('account').find(({ id }) => id === actor)
  if (!me) return []
  const may = rules(world, me)[table]
  return world
    .rows(table)
    .filter((row) => may(row))
    .map((row) => keyOf(table, row))
    .sort()
}

function rules(world: World, me: Row): Record<Table, (row: Row) => boolean> {
  const { rows } = world
  const standing = standingOf(world, me)
  const { names, followed, decided, acquainted, counts } = standing
  const matches = rows('match').filter((match) => seesMatch(world, standing, match))
  const seen = new Set(matches.map(({ id }) => id))
  const met = new Set(
    matches.flatMap((match) => takingPart(world, match).map(({ professional_id }) => professional_id)),
  )
  const manages = (account: Row) => managesAccount(world, standing, account)
  const accountOf = (id: string | null | undefined) =>
    rows('account').find((account) => account.id === id) ?? {}
  const inDoubt = rows('identity_conflict').map(({ young_person_id }) => young_person_id)
  return {
    signal: (s) =>
      (s.professional_id === me.id && counts('professional')) ||
      (counts('functional_administrator') && inDoubt.includes(s.young_person_id ?? '')) ||
      rows('match_participant').some(
        (p) => p.signal_id === s.id && p.left_at === null && seen.has(p.match_id ?? ''),
      ),
    young_person: (y) =>
      rows('signal').some(
        (s) =>
          s.young_person_id === y.id &&
          s.professional_id === me.id &&
          counts('professional') &&
          isActive(world, s),
      ),
    identity_conflict: () => counts('functional_administrator'),
    match: ({ id }) => seen.has(id ?? ''),
    match_participant: (p) =>
      names.includes(p.professional_id ?? '') ||
      followed.includes(p.municipality_code ?? '') ||
      seen.has(p.match_id ?? ''),
    notification: (n) =>
      (n.recipient_id === me.id && counts(n.recipient_role ?? '')) ||
      (names.includes(n.recipient_id ?? '') && n.recipient_role === 'professional'),
    logbook: () => counts('supervisor'),
    subject_request: (q) => decided.includes(q.municipality_code ?? ''),
    account: (a) =>
      a.id === me.id ||
      (acquainted !== null && a.organisation_id === acquainted) ||
      manages(a) ||
      met.has(a.id ?? ''),
    absence: (a) => acquainted !== null && accountOf(a.professional_id).organisation_id === acquainted,
    invitation: (i) => i.created_by === me.id || manages(accountOf(i.account_id)),
  }
}

interface Standing {
  /** In whose name: one's own, and whom one deputises for. */
  readonly names: readonly string[]
  readonly followed: readonly string[]
  readonly administered: readonly string[]
  /** Of the municipalities for which one decides on requests of data subjects. */
  readonly decided: readonly string[]
  readonly coordinated: string | null
  /** The organisation whose people one knows. */
  readonly acquainted: string | null
  /** Whether a role is held, and what it rests on is there. */
  readonly counts: (role: string) => boolean
}

function standingOf(world: World, me: Row): Standing {
  const held = rolesOf(world, me)
  const codes = (role: string) =>
    held
      .filter((each) => each.role === role)
      .flatMap(({ municipality_code }) => codesOf(world, municipality_code))
  const counts = (role: string) => {
    if (!held.some((each) => each.role === role)) return false
    if (role === 'professional') return mayRegister(world, me)
    if (role === 'coordinator' || role === 'source_system') return Boolean(me.organisation_id)
    if (['follow_up_officer', 'municipal_administrator', 'privacy_officer'].includes(role))
      return codes(role).length > 0
    return true
  }
  const absent = world
    .rows('absence')
    .filter((a) => a.deputy_id === me.id && holdsOn(world.today, a.from_date, a.until_date))
    .flatMap((a) => world.rows('account').filter(({ id }) => id === a.professional_id))
    .filter((colleague) => colleague.organisation_id === me.organisation_id && mayRegister(world, colleague))
  return {
    names: mayRegister(world, me) ? [me, ...absent].map(({ id }) => id ?? '') : [],
    followed: codes('follow_up_officer'),
    administered: codes('municipal_administrator'),
    decided: codes('privacy_officer'),
    coordinated: counts('coordinator') ? (me.organisation_id ?? null) : null,
    acquainted: counts('coordinator') || counts('professional') ? (me.organisation_id ?? null) : null,
    counts,
  }
}

function rolesOf({ rows, today }: World, account: Row): readonly Row[] {
  return rows('role_assignment').filter(
    (r) => r.account_id === account.id && holdsOn(today, r.from_date, r.until_date),
  )
}

/** From a day on, until the day before another, if there is one. */
function holdsOn(day: string, from: string | null | undefined, until: string | null | undefined): boolean {
  return Boolean(from) && (from ?? '') <= day && (!until || day < until)
}

function isThere({ rows, today }: World, code: string | null | undefined): boolean {
  const found = rows('municipality').find((m) => m.code === code)
  return Boolean(
    found && (found.valid_from ?? '') <= today && (!found.valid_until || today <= found.valid_until),
  )
}

/** Everything that a municipality of today goes on for, itself included. */
function codesOf(world: World, code: string | null | undefined): string[] {
  const today = (each: string) =>
    world
      .rows('municipality_succession')
      .filter((s) => s.former_code === each && (s.from_date ?? '') <= world.today)
      .sort((a, b) => ((a.from_date ?? '') < (b.from_date ?? '') ? 1 : -1))[0]?.successor_code ?? each
  if (!isThere(world, code)) return []
  return world
    .rows('municipality')
    .map((m) => m.code ?? '')
    .filter((each) => today(each) === code)
}

/** R1, all of it. */
function mayRegister(world: World, account: Row): boolean {
  const { rows, today } = world
  return (
    rolesOf(world, account).some(({ role }) => role === 'professional') &&
    rows('partner').some(
      (p) =>
        p.organisation_id === account.organisation_id &&
        p.state === 'connected' &&
        (p.state_since ?? '') <= today &&
        rows('convenant').some(
          (c) =>
            c.id === p.convenant_id &&
            (c.in_force_from ?? '') <= today &&
            (!c.in_force_until || today <= c.in_force_until || c.tacit_renewal_months !== null),
        ) &&
        rows('convenant_municipality').some(
          (m) =>
            m.convenant_id === p.convenant_id &&
            holdsOn(today, m.from_date, m.until_date) &&
            isThere(world, m.municipality_code),
        ),
    )
  )
}

function isActive({ today }: World, signal: Row): boolean {
  return (signal.removal_date ?? '') > today
}

function takingPart(world: World, match: Row): readonly Row[] {
  return world
    .rows('match_participant')
    .filter(
      (p) =>
        p.match_id === match.id &&
        p.left_at === null &&
        world.rows('signal').some((s) => s.id === p.signal_id && isActive(world, s)),
    )
}

/** Takes part in a match, for oneself or an absent colleague, or follows it up. */
function seesMatch(world: World, { names, followed }: Standing, match: Row): boolean {
  return (
    match.closed_at === null &&
    takingPart(world, match).some(
      (p) => names.includes(p.professional_id ?? '') || followed.includes(p.municipality_code ?? ''),
    )
  )
}

function managesAccount({ rows }: World, standing: Standing, account: Row): boolean {
  const { administered, coordinated, counts } = standing
  if (counts('functional_administrator')) return true
  if (coordinated !== null && account.organisation_id === coordinated) return true
  const given = rows('role_assignment').filter(({ account_id }) => account_id === account.id)
  const isPartner = rows('partner').some(
    (p) =>
      p.organisation_id === account.organisation_id &&
      rows('convenant_municipality').some(
        (m) => m.convenant_id === p.convenant_id && administered.includes(m.municipality_code ?? ''),
      ),
  )
  return given.some(
    ({ role, municipality_code }) =>
      administered.includes(municipality_code ?? '') || (role === 'coordinator' && isPartner),
  )
}
