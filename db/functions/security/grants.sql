-- What the service may do (R20, R23): narrower than the owner. It registers through one function only, adds lines to the
-- logbook and can neither change nor remove one, and cannot reach the sealed numbers but to read them.
--
-- Rights on tables hold for every version of the service that runs on this database: what the version before this one needs is
-- taken away in the version after.
revoke all on all tables in schema public from verwijsindex_service, public;
revoke all on all functions in schema functions from public;
grant usage on schema public, functions to verwijsindex_service;

grant execute on function register_signals(jsonb, timestamptz, date, int, int),
                          right_to_register(uuid, date),
                          municipality_on(text, date),
                          codes_of_municipality(text, date),
                          act_as(text, text, date),
                          act_holding(text, text, date),
                          act_changing(text, text, date, text[], uuid[], uuid[], boolean),
                          ends_now(daterange, daterange),
                          record_refusal(text, text, timestamptz, date),
                          logbook_lines(timestamptz, timestamptz, logbook_event, uuid, bigint, int),
                          open_notification(uuid, timestamptz)
   to verwijsindex_service;
-- What holds on a day (periods.sql): of what the caller may read anyway.
grant execute on function day_of(timestamptz),
                          is_held(date, date, date),
                          is_held_or_to_come(date, date, date),
                          is_held_within(date, date, date, date),
                          is_there(date, date, date),
                          has_merged(date, date),
                          is_in_force(date, date, smallint, date),
                          is_connected(partner_state, date, date),
                          is_active(date, date),
                          is_under_23(date, date),
                          days_held(date, date),
                          days_there(date, date),
                          days_in_force(date, date, smallint),
                          days_connected(partner_state, date),
                          roles_on(date),
                          convenants_on(date),
                          connections_on(date),
                          brought_by_merger(uuid, text, date),
                          signals_on(date),
                          participants_on(date)
   to verwijsindex_service;
-- What a municipality is shown of partners and their contact persons, by the actor of the transaction.
grant execute on function find_contacts(jsonb, date),
                          appointments_of(role_name[], role_name[], text[]),
                          matches_in_sight(uuid, int),
                          withdraw_invitations(uuid, timestamptz),
                          describe_partners(uuid[], date, int)
   to verwijsindex_service;
-- Somebody who holds the code of an invitation has no account yet.
grant execute on function describe_invitation(uuid, timestamptz, date),
                          accept_invitation(uuid, text, text, boolean, timestamptz, date)
   to verwijsindex_service;
-- What a coordinator does with the signals of the organisation (R3); each goes by the actor of the transaction.
grant execute on function signals_of_colleague(uuid, uuid, int),
                          deputy_in_sight(uuid),
                          has_excluding_role(uuid, text, role_name),
                          hand_over_signals(uuid, uuid, uuid[], timestamptz),
                          end_signals_of(uuid, end_reason, timestamptz)
   to verwijsindex_service;
-- What a professional does with a signal of their own, and is told of the archive (R10, R12, R14); and what is to be looked into
-- of those who withdrew (R6). Each goes by the actor of the transaction.
grant execute on function end_own_signal(uuid, end_reason, timestamptz),
                          renew_own_signal(uuid, date, daterange, timestamptz),
                          archive_notices(uuid, int),
                          has_taken_over(uuid),
                          quick_withdrawals_in_sight(uuid, int)
   to verwijsindex_service;
-- What a municipality does on request of a data subject, and what a professional advises (R21); each goes by the actor.
grant execute on function open_request(uuid, request_kind, text, jsonb, age_group, daterange, daterange, date, int, timestamptz),
                          decide_on_request(uuid, request_decision, boolean, date, timestamptz),
                          advice_on_requests(uuid[]),
                          log_request_looks(uuid[], logbook_event, timestamptz),
                          certified_line(uuid),
                          read_for_access(uuid, timestamptz),
                          municipality_shown(text),
                          advice_requests(),
                          give_advice(uuid, advice_choice, timestamptz)
   to verwijsindex_service;
-- What works in the background has no actor: each of these does one thing, as the owner.
grant execute on function claim_notifications(timestamptz, date, int, int),
                          review_held_notifications(timestamptz, date, int),
                          record_outcome(uuid, int, text, smallint, timestamptz, timestamptz),
                          record_refused_mail(uuid, int, text, smallint, timestamptz),
                          count_backlog(),
                          ask_for_confirmation(timestamptz, timestamptz, date, int),
                          remove_spent_answers(timestamptz, int),
                          remove_spent_budgets(timestamptz),
                          forget_ties(timestamptz),
                          has_accounts_of(text),
                          prove_writing(),
                          quarters_to_publish(date),
                          quarter_to_publish(date),
                          remind_of_lapse(timestamptz, date, int)
   to verwijsindex_service;
