import type { LogbookEvent } from '../../../db/tables/logbook.ts'
import { cases, wrapped } from './cases.ts'
import type { Lists } from './lists.ts'

/** Which events are a look, and by what each concerns a municipality, as a function of the database (R20, R21). */
export function looksSql(events: Lists['events']): string {
  const lookAt = (event: LogbookEvent) => {
    const { look } = events[event]
    return look ? `'${look.at}'` : 'null'
  }
  const names = Object.keys(events) as LogbookEvent[]
  const onceADay = names.filter((event) => events[event].look?.logged === 'once a day')
  const changes = names.filter((event) => event === 'signal_registered' || changesALook(events[event]))
  return `-- By what a look at a young person concerns a municipality; null for an event that is no look (R20, R21). An event that this
-- version does not know is refused. Made by \`npm run catalogue\` from src/logbook/catalogue.ts.
create function look_at(p_event logbook_event) returns text
  language plpgsql immutable
as $$
begin
  case p_event
${cases(names, lookAt)}  end case;
end
$$;

-- The looks that are written once a day, and the events after which the same look shows something else.
create function looks_once_a_day() returns logbook_event[]
  language sql immutable
as $$
  select array[
    ${wrapped(onceADay, 4)}]::logbook_event[]
$$;
create function changes_of_looks() returns logbook_event[]
  language sql immutable
as $$
  select array[
    ${wrapped(changes, 4)}]::logbook_event[]
$$;
`
}

/** The event is about a young person, and nobody was shown anything by it. */
function changesALook({ look, must, may }: Lists['events'][LogbookEvent]): boolean {
  return look === undefined && [...must, ...may].includes('youngPersonId')
}
