ALTER TABLE "archived_signal" ADD COLUMN "stated_destruction_date" date;--> statement-breakpoint
ALTER TABLE "signal" ADD COLUMN "stated_destruction_date" date;