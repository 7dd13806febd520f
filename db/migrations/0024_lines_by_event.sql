-- Beside those who write: the logbook may be large.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "logbook_of_young_person_by_event" ON "logbook" USING btree ("young_person_id","event","occurred_at") WHERE "logbook"."young_person_id" is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "logbook_of_young_person";
