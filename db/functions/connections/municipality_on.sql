-- R4: municipalities merge and are renamed, every 1 January. What was recorded under a code belongs from that day on to
-- its successor. Nothing is rewritten: the code of then stays, and is read as the municipality of the day.
create function municipality_on(p_code text, p_day date) returns text
  language sql stable
as $$
  select coalesce((select s.successor_code from municipality_succession s
                    where s.former_code = p_code and has_merged(s.from_date, p_day)
                    order by s.from_date desc limit 1), p_code)
$$;

-- The codes under which something may have been recorded that on a day belongs to a municipality: its own, and those of
-- every municipality that went on as it. Empty where the municipality is not there on that day.
create function codes_of_municipality(p_code text, p_day date) returns text[]
  language sql stable
as $$
  select array(
    select c.code
      from (select p_code as code
            union
            select s.former_code from municipality_succession s
             where s.successor_code = p_code and has_merged(s.from_date, p_day)) c
     where municipality_on(c.code, p_day) = p_code
       and exists (select from municipality m where m.code = p_code and is_there(m.valid_from, m.valid_until, p_day)))
$$;
