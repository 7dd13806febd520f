-- What holds on a day (R1 to R4, R8, R11, R13): every rule about periods once. What asks whether something is held, in force,
-- connected or active selects from here; test/one-definition.test.ts refuses such a condition anywhere else.
--
-- Each is one expression or one select, with nothing set and nobody's rights but the caller's. So the planner puts it into the
-- query that asks, and an index serves as if the condition stood there; test/db/periods.test.ts looks at that.

-- The day of an instant in the Netherlands.
create function day_of(p_at timestamptz) returns date
  language sql immutable parallel safe
  return (p_at at time zone 'Europe/Amsterdam')::date;

-- R1 to R4: a role, an absence, or a convenant in a municipality is held from its first day until the day before `p_until`.
-- Without a first day it is not held at all, and one that ended before it began was never held.
create function is_held(p_from date, p_until date, p_day date) returns boolean
  language sql immutable parallel safe
  return p_from <= p_day and (p_until is null or p_day < p_until);

-- The same on that day or on any day after it: it is not over.
create function is_held_or_to_come(p_from date, p_until date, p_day date) returns boolean
  language sql immutable parallel safe
  return p_from is not null and is_held(p_from, p_until, greatest(p_from, p_day));

-- The same on some day from `p_first` until the day before `p_after`.
create function is_held_within(p_from date, p_until date, p_first date, p_after date) returns boolean
  language sql immutable parallel safe
  return p_from < p_after and (p_until is null or p_first < p_until);

-- R20: the same at some moment of a day. What ended on that day did so in the midst of it, after what was done by it.
create function is_held_during(p_from date, p_until date, p_day date) returns boolean
  language sql immutable parallel safe
  return p_from <= p_day and (p_until is null or p_day <= p_until);

-- R4: a municipality is there from its first day up to and including its last.
create function is_there(p_valid_from date, p_valid_until date, p_day date) returns boolean
  language sql immutable parallel safe
  return p_valid_from <= p_day and (p_valid_until is null or p_day <= p_valid_until);

-- R4: a municipality has gone on as another from the day of the merger on.
create function has_merged(p_merger_date date, p_day date) returns boolean
  language sql immutable parallel safe
  return p_merger_date <= p_day;

-- R1, R4: a convenant is in force from its first day up to and including its last, which tacit renewal puts off.
create function is_in_force(p_from date, p_until date, p_tacit_renewal_months smallint, p_day date) returns boolean
  language sql immutable parallel safe
  return p_from <= p_day and (p_until is null or p_day <= p_until or p_tacit_renewal_months is not null);

-- R1: a partner is connected from the day on which it came to that state, for as long as it is in it.
create function is_connected(p_state partner_state, p_since date, p_day date) returns boolean
  language sql immutable parallel safe
  return p_state = 'connected' and p_since <= p_day;

-- R1: the same four as the days on which each is so, to compare a period with what becomes of it (triggers.sql). The test holds that
-- they say the same.
create function days_held(p_from date, p_until date) returns daterange
  language sql immutable parallel safe
  return case when p_from is null or p_until < p_from then 'empty'::daterange else daterange(p_from, p_until) end;

create function days_there(p_valid_from date, p_valid_until date) returns daterange
  language sql immutable parallel safe
  return days_held(p_valid_from, p_valid_until + 1);

create function days_in_force(p_from date, p_until date, p_tacit_renewal_months smallint) returns daterange
  language sql immutable parallel safe
  return days_held(p_from, case when p_tacit_renewal_months is null then p_until + 1 end);

create function days_connected(p_state partner_state, p_since date) returns daterange
  language sql immutable parallel safe
  return case when p_state = 'connected' then days_held(p_since, null) else 'empty'::daterange end;

-- R11: a signal is active until the day before its removal date, whether or not the daily work has come by.
create function is_active(p_removal_date date, p_day date) returns boolean
  language sql immutable parallel safe
  return p_day < p_removal_date;

-- R13: an archived signal is kept until the day before it leaves the archive.
create function is_archived(p_until_date date, p_day date) returns boolean
  language sql immutable parallel safe
  return p_day < p_until_date;

-- R8: a young person is under 23 until the day before the 23rd birthday, which is the date of destruction.
create function is_under_23(p_destruction_date date, p_day date) returns boolean
  language sql immutable parallel safe
  return p_day < p_destruction_date;

