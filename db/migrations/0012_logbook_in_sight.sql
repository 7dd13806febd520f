DROP INDEX "logbook_by_instant";--> statement-breakpoint
CREATE INDEX "logbook_in_period" ON "logbook" USING btree ("occurred_at","id");--> statement-breakpoint
CREATE INDEX "logbook_of_event" ON "logbook" USING btree ("event","occurred_at","id");--> statement-breakpoint
CREATE INDEX "logbook_of_organisation" ON "logbook" USING btree ("organisation_id","occurred_at","id") WHERE "logbook"."organisation_id" is not null;