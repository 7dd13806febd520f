import { z } from 'zod'
import { anchorNames, kindNames } from '../../documents/dutch-names.ts'
import type { Fault } from '../../ground/errors.ts'
import { at } from '../../ground/tables/at.ts'
import { readTable } from '../../ground/tables/read-table.ts'
import { findPersonalNumbers } from '../../partners/check-organisation.ts'
import type { ImportedRow } from '../../partners/import-partners.ts'
import { partnerColumns, stateColumn, yesAndNo } from '../../partners/partners-table.ts'
import { Day } from '../door/schemas/common.ts'
import { personFields } from '../door/schemas/people.ts'
import { followTogether, refuse } from '../door/schemas/rules.ts'
import { spreadsheetDay, spreadsheetNumber } from '../door/schemas/spreadsheet-cells.ts'
import { organisationFields } from './organisation-schemas.ts'
import { anchoringFields } from './schemas.ts'

/** Organisations in one table at most: another change of the partners of the same convenant comes after it. */
const mostRows = 500

const columns = { ...partnerColumns, ...stateColumn }

const yesOrNo = z.string().transform((text, context) => {
  const wanted = text.trim().toLowerCase()
  if (wanted === 'ja' || wanted === 'nee') return yesAndNo[wanted]
  refuse(context, { code: 'not-known', detail: 'Zeg ja of nee.' })
  return z.NEVER
})

/** A row as it is written: identifiers or Dutch names, ja or nee, and empty where nothing is said. */
const Row = z
  .strictObject({
    name: needed(organisationFields.name),
    category: needed(organisationFields.category),
    kind: named(kindNames, 'Dit is geen soort: instelling of zelfstandige functionaris.').default(
      'institution',
    ),
    kvkNumber: orNone(spreadsheetNumber(organisationFields.kvkNumber, 8, 6)),
    oin: orNone(spreadsheetNumber(organisationFields.oin, 20, 13)),
    agbCode: orNone(spreadsheetNumber(organisationFields.agbCode, 8, 6)),
    brin: orNone(organisationFields.brin),
    rsin: orNone(spreadsheetNumber(organisationFields.rsin, 9, 7)),
    contactName: personFields.name.optional(),
    jobTitle: personFields.jobTitle.optional(),
    email: personFields.email.optional(),
    phone: personFields.phone.optional(),
    anchor: named(anchorNames, 'Dit is geen verankering: convenant, contract of subsidie.').default(
      'convenant',
    ),
    anchorReference: orNone(anchoringFields.anchorReference),
    anchorUntilDate: orNone(spreadsheetDay(Day)),
    mayLead: yesOrNo.default(false),
    invite: yesOrNo.default(false),
    state: z.string().max(40, 'Dit is geen stand.').optional(),
  })
  .superRefine(followTogether(findPersonalNumbers))

type Row = z.output<typeof Row>

/** Reads a table of organisations, with every fault in it by its line. A column with where each stands may be there or not. */
export function readPartnersTable(text: string): { rows: ImportedRow[]; faults: Fault[] } {
  const { rows, faults } = readTable(text, columns, Row, { rows: mostRows })
  const halves = rows.flatMap(({ line, value }) => halfContact(line, value))
  const broken = new Set(halves.map(({ line }) => line))
  return {
    rows: rows
      .filter(({ line }) => !broken.has(line))
      .map(({ line, value }) => ({ line, ...toListing(value) })),
    faults: [...faults, ...halves.map(({ fault }) => fault)],
  }
}

function toListing(row: Row): Omit<ImportedRow, 'line'> {
  const { name, category, kind, kvkNumber, oin, agbCode, brin, rsin } = row
  const { anchor, anchorReference, anchorUntilDate, mayLead } = row
  return {
    organisation: { name, category, kind, kvkNumber, oin, agbCode, brin, rsin },
    invitation: row.invite
      ? { anchor, anchorReference, anchorUntilDate, mayLead, contact: contactOf(row) }
      : null,
  }
}

function contactOf({ contactName: name, jobTitle, email, phone }: Row) {
  return name === undefined || jobTitle === undefined || email === undefined || phone === undefined
    ? null
    : { name, jobTitle, email, phone }
}

/** A contact person is told whole or not at all. */
function halfContact(line: number, row: Row): { line: number; fault: Fault }[] {
  const fields = ['contactName', 'jobTitle', 'email', 'phone'] as const
  const missing = fields.filter((field) => row[field] === undefined)
  if (missing.length === fields.length) return []
  return missing.map((field) => ({
    line,
    fault: at(line, field, 'missing', `${partnerColumns[field]}: van een contactpersoon is dit nodig.`),
  }))
}

function needed<Schema extends z.ZodType<unknown, string>>(schema: Schema) {
  return z.string({ error: 'Dit is nodig.' }).pipe(schema)
}

/** An empty cell says that there is none. */
function orNone<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullable().default(null)
}

/** A value by its identifier or its Dutch name. */
function named<Name extends string>(names: Readonly<Record<Name, string>>, detail: string) {
  return z.string().transform((text, context) => {
    const wanted = text.trim().toLowerCase()
    const found = (Object.keys(names) as Name[]).find(
      (name) => name === wanted || names[name].toLowerCase() === wanted,
    )
    if (found) return found
    refuse(context, { code: 'not-known', detail })
    return z.NEVER
  })
}
