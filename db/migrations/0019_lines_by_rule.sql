CREATE TABLE "logbook_rule" (
	"event" "logbook_event" PRIMARY KEY NOT NULL,
	"must" text[] NOT NULL,
	"allowed" text[] NOT NULL,
	"grounds" text[] NOT NULL
);
--> statement-breakpoint
-- Lines are held to the rules by a trigger (db/functions/logbook/hold_to_catalogue.sql): this check was parsed anew for every statement.
ALTER TABLE "logbook" DROP CONSTRAINT IF EXISTS "logbook_fields";
