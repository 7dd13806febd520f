-- Whether the server takes changes again, after it refused one: a megabyte that is written to its disk, and dropped at the commit.
create function prove_writing() returns void
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
begin
  create temporary table proof_of_writing (filler text) on commit drop;
  insert into pg_temp.proof_of_writing select repeat('x', 1000) from generate_series(1, 1000);
end
$$;
