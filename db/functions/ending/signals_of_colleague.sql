-- R3 (Jw 7.1.3.3): the active signals of somebody of the organisation, for its coordinator to hand over or end: newest first,
-- and whether there is a match. Nothing of the young person but the id by which the look is logged (R20): no number, and
-- nobody whom the match would show.
create function signals_of_colleague(p_professional_id uuid, p_after uuid, p_limit int)
  returns table (id uuid, registered_at timestamptz, removal_date date, municipality_code text, match_id uuid,
                 young_person_id uuid)
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select s.id, s.registered_at, s.removal_date, municipality_on(s.municipality_code, acting_day()),
         (select p.match_id from match_participant p
           where p.signal_id = s.id and p.left_at is null
             and exists (select from participants_on(acting_day()) o
                          where o.match_id = p.match_id and o.signal_id <> s.id)),
         s.young_person_id
    from signals_on(acting_day()) s
   where s.professional_id = p_professional_id and is_coordinated(p_professional_id)
     and (p_after is null or s.id < p_after)
   order by s.id desc
   limit p_limit
$$;
