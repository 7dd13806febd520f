ALTER TABLE "retention_clock" ADD COLUMN "samples_taken_at" timestamp (3) with time zone;--> statement-breakpoint
-- The planner keeps samples of the values of columns, and so of whoever was destroyed (db/functions/forget_in_statistics.sql). Of these
-- no plan needs any: by a single unique index each value is known to be there once, and the others are only read beside it.
ALTER TABLE "young_person" ALTER COLUMN "id" SET STATISTICS 0, ALTER COLUMN "bsn_sealed" SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE "signal" ALTER COLUMN "id" SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE "archived_signal" ALTER COLUMN "id" SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE "identity_conflict" ALTER COLUMN "id" SET STATISTICS 0, ALTER COLUMN "young_person_id" SET STATISTICS 0,
  ALTER COLUMN "signal_id" SET STATISTICS 0, ALTER COLUMN "known_destruction_date" SET STATISTICS 0,
  ALTER COLUMN "stated_destruction_date" SET STATISTICS 0, ALTER COLUMN "detected_at" SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE "idempotency_key" ALTER COLUMN "body_digest" SET STATISTICS 0, ALTER COLUMN "answer" SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE "logbook_leaf" ALTER COLUMN "subject_salt" SET STATISTICS 0;--> statement-breakpoint
-- What was sampled of them before stays where it is not taken away; PostgreSQL can do that from version 18 on.
DO $$
DECLARE
  one record;
BEGIN
  IF to_regprocedure('pg_catalog.pg_clear_attribute_stats(text,text,text,boolean)') IS NOT NULL THEN
    FOR one IN SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attstattarget = 0 LOOP
      EXECUTE format('SELECT pg_catalog.pg_clear_attribute_stats(%L, %L, %L, false)', 'public', one.relname, one.attname);
    END LOOP;
  END IF;
END $$;
