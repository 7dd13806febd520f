-- Row-level security: what the service sees of the tables that matter most, also by a query that asks for more. The stories
-- select what is an actor's to see; this holds it once more, so that a query that forgets a condition, or an injected one,
-- gives nothing of anybody else (R6, R20). It goes by the actor of the transaction (act_as.sql): where there is none, no
-- row. The owner is past it: so are the functions that run as the owner (register_signals, claim_notifications and the
-- like), each of which does one thing. Settings stand in a sub-select, so that they are read once for each query.
--
-- Policies hold for every version of the service that runs on this database. What they read of a session, the settings that
-- act_as makes, is therefore a contract between versions: a setting may be added, and one that the version before this one makes
-- keeps its meaning. A policy must let that version see and write what it does. What it need not do any more is taken away in the
-- version after.
do $$
declare
  t text;
begin
  -- Those without a policy below are reached through functions only, and hold nothing for the service by themselves.
  foreach t in array array['account', 'absence', 'archive_notice', 'archived_signal', 'delivery_attempt', 'destruction', 'idempotency_key', 'identity_conflict',
                           'identity_index', 'invitation', 'lapse_reminder', 'logbook', 'match', 'match_participant', 'notification',
                           'quick_withdrawal', 'registration_budget', 'role_assignment', 'signal',
                           'subject_request', 'subject_request_advice', 'wind_down', 'young_person'] loop
    execute format('alter table public.%I enable row level security', t);
  end loop;
end
$$;

-- Signals (R6, R7): one's own, those one meets in a match, and those that disagree about an identity for the functional
-- administrator (R9). A coordinator has functions for those of the organisation (R3).
create policy signals_in_sight on signal for select to verwijsindex_service using (
  professional_id = (select acting_professional())
  or ((select acts_as('functional_administrator'))
      and young_person_id in (select c.young_person_id from identity_conflict c))
  or may_see_signal(id));

-- The sealed number of a young person: for somebody with an active signal of their own, and nobody else (R6, R7); not for who
-- stands in for them.
create policy young_persons_of_own_signals on young_person for select to verwijsindex_service using (
  exists (select from signal s
           where s.young_person_id = young_person.id and s.professional_id = (select acting_professional())
             and is_active(s.removal_date, (select acting_day()))));

create policy identity_conflicts_to_settle on identity_conflict for select to verwijsindex_service using (
  (select acts_as('functional_administrator')));

-- Matches (R2, R15).
create policy matches_in_sight on match for select to verwijsindex_service using (may_see_match(id));

create policy participations_in_sight on match_participant for select to verwijsindex_service using (
  professional_id = any ((select acting_for())::uuid[])
  or municipality_code = any ((select follow_up_codes())::text[])
  or may_see_match(match_id));

-- Notifications: addressed to oneself in a role that still counts, or to whom one deputises for (R1 to R3).
create policy notifications_to_oneself on notification for select to verwijsindex_service using (
  (recipient_id = (select acting_account()) and acts_as(recipient_role::text))
  or (recipient_id = any ((select acting_for())::uuid[]) and recipient_role = 'professional'));

-- What tells of a match is made by the functions that make matches; a story may ask somebody in, or to confirm, or tell of what it did.
create policy notifications_of_no_match on notification for insert to verwijsindex_service with check (
  (select acting_account()) is not null and event in ('invitation', 'details_confirmation_due', 'officers_changed', 'taken_over_by_colleague')
  and match_id is null and signal_id is null);

-- The logbook is read by the supervisor (R5), and written in nobody's name but one's own (R20); who is told of something stands
-- in its line as who received it.
create policy logbook_for_the_supervisor on logbook for select to verwijsindex_service using (
  (select acts_as('supervisor')));
create policy logbook_in_own_name on logbook for insert to verwijsindex_service with check (
  -- In no other transaction than its own either, since the order of sealing rests on that.
  transaction_id = pg_current_xact_id()
  and (actor_id is null or actor_id = (select acting_account()) or event = 'notification_made'));

