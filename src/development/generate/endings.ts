import { endReason } from '../../../db/tables/signals.ts'
import { cases } from './cases.ts'
import type { Lists } from './lists.ts'

/** On which ground in the law something ends, as a function of the database (R10, R11, R13). */
export function endingGroundsSql(endings: Lists['endings']): string {
  return `-- The ground in the law on which something ends for a reason (R10, R11, R13). A reason that this version does not know is refused.
-- Made by \`npm run catalogue\` from src/logbook/catalogue/ending-grounds.ts.
create function ground_of(p_reason end_reason) returns text
  language plpgsql immutable
as $$
begin
  case p_reason
${cases(endReason.enumValues, (reason) => `'${endings[reason]}'`)}  end case;
end
$$;
`
}
