import { writeTable } from '../ground/tables/write-table.ts'
import { type OrganisationRole, organisationRoles, type Professional } from './professionals.ts'

/** The people of an organisation as a table for a spreadsheet: the same headings go out and come in. */
export const professionalColumns = {
  name: 'Naam',
  jobTitle: 'Functie',
  email: 'E-mail',
  phone: 'Telefoon',
  roles: 'Rol',
} as const

/** What a Dutch reader calls each role. */
const roleNames: Readonly<Record<OrganisationRole, string>> = {
  professional: 'professional',
  coordinator: 'coördinator',
}

/** The table of these people, in which nothing is taken for a formula. */
export function writeProfessionals(people: readonly Professional[]): string {
  return writeTable(
    professionalColumns,
    people.map(({ roles, ...person }) => ({
      ...person,
      roles: roles.map((role) => roleNames[role]).join(' en '),
    })),
    ['name', 'jobTitle', 'email', 'phone'],
  )
}

/** The roles that a cell names, in Dutch or as they are called here; undefined where it names anything else. */
export function readRoles(cell: string): OrganisationRole[] | undefined {
  const words = new Set(
    cell
      .trim()
      .toLowerCase()
      .replaceAll('ö', 'o')
      .split(/\s*(?:[,+]|\ben\b)\s*/),
  )
  const roles = organisationRoles.filter((role) => words.delete(role))
  return roles.length > 0 && words.size === 0 ? roles : undefined
}
