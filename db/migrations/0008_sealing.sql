ALTER TYPE "public"."logbook_event" ADD VALUE 'checkpoint_signed';--> statement-breakpoint
CREATE TABLE "logbook_checkpoint" (
	"size" bigint PRIMARY KEY NOT NULL,
	"note" text NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL,
	"sealed_before" "xid8" NOT NULL,
	"cluster" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "logbook_leaf" (
	"index" bigint PRIMARY KEY NOT NULL,
	"logbook_id" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"subject_commitment" "bytea",
	"subject_salt" "bytea",
	CONSTRAINT "one_leaf_per_line" UNIQUE("logbook_id"),
	CONSTRAINT "leaf_is_sha256" CHECK (length("logbook_leaf"."hash") = 32),
	CONSTRAINT "salt_belongs_to_commitment" CHECK ("logbook_leaf"."subject_salt" is null or "logbook_leaf"."subject_commitment" is not null)
);
--> statement-breakpoint
CREATE TABLE "logbook_tile" (
	"level" smallint NOT NULL,
	"index" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "logbook_tile_level_index_pk" PRIMARY KEY("level","index")
);
--> statement-breakpoint
ALTER TABLE "logbook" ADD COLUMN "count" bigint;--> statement-breakpoint
ALTER TABLE "logbook" ADD COLUMN "digest" "bytea";--> statement-breakpoint
CREATE INDEX "logbook_in_order" ON "logbook" USING btree ("transaction_id","id");