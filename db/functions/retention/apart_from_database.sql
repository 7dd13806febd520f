-- R8, R11: whether an instant is more than an hour off from the clock of the database. Here, and not an argument of the caller: a
-- login of the service that was stolen cannot have the daily work destroy by a clock of its own.
create function apart_from_database(p_now timestamptz) returns boolean
  language sql volatile
as $$ select p_now not between clock_timestamp() - interval '1 hour' and clock_timestamp() + interval '1 hour' $$;
