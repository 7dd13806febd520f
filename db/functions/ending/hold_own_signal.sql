-- R6, R10, R12: the first step of everything that a professional does with a signal of their own: locks its young person, as registering
-- does, and says whether it is theirs and active once that is done. Of what is not, nothing else is said.
create function hold_own_signal(p_signal_id uuid) returns boolean
  language plpgsql volatile
as $$
declare
  young_person uuid;
begin
  select s.young_person_id into young_person from signal s
   where s.id = p_signal_id and s.professional_id = acting_professional() and is_active(s.removal_date, acting_day());
  if young_person is null then
    return false;
  end if;
  perform hold_young_persons(array[young_person]);
  return exists (
    select from signal s join young_person y on y.id = s.young_person_id and is_under_23(y.destruction_date, acting_day())
     where s.id = p_signal_id and s.professional_id = acting_professional() and is_active(s.removal_date, acting_day()));
end
$$;
