-- What the service may do (R20, R23): narrower than the owner. It registers through one function only, adds lines to the
-- logbook and can neither change nor remove one, and cannot reach the sealed numbers but to read them.
revoke all on all tables in schema public from verwijsindex_service, public;
revoke all on all functions in schema functions from public;
grant usage on schema public, functions to verwijsindex_service;

grant execute on function register_signals(jsonb, timestamptz, date, int, int),
                          right_to_register(uuid, date),
                          hold_connections_still()
   to verwijsindex_service;

grant select on municipality, convenant, convenant_municipality, organisation, partner, account, role_assignment,
                young_person, identity_conflict, signal, match, match_participant, notification, delivery_attempt,
                logbook
   to verwijsindex_service;
grant insert on logbook, delivery_attempt to verwijsindex_service;
grant update (state, attempts, next_attempt_at, settled_at) on notification to verwijsindex_service;
grant update (outcome, finished_at, smtp_status) on delivery_attempt to verwijsindex_service;
grant select (account_id, key, created_at), delete on idempotency_key to verwijsindex_service;
grant select (day), delete on registration_budget to verwijsindex_service;
