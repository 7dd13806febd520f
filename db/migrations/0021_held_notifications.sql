ALTER TABLE "notification" ADD COLUMN "held_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "notification" ADD COLUMN "released_at" timestamp (3) with time zone;