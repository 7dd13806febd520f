-- Made by `npm run catalogue` from src/logbook/catalogue/endings.ts. A reason that this version does not know is refused.

-- The ground in the law on which something ends for a reason (R10, R11, R13).
create function ground_of(p_reason end_reason) returns text
  language plpgsql immutable
as $$
begin
  case p_reason
    when 'unfounded', 'risk_gone' then return 'Jw 7.1.4.5 lid 1';
    when 'lapsed', 'turned_23', 'death', 'erasure', 'objection' then return 'Jw 7.1.4.5 lid 2';
    when 'handed_over' then return 'Jw 7.1.3.3';
    when 'wind_down' then return 'Jw 7.1.3.1';
    when 'archive_ended' then return 'Jw 7.1.4.6';
  end case;
end
$$;

-- R13: whether a signal that ends for a reason goes to the archive; otherwise it is destroyed.
create function goes_to_archive(p_reason end_reason) returns boolean
  language plpgsql immutable
as $$
begin
  case p_reason
    when 'unfounded', 'turned_23', 'death', 'erasure', 'objection', 'handed_over', 'wind_down', 'archive_ended' then return false;
    when 'risk_gone', 'lapsed' then return true;
  end case;
end
$$;
