CREATE TABLE "key_rotation" (
	"kind" "key_kind" PRIMARY KEY NOT NULL,
	"version" smallint NOT NULL,
	"from_version" smallint NOT NULL,
	"begun_at" timestamp (3) with time zone NOT NULL,
	"reached" uuid,
	"looked_at" bigint DEFAULT 0 NOT NULL,
	"left_behind" integer DEFAULT 0 NOT NULL,
	"complete_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "key_check" ADD COLUMN "destroyed_on" date;