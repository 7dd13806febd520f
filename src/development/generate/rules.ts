import { getTableColumns } from 'drizzle-orm'
import { logbook, logbookEvent } from '../../../db/tables/logbook.ts'
import type { LineField } from '../../logbook/catalogue/entry.ts'
import type { Lists } from './lists.ts'
import { namesInOrder } from './names.ts'

/**
 * The rules to which the database holds every line (R20). They are added to those that are there: of two versions of the service
 * side by side neither refuses what the other writes.
 */
export function rulesSql(events: Lists['events']): string {
  const rules = namesInOrder(logbookEvent.enumValues, events).map((event) => {
    const { must, may, grounds } = events[event]
    const sets = [
      columnsOf(must),
      columnsOf([...new Set([...must, ...may])]),
      grounds.toSorted().map((ground) => `"${ground}"`),
    ]
    return `  ('${event}', ${sets.map((names) => `'{${names.join(',')}}'`).join(',\n   ')})`
  })
  return `-- Which columns a line of the logbook must have and may have, by its event, and which grounds it may cite (R20). Made by
-- \`npm run catalogue\` from src/logbook/catalogue.ts. What another version of the service allows stays allowed.
insert into public.logbook_rule as known (event, must, allowed, grounds) values
${rules.join(',\n')}
on conflict (event) do update set
  must = array(select unnest(known.must) intersect select unnest(excluded.must) order by 1),
  allowed = array(select unnest(known.allowed) union select unnest(excluded.allowed) order by 1),
  grounds = array(select unnest(known.grounds) union select unnest(excluded.grounds) order by 1);
`
}

function columnsOf(fields: readonly LineField[]): string[] {
  const columns = getTableColumns(logbook)
  return fields.map((field) => columns[field].name).sort()
}
