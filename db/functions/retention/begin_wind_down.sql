-- R4 (Jw 7.1.3.1): a municipality stops with a convenant. From that moment nothing is registered under it there (R1). What was,
-- goes on under another convenant where the same organisation is connected in that municipality, and is destroyed where there
-- is none; with one certificate at the end.

-- Begins it, or answers with the one that was begun where nothing is left to stop with; null where the municipality does not hold
-- the convenant. After one that is finished a merger may bring the convenant, and signals under it, once more: that takes another
-- one. Called while everybody is held alone, by an administrator of the municipality.
create function begin_wind_down(p_convenant_id uuid, p_municipality_code text, p_now timestamptz) returns uuid
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  today constant date := acting_day();
  known wind_down;
  begun uuid;
begin
  if p_municipality_code <> all (administered_codes()) then
    return null;
  end if;
  select w.* into known from wind_down w
   where w.convenant_id = p_convenant_id and w.municipality_code = p_municipality_code
   order by w.begun_at desc, w.id desc limit 1;
  if not stop_holding(p_convenant_id, p_municipality_code, today)
     and (known.finished_at is null
          or not is_anything_under(p_convenant_id, codes_of_municipality(p_municipality_code, today))) then
    return known.id;
  end if;

  insert into wind_down (id, convenant_id, municipality_code, begun_by, begun_at, digest)
  values (new_id(p_now), p_convenant_id, p_municipality_code, acting_account(), p_now, digest_of('{}'))
  returning id into begun;
  insert into logbook (occurred_at, event, ground, actor_id, convenant_id, municipality_code)
  values (p_now, 'wind_down_begun', ground_of('wind_down'), acting_account(), p_convenant_id, p_municipality_code);
  perform end_without_municipality(p_convenant_id, p_now, today);
  return begun;
end
$$;

-- Whether the municipality held it until now. What is only on its way to it by a merger is not its to stop with before the day,
-- and comes on that day all the same where another municipality brings it.
create function stop_holding(p_convenant_id uuid, p_municipality_code text, p_today date) returns boolean
  language plpgsql volatile
as $$
begin
  update convenant_municipality cm set until_date = greatest(cm.from_date, p_today)
   where cm.convenant_id = p_convenant_id and cm.municipality_code = p_municipality_code
     and is_held_or_to_come(cm.from_date, cm.until_date, p_today)
     and not exists (select from brought_by_merger(p_convenant_id, p_municipality_code, p_today) b where b.from_date <= cm.from_date);
  if not found then
    return false;
  end if;
  update convenant_municipality cm set from_date = b.from_date, until_date = null
    from (select min(from_date) as from_date from brought_by_merger(p_convenant_id, p_municipality_code, p_today)) b
   where cm.convenant_id = p_convenant_id and cm.municipality_code = p_municipality_code and b.from_date is not null;
  perform end_for_successors(p_convenant_id, p_municipality_code, p_today);
  return true;
end
$$;

create function is_anything_under(p_convenant_id uuid, p_codes text[]) returns boolean
  language sql stable
as $$
  select exists (select from signal s where s.convenant_id = p_convenant_id and s.municipality_code = any (p_codes))
      or exists (select from archived_signal a where a.convenant_id = p_convenant_id and a.municipality_code = any (p_codes))
$$;

-- A merger that is known to come had given the convenant to the successor on this municipality's account; unless another of
-- those that merge brings it along, it does not get there.
create function end_for_successors(p_convenant_id uuid, p_municipality_code text, p_today date) returns void
  language sql volatile
as $$
  update convenant_municipality n set until_date = n.from_date
    from municipality_succession s
   where n.convenant_id = p_convenant_id and s.former_code = p_municipality_code and not has_merged(s.from_date, p_today)
     and n.municipality_code = s.successor_code and n.from_date = s.from_date
     and not exists (
           select from municipality_succession o
             join convenant_municipality f on f.convenant_id = p_convenant_id and f.municipality_code = o.former_code
            where o.successor_code = s.successor_code and o.from_date = s.from_date and o.former_code <> s.former_code
              and is_held_or_to_come(f.from_date, f.until_date, o.from_date - 1))
$$;

-- Where no municipality is left the convenant itself has ended, as by the last of them that would have ended it.
create function end_without_municipality(p_convenant_id uuid, p_now timestamptz, p_today date) returns void
  language plpgsql volatile
as $$
begin
  update convenant c set in_force_until = p_today - 1, tacit_renewal_months = null
   where c.id = p_convenant_id
     and is_in_force(c.in_force_from, c.in_force_until, c.tacit_renewal_months, greatest(c.in_force_from, p_today))
     and not exists (select from convenant_municipality cm
                      where cm.convenant_id = c.id and is_held_or_to_come(cm.from_date, cm.until_date, p_today));
  if found then
    insert into logbook (occurred_at, event, ground, actor_id, convenant_id)
    values (p_now, 'convenant_changed', ground_of('wind_down'), acting_account(), p_convenant_id);
  end if;
end
$$;
