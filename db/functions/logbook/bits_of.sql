-- A set of names as a number, each name by its place among all of them. A name that is not one of them is refused.
create function bits_of(p_names text[], p_all text[]) returns bigint
  language plpgsql immutable
as $$
begin
  if not p_names <@ p_all then
    raise exception 'not known: %', array(select unnest(p_names) except select unnest(p_all));
  end if;
  return coalesce((select bit_or(1::bigint << (array_position(p_all, name) - 1)) from unnest(p_names) name), 0);
end
$$;
