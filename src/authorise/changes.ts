import { type SQL, sql } from 'drizzle-orm'

/**
 * What a story is about to change of who is connected, said before it begins (R1; `db/functions/connections/hold_rights.sql`). A right
 * that ends without having been said is refused by the database.
 */
export interface Change {
  /** What is changed: two stories that name the same come one after the other. */
  readonly turns: readonly string[]
  /** The persons whose right may end by it. */
  readonly persons?: readonly string[]
  /** The organisations of which all people may lose their right by it. */
  readonly organisations?: readonly string[]
  /** Whether it may end anybody's right. */
  readonly everybody?: boolean
}

/** The people of an organisation, of whom those that are named may lose a right (R3). */
export function peopleOf(organisationId: string | null, persons: readonly string[] = []): Change {
  return { turns: [`people ${organisationId}`], persons }
}

/** Who takes part in a convenant; all people of an organisation that is named may lose their right (R4). */
export function partnersOf(convenantId: string, organisations: readonly string[] = []): Change {
  return { turns: [`convenant ${convenantId}`], organisations }
}

/** Which municipalities there are, and which go on as which (R4). */
export const changeOfTheMap: Change = { turns: ['municipalities'] }

/** Who holds the roles that are held in no municipality or organisation. */
export const changeOfGeneralRoles: Change = { turns: ['index'] }

/** The turns for what belongs to municipalities: their officers, and in which convenants they are (R4). */
export function turnsOf(municipalityCodes: readonly string[]): string[] {
  return municipalityCodes.map((code) => `municipality ${code}`)
}

/** Two changes in one. */
export function together(one: Change, other: Change): Change {
  return {
    turns: [...one.turns, ...other.turns],
    persons: [...(one.persons ?? []), ...(other.persons ?? [])],
    organisations: [...(one.organisations ?? []), ...(other.organisations ?? [])],
    everybody: one.everybody || other.everybody || false,
  }
}

/** A change as `act_changing` takes it. */
export function changeArguments(change: Change): SQL {
  const { turns, persons = [], organisations = [], everybody = false } = change
  return sql`${sql.param(turns)}::text[], ${sql.param(persons)}::uuid[], ${sql.param(organisations)}::uuid[], ${everybody}`
}
