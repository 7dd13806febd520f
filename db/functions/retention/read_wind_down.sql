-- How far a wind-down is, for administrators of the municipality. Not of how many young persons nothing was left: that of others
-- something is would tell of signals under other municipalities (R6).
create function read_wind_down(p_id uuid)
  returns table (id uuid, convenant_id uuid, municipality_code text, begun_at timestamptz, finished_at timestamptz, remaining bigint,
                 moved int, destroyed_signals int, destroyed_archived int, certified int, digest bytea)
  language plpgsql stable security definer
  set search_path = functions, public, pg_temp
as $$
begin
  return query
    select w.id, w.convenant_id, w.municipality_code, w.begun_at, w.finished_at,
           case when w.finished_at is null then
             (select count(*) from signal s
               where s.convenant_id = w.convenant_id and s.municipality_code = any (codes_of_wind_down(w)))
             + (select count(*) from archived_signal a
                 where a.convenant_id = w.convenant_id and a.municipality_code = any (codes_of_wind_down(w)))
           else 0 end,
           w.moved, w.destroyed_signals, w.destroyed_archived, w.certified, w.digest
      from wind_down w
     where w.id = p_id and w.municipality_code = any (administered_codes());
end
$$;