-- People: oneself, colleagues, whom one meets in a match, whom one manages, and whom one asks about an identity.
create policy people_in_sight on account for select to verwijsindex_service using (
  id = (select acting_account())
  or organisation_id = (select acting_organisation())
  or ((select acts_as('municipal_administrator') or acts_as('functional_administrator'))
      and may_administer_account(id, organisation_id))
  or id in (select people_met())
  or ((select cardinality(follow_up_codes()) > 0) and meets_actor(id)));
create policy people_added on account for insert to verwijsindex_service with check (
  (select acts_as('functional_administrator'))
  or organisation_id = (select coordinated_organisation())
  or ((select acts_as('municipal_administrator'))
      and (organisation_id is null or may_administer_organisation(organisation_id))));
create policy people_changed on account for update to verwijsindex_service using (
  id = (select acting_account()) or may_administer_account(id, organisation_id));

-- Roles are no secret to the service, which reads rights by them; but nobody grants or ends one beyond their reach.
create policy roles_read on role_assignment for select to verwijsindex_service using (true);
-- What a merger that is known to come carries over to the successor belongs to the administrator of the municipality until then.
-- Nobody grants themself one; a merger carries on what somebody has already.
create policy roles_granted on role_assignment for insert to verwijsindex_service with check (
  (select acts_as('functional_administrator')) and (account_id <> (select acting_account()) or is_carried_over(municipality_code, from_date))
  or (role in ('municipal_administrator', 'follow_up_officer', 'privacy_officer')
      and (municipality_code = any ((select administered_codes())::text[]) and account_id <> (select acting_account())
           or is_carried_over(municipality_code, from_date)))
  or (municipality_code is null and account_id <> (select acting_account()) and may_appoint(account_id, role)));
create policy roles_ended on role_assignment for update to verwijsindex_service using (
  (select acts_as('functional_administrator'))
  or municipality_code = any ((select administered_codes())::text[])
  or is_carried_over(municipality_code, from_date)
  or (role in ('professional', 'coordinator')
      and exists (select from account a where a.id = account_id and may_administer_account(a.id, a.organisation_id))));

-- Absences: within the organisation; recorded by oneself or by the coordinator, with a colleague as deputy (R3).
create policy absences_of_colleagues on absence for select to verwijsindex_service using (
  exists (select from account a where a.id = professional_id and a.organisation_id = (select acting_organisation())));
create policy absences_recorded on absence for insert to verwijsindex_service with check (
  (professional_id = (select acting_account())
   or exists (select from account a
               where a.id = professional_id and a.organisation_id = (select coordinated_organisation())))
  -- Nobody takes a colleague's place by their own hand.
  and deputy_id <> (select acting_account())
  and exists (select from account a where a.id = deputy_id and a.organisation_id = (select acting_organisation())));
create policy absences_changed on absence for update to verwijsindex_service using (
  professional_id = (select acting_account())
  or exists (select from account a
              where a.id = professional_id and a.organisation_id = (select coordinated_organisation())));

-- Invitations: those one made, and those of people one manages. Nobody invites in another's name, or learns from the unique
-- index of open invitations that somebody of another organisation has one.
create policy invitations_in_sight on invitation for select to verwijsindex_service using (
  created_by = (select acting_account())
  or exists (select from account a where a.id = account_id and may_administer_account(a.id, a.organisation_id)));
create policy invitations_made on invitation for insert to verwijsindex_service with check (
  created_by = (select acting_account())
  and (exists (select from account a where a.id = account_id and may_administer_account(a.id, a.organisation_id))
       or (purpose = 'partner' and may_invite_for_partner(account_id, partner_id))));
create policy invitations_changed on invitation for update to verwijsindex_service using (
  created_by = (select acting_account())
  or exists (select from account a where a.id = account_id and may_administer_account(a.id, a.organisation_id)));

-- Requests of data subjects: those to a municipality for which one decides; the term of one is extended while it is open (R21). Who is asked
-- for advice has a function.
create policy requests_to_decide on subject_request for select to verwijsindex_service using (
  municipality_code = any ((select privacy_codes())::text[]));
create policy requests_extended on subject_request for update to verwijsindex_service using (
  municipality_code = any ((select privacy_codes())::text[]) and decision is null);
