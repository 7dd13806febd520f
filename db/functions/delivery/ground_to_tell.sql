-- R20: on which ground somebody is told of something, and so on which it is sent to them and opened by them.
create function ground_to_tell(p_event notification_event) returns text
  language sql immutable
as $$
  select case p_event
           when 'identity_conflict' then 'Jw 7.1.4.2'
           when 'invitation' then 'Jw 7.1.3.1'
           when 'details_confirmation_due' then 'Jw 7.1.3.3'
           when 'signal_about_to_lapse' then 'Jw 7.1.4.5 lid 2'
           when 'archived_signals_found' then 'Jw 7.1.4.6 lid 2'
           when 'quick_withdrawal' then 'Jw 7.1.2.1 lid 3'
           when 'advice_asked' then 'Jw 7.1.5'
           else 'Jw 7.1.4.3 lid 2'
         end
$$;
