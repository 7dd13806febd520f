-- Which fields a line of the logbook may have and must have, by its event, and which grounds may be cited (R20). Made by
-- `npm run catalogue` from src/logbook/catalogue.ts and src/ground/law.ts; a test holds them the same.
alter table logbook drop constraint if exists logbook_fields;
alter table logbook add constraint logbook_fields check (
  (actor_id is null or event <> all ('{checkpoint_signed}'::logbook_event[]))
  and (organisation_id is null or event <> all ('{
    notification_sent,notification_withheld,identity_conflicts_viewed,municipality_recorded,municipalities_merged,
    convenant_recorded,convenant_agreed,convenant_changed,checkpoint_signed,retention_refused,retention_certified,
    retention_clock_accepted,ledger_replayed}'::logbook_event[]))
  and (young_person_id is null or event = any ('{
    signal_registered,signal_repeated,signal_ended,match_created,match_joined,match_closed,identity_conflict_found,
    notification_made,signals_viewed,bsn_disclosed,matches_viewed,identity_conflicts_viewed,signal_handed_over,
    signals_of_colleague_viewed,signal_renewed,match_left,archived_signals_viewed,death_recorded,request_opened,
    request_extended,advice_given,request_decided,requests_viewed,advice_requests_viewed,access_document_made,
    letter_made,signal_moved}'::logbook_event[]))
  and (signal_id is null or event = any ('{
    signal_registered,signal_repeated,signal_ended,match_created,match_joined,match_closed,identity_conflict_found,
    notification_made,notification_sent,notification_withheld,signals_viewed,bsn_disclosed,matches_viewed,
    signal_handed_over,signals_of_colleague_viewed,signal_renewed,match_left,archived_signals_viewed,
    notification_opened,death_recorded,request_opened,request_extended,advice_given,request_decided,
    requests_viewed,advice_requests_viewed,access_document_made,letter_made,quick_withdrawal_found,
    quick_withdrawals_viewed,signal_moved}'::logbook_event[]))
  and (match_id is null or event = any ('{
    signal_ended,match_created,match_joined,match_closed,notification_made,notification_sent,notification_withheld,
    matches_viewed,notifications_viewed,signal_handed_over,signals_of_colleague_viewed,match_left,
    notification_opened,death_recorded,request_opened,request_extended,advice_given,request_decided,
    requests_viewed,advice_requests_viewed,access_document_made,letter_made}'::logbook_event[]))
  and (notification_id is null or event = any ('{
    identity_conflict_found,notification_made,notification_sent,notification_withheld,notifications_viewed,
    invitation_made,archived_signals_viewed,notification_opened,death_recorded,request_opened,request_extended,
    advice_given,request_decided,requests_viewed,advice_requests_viewed,access_document_made,letter_made,
    quick_withdrawal_found}'::logbook_event[]))
  and (account_id is null or event = any ('{
    signal_ended,notification_made,matches_viewed,notifications_viewed,partner_invited,partner_changed,
    partner_state_changed,invitation_made,invitation_accepted,account_added,account_changed,account_withdrawn,
    role_granted,role_ended,absence_recorded,absence_ended,details_confirmed,signal_handed_over,accounts_viewed,
    signals_of_colleague_viewed,signal_renewed,notification_opened,death_recorded,request_opened,request_extended,
    advice_given,request_decided,requests_viewed,advice_requests_viewed,access_document_made,letter_made,
    quick_withdrawal_found,quick_withdrawals_viewed}'::logbook_event[]))
  and (convenant_id is null or event = any ('{
    signal_ended,convenant_recorded,convenant_agreed,convenant_changed,organisation_recorded,organisation_changed,
    party_listed,party_removed,partner_invited,partner_changed,partner_state_changed,invitation_made,
    invitation_accepted,account_added,account_changed,account_withdrawn,role_granted,role_ended,accounts_viewed,
    overview_viewed,report_viewed,partners_imported,partners_exported,young_person_destroyed,destruction_certified,
    death_recorded,request_opened,request_extended,advice_given,request_decided,requests_viewed,
    advice_requests_viewed,access_document_made,certificate_viewed,letter_made,wind_down_begun,wind_down_viewed,
    signal_moved}'::logbook_event[]))
  and (partner_id is null or event = any ('{
    organisation_recorded,organisation_changed,party_listed,party_removed,partner_invited,partner_changed,
    partner_state_changed,invitation_made,invitation_accepted,account_added,account_changed,account_withdrawn,
    role_granted,role_ended,accounts_viewed,overview_viewed,report_viewed,partners_imported,partners_exported,
    wind_down_begun,wind_down_viewed}'::logbook_event[]))
  and (municipality_code is null or event <> all ('{
    signal_registered,signal_repeated,registration_refused,match_created,match_joined,match_closed,
    identity_conflict_found,notification_made,notification_sent,notification_withheld,signals_viewed,bsn_disclosed,
    notifications_viewed,identity_conflicts_viewed,absence_recorded,absence_ended,details_confirmed,
    signal_handed_over,signals_of_colleague_viewed,accounts_imported,accounts_exported,checkpoint_signed,
    match_left,archived_signals_viewed,notification_opened,action_refused,logbook_viewed,logbook_exported,
    retention_refused,retention_certified,retention_clock_accepted,ledger_replayed}'::logbook_event[]))
  and (count is null or event = any ('{
    partners_imported,partners_exported,accounts_imported,accounts_exported,checkpoint_signed,
    young_person_destroyed,archived_signals_viewed,logbook_viewed,logbook_exported,retention_refused,
    retention_certified,retention_clock_accepted,destruction_certified,ledger_replayed,death_recorded,
    request_opened,request_extended,advice_given,request_decided,requests_viewed,advice_requests_viewed,
    access_document_made,certificate_viewed,letter_made,quick_withdrawals_viewed,wind_down_begun,wind_down_viewed}'::logbook_event[]))
  and (digest is null or event = any ('{
    checkpoint_signed,young_person_destroyed,logbook_exported,retention_refused,retention_certified,
    retention_clock_accepted,destruction_certified,ledger_replayed,death_recorded,request_opened,request_extended,
    advice_given,request_decided,requests_viewed,advice_requests_viewed,access_document_made,certificate_viewed,
    letter_made,wind_down_begun,wind_down_viewed}'::logbook_event[]))
  and (reason is null or event = any ('{
    signal_ended,young_person_destroyed,retention_refused,retention_certified,retention_clock_accepted,
    destruction_certified,ledger_replayed,death_recorded,request_opened,request_extended,advice_given,
    request_decided,requests_viewed,advice_requests_viewed,access_document_made,certificate_viewed,letter_made,
    wind_down_begun,wind_down_viewed}'::logbook_event[]))
  and (day is null or event = any ('{
    signal_ended,signal_renewed,young_person_destroyed,logbook_exported,retention_refused,retention_certified,
    retention_clock_accepted,destruction_certified,ledger_replayed,death_recorded,request_opened,request_extended,
    advice_given,request_decided,requests_viewed,advice_requests_viewed,access_document_made,certificate_viewed,
    letter_made,wind_down_begun,wind_down_viewed}'::logbook_event[]))
  and (request_id is null or event = any ('{
    signal_ended,notification_made,notification_sent,notification_withheld,young_person_destroyed,
    notification_opened,destruction_certified,death_recorded,request_opened,request_extended,advice_given,
    request_decided,requests_viewed,advice_requests_viewed,access_document_made,certificate_viewed,letter_made}'::logbook_event[]))
  and (ground is null or ground = any ('{
    "Jw 7.1.4.1","Jw 7.1.2.3 c","Jw 7.1.4.3 lid 2","Jw 7.1.4.4","Jw 7.1.3.2","Jw 7.1.4.5 lid 1","Jw 7.1.4.5 lid 2",
    "Jw 7.1.4.6","Jw 7.1.4.6 lid 2","Jw 7.1.4.2","Jw 7.1.3.1","Jw 7.1.3.3","Jw 7.1.2.3 g","Jw 7.1.2.3 h",
    "Jw 7.1.2.3 f","Jw 7.1.2.1 lid 3","Jw 7.1.5","AVG 14","AVG 15","AVG 16","AVG 17","AVG 21"}'))
  and (actor_id is not null or event <> all ('{
    notifications_viewed,accounts_viewed,overview_viewed,report_viewed,partners_imported,partners_exported,
    accounts_imported,accounts_exported,notification_opened,action_refused,logbook_viewed,requests_viewed,
    advice_requests_viewed,certificate_viewed,letter_made,quick_withdrawals_viewed,wind_down_viewed}'::logbook_event[]))
  and (organisation_id is not null or event <> all ('{organisation_recorded,organisation_changed,party_listed,party_removed}'::logbook_event[]))
  and (signal_id is not null or event <> all ('{
    signal_registered,signal_repeated,signal_ended,match_joined,signals_viewed,bsn_disclosed,signal_handed_over,
    signals_of_colleague_viewed,signal_renewed,signal_moved}'::logbook_event[]))
  and (match_id is not null or event <> all ('{match_created,match_joined,match_closed,matches_viewed,match_left}'::logbook_event[]))
  and (notification_id is not null or event <> all ('{notification_made,notification_sent,notification_withheld,notification_opened}'::logbook_event[]))
  and (account_id is not null or event <> all ('{
    invitation_made,invitation_accepted,account_added,account_changed,account_withdrawn,role_granted,role_ended,
    absence_recorded,absence_ended,details_confirmed}'::logbook_event[]))
  and (convenant_id is not null or event <> all ('{convenant_recorded,convenant_agreed,convenant_changed,party_listed,party_removed}'::logbook_event[]))
  and (partner_id is not null or event <> all ('{partner_invited,partner_changed,partner_state_changed}'::logbook_event[]))
  and (municipality_code is not null or event <> all ('{municipality_recorded,municipalities_merged,convenant_agreed}'::logbook_event[]))
  and (count is not null or event <> all ('{checkpoint_signed,young_person_destroyed,retention_certified}'::logbook_event[]))
  and (digest is not null or event <> all ('{checkpoint_signed}'::logbook_event[]))
  and (day is not null or event <> all ('{retention_certified}'::logbook_event[]))
  and (request_id is not null or event <> all ('{request_opened,request_extended,advice_given,request_decided,access_document_made}'::logbook_event[]))
) not valid;
