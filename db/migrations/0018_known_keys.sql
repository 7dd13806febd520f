CREATE TYPE "public"."key_kind" AS ENUM('index', 'seal', 'logbook');--> statement-breakpoint
CREATE TABLE "key_check" (
	"kind" "key_kind" NOT NULL,
	"version" smallint NOT NULL,
	"value" "bytea" NOT NULL,
	"registered_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "key_check_kind_version_pk" PRIMARY KEY("kind","version"),
	CONSTRAINT "one_version_of_a_key" UNIQUE("kind","value"),
	CONSTRAINT "check_value_is_32_bytes" CHECK (length("key_check"."value") = 32)
);
