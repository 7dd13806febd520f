-- Who acts in this transaction, as act_as has set it: what row-level security goes by (policies.sql). Where nothing was
-- set it is nobody; a setting that was local to an earlier transaction is '' and not NULL, and means the same.
create function acting_account() returns uuid
  language sql stable
as $$ select nullif(current_setting('verwijsindex.account', true), '')::uuid $$;

-- The professionals in whose name the actor reads: themselves, and whom they deputise for today (R1, R3).
create function acting_for() returns uuid[]
  language sql stable
as $$ select coalesce(nullif(current_setting('verwijsindex.acting_for', true), ''), '{}')::uuid[] $$;

-- The actor as a professional: nobody while they may not register (R1).
create function acting_professional() returns uuid
  language sql stable
as $$
  select case when 'professional' = any (coalesce(nullif(current_setting('verwijsindex.roles', true), ''), '{}')::text[])
              then nullif(current_setting('verwijsindex.account', true), '')::uuid end
$$;

-- The organisation whose people the actor may know of.
create function acting_organisation() returns uuid
  language sql stable
as $$ select nullif(current_setting('verwijsindex.organisation', true), '')::uuid $$;

-- The organisation that the actor coordinates (R3).
create function coordinated_organisation() returns uuid
  language sql stable
as $$ select nullif(current_setting('verwijsindex.coordinated_organisation', true), '')::uuid $$;

create function acts_as(p_role text) returns boolean
  language sql stable
as $$ select p_role = any (coalesce(nullif(current_setting('verwijsindex.roles', true), ''), '{}')::text[]) $$;

-- Codes of the municipalities whose matches the actor follows up (R2), and of those that the actor administers (R4).
create function follow_up_codes() returns text[]
  language sql stable
as $$ select coalesce(nullif(current_setting('verwijsindex.follow_up_codes', true), ''), '{}')::text[] $$;

create function administered_codes() returns text[]
  language sql stable
as $$ select coalesce(nullif(current_setting('verwijsindex.administered_codes', true), ''), '{}')::text[] $$;

-- Of the municipalities for whose data subjects the actor decides.
create function privacy_codes() returns text[]
  language sql stable
as $$ select coalesce(nullif(current_setting('verwijsindex.privacy_codes', true), ''), '{}')::text[] $$;

-- The day on which the actor acts; signals whose removal date has come are not there any more (R11).
create function acting_day() returns date
  language sql stable
as $$ select nullif(current_setting('verwijsindex.today', true), '')::date $$;
