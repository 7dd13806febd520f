-- A UUID of version 7 (RFC 9562): the instant in ms, then chance. Sorts by age, on any PostgreSQL from 15 on.
create function new_id(p_now timestamptz) returns uuid
  language sql volatile
as $$
  select encode(
           set_bit(set_bit(
             overlay(uuid_send(gen_random_uuid())
                     placing substring(int8send(floor(extract(epoch from p_now) * 1000)::bigint) from 3) from 1 for 6),
             52, 1), 53, 1),
           'hex')::uuid
$$;