-- The law's clock (R8, R11, R13), and the ledger of what was destroyed. Only an operator, as the owner, accepts another clock.
grant execute on function begin_retention(timestamptz, int, timestamptz),
                          doubt_about_clock(timestamptz, int, timestamptz),
                          carry_out_retention(end_reason, date, int, timestamptz),
                          retention_progress(date),
                          retention_backlog(),
                          destructions_to_keep(int),
                          destructions_kept(uuid[], timestamptz),
                          known_destructions(uuid[]),
                          count_kept_destructions(),
                          find_destroyed(destroyed_kind, bytea[]),
                          replay_destructions(jsonb, timestamptz, date),
                          continue_wind_down(timestamptz, int),
                          samples_are_due(),
                          tables_of_young_persons(),
                          forget_in_statistics(text),
                          forget_in_empty_tables(),
                          samples_taken(timestamptz)
   to verwijsindex_service;
-- Which keys the data was made with, before the service opens (R23).
grant execute on function known_keys(smallint[], smallint[]),
                          key_samples(),
                          register_keys(key_kind[], smallint[], bytea[], timestamptz),
                          retire_keys(key_kind[], smallint[], date[]),
                          key_rotations(), key_figures(),
                          young_persons_behind(key_kind, smallint, int),
                          rotate_young_persons(key_kind, smallint, jsonb, uuid, int, int),
                          logbook_handed_over(smallint, timestamptz),
                          remove_retired_index(int)
   to verwijsindex_service;
-- What administrators set in motion; each goes by the actor of the transaction.
grant execute on function record_death(jsonb, timestamptz),
                          begin_wind_down(uuid, text, timestamptz),
                          read_wind_down(uuid)
   to verwijsindex_service;
-- What the policies ask (policies.sql); each answers by the actor of the transaction.
grant execute on function acting_account(), acting_professional(), acting_for(), acting_organisation(), coordinated_organisation(), acts_as(text),
                          follow_up_codes(), administered_codes(), privacy_codes(), acting_day(),
                          may_see_match(uuid), may_see_signal(uuid), people_met(), meets_actor(uuid), may_appoint(uuid, role_name),
                          may_administer_organisation(uuid), may_administer_account(uuid, uuid),
                          may_invite_for_partner(uuid, uuid),
                          is_carried_over(text, date),
                          try_refused_mail_again(uuid[])
   to verwijsindex_service;
grant execute on function overview_activity(text, date, int) to verwijsindex_service;

grant select on municipality, municipality_succession, convenant_party, partner_step, absence, invitation, convenant, convenant_municipality, organisation, partner, account, role_assignment,
                young_person, identity_conflict, signal, match, match_participant, notification, logbook,
                report_period, report_block, report_gap
   to verwijsindex_service;
-- What is published of a quarter stays as it is (R22).
grant insert on report_period, report_block, report_gap to verwijsindex_service;
grant insert on logbook to verwijsindex_service;

-- Who is connected (R1 to R4): added, changed in what may change, ended; never removed, but for the convenant's own list.
grant insert on municipality, municipality_succession, convenant, convenant_municipality, convenant_party, organisation,
                partner, partner_step, account, role_assignment, absence, invitation, notification
   to verwijsindex_service;
grant update (valid_until) on municipality to verwijsindex_service;
grant update (title, in_force_until, tacit_renewal_months, document_reference, longest_term_months, small_count_threshold,
              lapse_reminder_days)
   on convenant to verwijsindex_service;
grant update (from_date, until_date) on convenant_municipality to verwijsindex_service;
grant delete on convenant_party to verwijsindex_service;
grant update (name, domain, category, kvk_number, oin, agb_code, brin, rsin) on organisation to verwijsindex_service;
grant update (state, state_since, anchor, anchor_until, anchor_reference, may_lead) on partner to verwijsindex_service;
grant update (issuer, subject, name, job_title, email, phone, details_confirmed_at, details_asked_at, withdrawn_at)
   on account to verwijsindex_service;
grant update (until_date) on role_assignment to verwijsindex_service;
grant update (until_date) on absence to verwijsindex_service;
grant update (accepted_at, withdrawn_at) on invitation to verwijsindex_service;

-- The tree over the logbook is added to and never changed (R20).
grant execute on function lines_to_seal(int), oldest_unsealed(), sealing_lock() to verwijsindex_service;
grant select, insert on logbook_leaf, logbook_tile, logbook_checkpoint to verwijsindex_service;

-- Requests of data subjects are read and extended by whose they are to decide (R21); never whom one is tied to, or whether anything was
-- left elsewhere (R6).
grant select (id, kind, municipality_code, opened_at, age_group, stated_destruction_date, due_date, extended_at, decision, decided_at,
              destroyed_signals, destroyed_archived, digest)
   on subject_request to verwijsindex_service;
grant update (due_date, extended_at) on subject_request to verwijsindex_service;
