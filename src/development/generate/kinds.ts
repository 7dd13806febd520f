import type { NotificationEvent } from '../../../db/tables/outbox.ts'
import type { KindEntry } from '../../outbox/kinds/entry.ts'
import { cases, wrapped } from './cases.ts'
import type { Lists } from './lists.ts'

/** What the kinds of notification are to the database, as functions of it (R15, R20, R21). */
export function kindsSql(kinds: Lists['kinds']): string {
  const names = Object.keys(kinds) as NotificationEvent[]
  const by = (value: (kind: KindEntry) => string) => cases(names, (name) => value(kinds[name]))
  return `-- Made by \`npm run catalogue\` from src/outbox/kinds.ts. A kind that this version does not know is refused by each function here.

-- The kinds that this version can tell of; another version has the others.
create function known_kinds() returns notification_event[]
  language sql immutable
as $$
  select array[
         ${wrapped(names, 9)}
       ]::notification_event[]
$$;

-- R20: on which ground somebody is told of something, and so on which it is sent to them and opened by them.
create function ground_to_tell(p_event notification_event) returns text
  language plpgsql immutable
as $$
begin
  case p_event
${by(({ ground }) => `'${ground}'`)}  end case;
end
$$;

-- R21: by what a notification concerns a municipality in the answer to a request for access; null where it never stands in one.
create function told_by(p_event notification_event) returns text
  language plpgsql immutable
as $$
begin
  case p_event
${by(({ access }) => (access ? `'${access.by}'` : 'null'))}  end case;
end
$$;

-- Whether what a notification tells of is over, so that nobody needs to be told any more (is_over.sql).
create function is_over(n notification, p_now timestamptz, p_today date) returns boolean
  language plpgsql stable
as $$
begin
  case n.event
${by(({ over }) => `${over}(n, p_now, p_today)`)}  end case;
end
$$;

-- Whether the recipient of a notification may be told today (may_be_told.sql).
create function may_be_told(n notification, p_now timestamptz, p_today date) returns boolean
  language plpgsql stable
as $$
begin
  case n.event
${by(({ told }) => `${told}(n, p_now, p_today)`)}  end case;
end
$$;
`
}
