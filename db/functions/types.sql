-- What travels between the steps of registering. Dropped and made anew whenever a file in this folder
-- changes; no table uses these types.

-- One registration as it was asked: who asks (from the verified token), for whom (index and sealed number),
-- and under which ids it will be stored if it is new.
create type registration_item as (
  ord                    int,
  issuer                 text,
  subject                text,
  municipality_code      text,      -- as stated; null where the organisation is partner in only one
  signal_id              uuid,
  proposed_person_id     uuid,      -- used only when nobody is known under the index
  index_values           jsonb,     -- [{"version": 1, "value": "\\x.."}], one per index key version in use
  bsn_sealed             bytea,
  seal_key_version       smallint,
  destruction_date       date,      -- the 23rd birthday by the stated birth date, the last that it may be (R8)
  earliest_date          date,      -- the first that it may be, where the birth date is not wholly known; else null
  removal_date           date,      -- as asked; null for the longest term
  idempotency_key        text,      -- by the oldest index key, and so the one that all instances have
  body_digest            bytea,
  more_digests           jsonb      -- [{"key": "..", "body": "\\x.."}], one for each other version of the index key
);

-- What the index makes of it, and what was asked, so that no step puts the two together anew. `outcome` is null as long as nothing speaks against
-- the registration.
create type registration as (
  ord                    int,
  professional_id        uuid,
  organisation_id        uuid,
  convenant_id           uuid,
  municipality_code      text,
  removal_date           date,
  young_person_id        uuid,
  signal_id              uuid,
  outcome                text,
  answer                 jsonb,
  asked                  registration_item
);

-- An active signal that stood when the young person was locked.
create type standing_signal as (
  id                     uuid,
  young_person_id        uuid,
  professional_id        uuid,
  organisation_id        uuid,
  municipality_code      text,
  registered_at          timestamptz,
  removal_date           date,
  stated                 daterange  -- the days on which the 23rd birthday may be, as it states it; null where that was not kept
);

-- An entry of the ledger of destructions, and who in this database goes by its hash.
create type ledger_entry as (
  id                     uuid,
  day                    date,
  reason                 end_reason,
  kind                   destroyed_kind,
  hash                   bytea,
  wind_down              uuid,
  subject                uuid
);
