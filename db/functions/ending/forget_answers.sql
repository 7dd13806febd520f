-- R6: an answer that was kept under an Idempotency-Key names the others of a match. Once a signal is gone, all that is kept of its key is
-- that it was used: nothing in it leads to the signal, or to a young person, and a request under it is told that its registration is over.
-- The answers about others on the young persons had whose signal is gone: they are made anew when they are asked for again.
-- Called with the young persons locked. An older instance beside this one takes the empty digest for that of another body, and refuses.
create function forget_answers(p_gone_ids uuid[], p_young_person_ids uuid[]) returns void
  language plpgsql volatile
as $$
begin
  update idempotency_key k set signal_id = null, body_digest = '', outcome = 'gone', answer = null
   where k.signal_id = any (p_gone_ids);
  update idempotency_key k set outcome = 'existing', answer = null
   where k.answer is not null
     and k.signal_id = any (array(select s.id from signal s where s.young_person_id = any (p_young_person_ids)));
end
$$;
