-- R20: the certificate of a rule and a day, once, and also where there was nothing to do: how many left by that rule on that
-- day, and a hash over which. It covers all that left by the rule, also where somebody who registered came before the daily
-- work; so it does not depend on batches, and can be made again from the ledger outside the database or from the logbook.
create function certify_retention(p_rule end_reason, p_day date, p_now timestamptz) returns void
  language plpgsql volatile
as $$
declare
  taken constant bytea[] := taken_by_rule(p_rule, p_day);
begin
  update retention_run r set finished_at = p_now, count = cardinality(taken), digest = digest_of(taken)
   where r.rule = p_rule and r.day = p_day and r.finished_at is null;
  if not found then
    return;
  end if;
  insert into logbook (occurred_at, event, ground, reason, day, count, digest)
  values (p_now, 'retention_certified', ground_of(p_rule), p_rule, p_day, cardinality(taken), digest_of(taken));
end
$$;

-- What left by a rule on a day: young persons at their 23rd birthday, signals that lapsed, archived signals at the end of
-- their term; each by its hash.
create function taken_by_rule(p_rule end_reason, p_day date) returns bytea[]
  language plpgsql stable
as $$
declare
  begins constant timestamptz := p_day::timestamp at time zone 'Europe/Amsterdam';
  ends constant timestamptz := (p_day + 1)::timestamp at time zone 'Europe/Amsterdam';
begin
  if p_rule = 'lapsed' then
    return array(select subject_hash(l.signal_id) from logbook l
                  where l.event = 'signal_ended' and l.reason = 'lapsed' and l.occurred_at >= begins and l.occurred_at < ends);
  end if;
  return array(select d.subject_hash from destruction d
                where d.day = p_day and d.reason = p_rule
                  and d.kind = case when p_rule = 'turned_23' then 'young_person' else 'signal' end::destroyed_kind);
end
$$;

-- SHA-256 over hashes in their order, one after another: of the same hashes always the same.
create function digest_of(p_hashes bytea[]) returns bytea
  language sql immutable
as $$
  select sha256(coalesce((select string_agg(hash, ''::bytea order by hash) from unnest(p_hashes) hash), ''::bytea))
$$;