-- R21: a signal took part in a match from an instant up to and including the day on which it ended.
create function took_part_at(p_from timestamptz, p_ended_date date, p_at timestamptz) returns boolean
  language sql immutable parallel safe
  return p_from <= p_at and (p_ended_date is null or day_of(p_at) <= p_ended_date);

-- R1 to R5: the roles that are held on a day. Whether a role counts as well is for act_as.
create function roles_on(p_day date) returns setof role_assignment
  language sql stable parallel safe
as $$
  select r.* from role_assignment r where is_held(r.from_date, r.until_date, p_day)
$$;

-- R1, R4: which convenants are in force in which municipalities on a day.
create function convenants_on(p_day date)
  returns table (convenant_id uuid, municipality_code text, in_force_from date, longest_term_months smallint)
  language sql stable parallel safe
as $$
  select c.id, cm.municipality_code, c.in_force_from, c.longest_term_months
    from convenant c
    join convenant_municipality cm on cm.convenant_id = c.id and is_held(cm.from_date, cm.until_date, p_day)
    join municipality m on m.code = cm.municipality_code and is_there(m.valid_from, m.valid_until, p_day)
   where is_in_force(c.in_force_from, c.in_force_until, c.tacit_renewal_months, p_day)
$$;

-- R1, R4: which organisations are connected on a day, and in which municipalities: partners that are connected under a
-- convenant in force there.
create function connections_on(p_day date)
  returns table (partner_id uuid, organisation_id uuid, convenant_id uuid, municipality_code text, in_force_from date,
                 longest_term_months smallint)
  language sql stable parallel safe
as $$
  select p.id, p.organisation_id, c.convenant_id, c.municipality_code, c.in_force_from, c.longest_term_months
    from partner p
    join convenants_on(p_day) c on c.convenant_id = p.convenant_id
   where is_connected(p.state, p.state_since, p_day)
$$;

-- R22: which organisations were connected, and in which municipalities, on some day from `p_first` until the day before
-- `p_after`, as far as is kept: a partner that was suspended or ended since was connected until then.
create function connections_within(p_first date, p_after date)
  returns table (organisation_id uuid, convenant_id uuid, municipality_code text)
  language sql stable parallel safe
as $$
  select p.organisation_id, p.convenant_id, cm.municipality_code
    from partner p
    join convenant_municipality cm on cm.convenant_id = p.convenant_id
                                  and is_held_within(cm.from_date, cm.until_date, p_first, p_after)
   where (p.state = 'connected' and p.state_since < p_after)
      or (p.state in ('suspended', 'ended') and p_first < p.state_since
          and exists (select from partner_step t
                       where t.partner_id = p.id and t.state = 'connected' and t.from_date < p_after))
$$;

-- R4: from which days on municipalities that hold a convenant until then bring it to the one that they go on as. Until such a
-- day the convenant is not that one's own, however far ahead its part is written.
create function brought_by_merger(p_convenant_id uuid, p_municipality_code text, p_day date) returns table (from_date date)
  language sql stable parallel safe
as $$
  select greatest(f.from_date, s.from_date)
    from municipality_succession s
    join convenant_municipality f on f.convenant_id = p_convenant_id and f.municipality_code = s.former_code
   where s.successor_code = p_municipality_code and not has_merged(s.from_date, p_day)
     and is_held_or_to_come(f.from_date, f.until_date, s.from_date - 1)
$$;

-- R11: the signals that are active on a day.
create function signals_on(p_day date) returns setof signal
  language sql stable parallel safe
as $$
  select s.* from signal s where is_active(s.removal_date, p_day)
$$;

-- R11, R15: who takes part in which match on a day: with a signal that is active.
create function participants_on(p_day date)
  returns table (match_id uuid, signal_id uuid, professional_id uuid, municipality_code text, joined_at timestamptz,
                 organisation_id uuid)
  language sql stable parallel safe
as $$
  select mp.match_id, mp.signal_id, mp.professional_id, mp.municipality_code, mp.joined_at, s.organisation_id
    from match_participant mp
    join signals_on(p_day) s on s.id = mp.signal_id
   where mp.left_at is null
$$;
