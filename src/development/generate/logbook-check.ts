import { getTableColumns } from 'drizzle-orm'
import { type LogbookEvent, logbook, logbookEvent } from '../../../db/tables/logbook.ts'
import { grounds } from '../../ground/law.ts'
import type { LineField } from '../../logbook/catalogue/entry.ts'
import { catalogue, fieldsOf, lineFields } from '../../logbook/catalogue.ts'

/**
 * The catalogue as the database holds every line to it (R20): one look at the events of a column, for each column that a line
 * fills. Lines from before are not looked at again until they change.
 */
export function catalogueSql(): string {
  const tests = [
    ...lineFields.flatMap((field) => mayHave(field)),
    `(ground is null or ground = any (${list([...new Set(Object.values(grounds))])}))`,
    ...lineFields.flatMap((field) => mustHave(field)),
  ]
  return `${head}alter table logbook drop constraint if exists logbook_fields;
alter table logbook add constraint logbook_fields check (
  ${tests.join('\n  and ')}
) not valid;
`
}

const head = `-- Which fields a line of the logbook may have and must have, by its event, and which grounds may be cited (R20). Made by
-- \`npm run catalogue\` from src/logbook/catalogue.ts and src/ground/law.ts; a test holds them the same.
`

const columns = getTableColumns(logbook)
const events = logbookEvent.enumValues

/** Of a field that any line may have there is nothing to test. */
function mayHave(field: LineField): string[] {
  const name = columns[field].name
  const [having, without] = [true, false].map((has) =>
    events.filter((event) => fieldsOf(event).has(field) === has),
  )
  if (!having || !without || without.length === 0) return []
  const test = without.length < having.length ? `<> all (${listOf(without)})` : `= any (${listOf(having)})`
  return [`(${name} is null or event ${test})`]
}

function mustHave(field: LineField): string[] {
  const having = events.filter((event) => catalogue[event].must.includes(field))
  return having.length === 0
    ? []
    : [`(${columns[field].name} is not null or event <> all (${listOf(having)}))`]
}

function listOf(names: readonly LogbookEvent[]): string {
  return `${list(names)}::logbook_event[]`
}

/** An array of names, over as many lines as it takes. */
function list(names: readonly string[]): string {
  const lines: string[] = []
  for (const name of names) {
    const item = /^\w+$/.test(name) ? name : `"${name}"`
    const line = lines.at(-1)
    if (line !== undefined && line.length + item.length < 110) lines[lines.length - 1] = `${line},${item}`
    else lines.push(item)
  }
  return lines.length === 1 ? `'{${lines[0]}}'` : `'{\n    ${lines.join(',\n    ')}}'`
}
