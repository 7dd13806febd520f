-- What each registration is told (R15, R17): its own signal and, where there is one, the match with the others who
-- were there when it arrived. The municipality is that of the day, also where the signal is from before a merger (R4).
create function answer_registrations(p_registrations registration[], p_today date) returns registration[]
  language plpgsql stable
as $$
declare
  result registration[];
begin
  select array_agg(row(
           r.ord, r.professional_id, r.organisation_id, r.convenant_id, r.municipality_code, r.removal_date,
           r.young_person_id, r.signal_id, r.outcome,
           case when s.id is null then r.answer
                else answer_with(s.id, s.registered_at, s.removal_date, municipality_on(s.municipality_code, p_today),
                                 case when others.list is not null then jsonb_build_object(
                                   'id', m.id, 'createdAt', m.created_at, 'participants', others.list) end) end,
           r.asked)::registration
         order by r.ord)
    into result
    from unnest(p_registrations) r
    left join signal s on s.id = r.signal_id and r.outcome in ('created', 'created-before', 'existing')
    left join match_participant mine on mine.signal_id = s.id and mine.left_at is null
    left join match m on m.id = mine.match_id
    left join lateral (
           -- Identity and contact details, and nothing more (R17).
           select jsonb_agg(jsonb_build_object(
                    'joinedAt', o.joined_at, 'name', a.name, 'jobTitle', a.job_title, 'email', a.email,
                    'phone', a.phone, 'deputy', deputy_contact(a.id, p_today),
                    'organisation', jsonb_build_object('id', g.id, 'name', g.name, 'domain', g.domain))
                  order by o.joined_at, o.signal_id) as list
             from match_participant o
             join signal os on os.id = o.signal_id
             join account a on a.id = o.professional_id
             join organisation g on g.id = os.organisation_id
             left join unnest(p_registrations) later on later.signal_id = o.signal_id and later.outcome = 'created'
            where o.match_id = mine.match_id and o.left_at is null and o.signal_id <> s.id
              and (later.ord is null or later.ord < r.ord)) others on true;
  return result;
end
$$;

-- A signal and its match, as its professional is told.
create function answer_with(p_id uuid, p_registered_at timestamptz, p_removal_date date, p_municipality_code text, p_match jsonb)
  returns jsonb
  language sql stable
as $$
  select jsonb_build_object('id', p_id, 'registeredAt', p_registered_at, 'removalDate', p_removal_date,
                            'municipalityCode', p_municipality_code, 'match', p_match)
$$;
