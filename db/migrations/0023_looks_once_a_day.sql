ALTER TYPE "public"."logbook_event" ADD VALUE 'ties_forgotten';--> statement-breakpoint
CREATE TABLE "tie_to_forget" (
	"young_person_id" uuid PRIMARY KEY NOT NULL,
	"since" timestamp (3) with time zone NOT NULL
);
