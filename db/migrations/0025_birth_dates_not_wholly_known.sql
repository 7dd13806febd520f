ALTER TABLE "archived_signal" ADD COLUMN "stated_earliest_date" date;--> statement-breakpoint
ALTER TABLE "subject_request" ADD COLUMN "stated_earliest_date" date;--> statement-breakpoint
ALTER TABLE "signal" ADD COLUMN "stated_earliest_date" date;--> statement-breakpoint
ALTER TABLE "subject_request" ADD CONSTRAINT "rectified_from_a_date" CHECK ("subject_request"."stated_earliest_date" < "subject_request"."stated_destruction_date");