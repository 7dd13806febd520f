import type { LogbookEvent } from '../../../db/tables/logbook.ts'
import { cases } from './cases.ts'
import type { Lists } from './lists.ts'

/** Which events are a look, and by what each concerns a municipality, as a function of the database (R20, R21). */
export function looksSql(events: Lists['events']): string {
  const lookAt = (event: LogbookEvent) => {
    const { look } = events[event]
    return look ? `'${look.at}'` : 'null'
  }
  return `-- By what a look at a young person concerns a municipality; null for an event that is no look (R20, R21). An event that this
-- version does not know is refused. Made by \`npm run catalogue\` from src/logbook/catalogue.ts.
create function look_at(p_event logbook_event) returns text
  language plpgsql immutable
as $$
begin
  case p_event
${cases(Object.keys(events) as LogbookEvent[], lookAt)}  end case;
end
$$;
`
}
