import { endReason } from '../../../db/tables/signals.ts'
import { cases } from './cases.ts'
import type { Lists } from './lists.ts'

/** On which ground something ends and what becomes of it, as functions of the database (R10, R11, R13). */
export function endingsSql(endings: Lists['endings']): string {
  return `-- Made by \`npm run catalogue\` from src/logbook/catalogue/endings.ts. A reason that this version does not know is refused.

-- The ground in the law on which something ends for a reason (R10, R11, R13).
create function ground_of(p_reason end_reason) returns text
  language plpgsql immutable
as $$
begin
  case p_reason
${cases(endReason.enumValues, (reason) => `'${endings[reason].ground}'`)}  end case;
end
$$;

-- R13: whether a signal that ends for a reason goes to the archive; otherwise it is destroyed.
create function goes_to_archive(p_reason end_reason) returns boolean
  language plpgsql immutable
as $$
begin
  case p_reason
${cases(endReason.enumValues, (reason) => String(endings[reason].signal === 'archived'))}  end case;
end
$$;
`
}
