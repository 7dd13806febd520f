-- Removes answers to Idempotency-Keys from before an instant, so many at once, and says how many they were.
create function remove_spent_answers(p_before timestamptz, p_limit int) returns bigint
  language sql volatile security definer
  set search_path = functions, public, pg_temp
as $$
  with spent as (
    delete from idempotency_key where (account_id, key) in (
      select account_id, key from idempotency_key where created_at < p_before limit p_limit
         for update skip locked)
    returning 1
  )
  select count(*) from spent
$$;

-- Removes the daily counts of registrations of the days before the one of an instant, in the Netherlands (R6).
create function remove_spent_budgets(p_before timestamptz) returns void
  language sql volatile security definer
  set search_path = functions, public, pg_temp
as $$
  delete from registration_budget where day < day_of(p_before)
$$;

-- Whether there is any account of an issuer: by it the service knows a demonstration, and refuses to open on one.
create function has_accounts_of(p_issuer text) returns boolean
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select exists (select from account where issuer = p_issuer)
$$;
