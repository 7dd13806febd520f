-- R20: who registered a signal, whoever holds it since; by the logbook, which finds it by the young person. None where there is
-- no such line.
create function registered_by(s signal) returns uuid
  language sql stable
as $$
  select l.actor_id from logbook l
   where l.young_person_id = s.young_person_id and l.signal_id = s.id and l.event = 'signal_registered'
   limit 1
$$;
