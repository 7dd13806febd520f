import { z } from 'zod'
import type { Fault } from '../../ground/errors.ts'
import { readTable } from '../../ground/tables/read-table.ts'
import type { ImportedProfessional } from '../../people/import-professionals.ts'
import { professionalColumns, readRoles } from '../../people/professionals-table.ts'
import { personFields } from '../door/schemas/people.ts'
import { refuse } from '../door/schemas/rules.ts'

/** People in one table at most: another change of the people of the same organisation comes after it. */
const mostRows = 500

function needed<Schema extends z.ZodType<unknown, string>>(schema: Schema) {
  return z.string({ error: 'Dit is nodig.' }).pipe(schema)
}

const noRole = 'Dit is geen rol: professional, coördinator, of professional en coördinator.'

const Roles = z
  .string()
  .max(80, noRole)
  .transform((text, context) => {
    const roles = readRoles(text)
    if (roles) return roles
    refuse(context, { code: 'not-known', detail: noRole })
    return z.NEVER
  })

/** A row as it is written; whose role is not named is a professional. */
const Row = z.strictObject({
  name: needed(personFields.name),
  jobTitle: needed(personFields.jobTitle),
  email: needed(personFields.email),
  phone: needed(personFields.phone),
  roles: Roles.default(['professional']),
})

/** The people in a table, with every fault by its line. */
export function readProfessionalsTable(text: string): { rows: ImportedProfessional[]; faults: Fault[] } {
  const { rows, faults } = readTable(text, professionalColumns, Row, { rows: mostRows })
  return { rows: rows.map(({ line, value }) => ({ line, ...value })), faults: [...faults] }
}
