import type { LogbookEvent } from '../../../db/tables/logbook.ts'
import type { LookAt } from '../../logbook/catalogue/entry.ts'
import { catalogue } from '../../logbook/catalogue.ts'

/** Which events are a look, and by what each concerns a municipality, as a function of the database (R20, R21). */
export function looksSql(): string {
  const events = Object.keys(catalogue) as LogbookEvent[]
  const when = (at: LookAt | undefined) => {
    const names = events.filter((event) => catalogue[event].look?.at === at).map((event) => `'${event}'`)
    return names.length === 0 ? [] : [`    when ${wrapped(names)} then return ${at ? `'${at}'` : 'null'};\n`]
  }
  const scopes = new Set(events.map((event) => catalogue[event].look?.at))
  return `-- By what a look at a young person concerns a municipality; null for an event that is no look (R20, R21). An event that this
-- version does not know is refused. Made by \`npm run catalogue\` from src/logbook/catalogue.ts.
create function look_at(p_event logbook_event) returns text
  language plpgsql immutable
as $$
begin
  case p_event
${[...scopes].flatMap(when).join('')}  end case;
end
$$;
`
}

/** Names with commas between them, over as many lines as it takes. */
function wrapped(names: readonly string[]): string {
  const lines: string[] = []
  for (const name of names) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + name.length < 105) lines[lines.length - 1] = `${line}, ${name}`
    else lines.push(name)
  }
  return lines.join(',\n         ')
}
