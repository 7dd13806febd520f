CREATE TYPE "public"."destroyed_kind" AS ENUM('young_person', 'signal');--> statement-breakpoint
CREATE TYPE "public"."advice_choice" AS ENUM('grant', 'refuse', 'no_opinion');--> statement-breakpoint
CREATE TYPE "public"."age_group" AS ENUM('under_12', 'from_12_to_15', 'from_16');--> statement-breakpoint
CREATE TYPE "public"."request_decision" AS ENUM('granted', 'refused');--> statement-breakpoint
CREATE TYPE "public"."request_kind" AS ENUM('access', 'rectification', 'erasure', 'objection');--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'signal_renewed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'match_left';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'young_person_destroyed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'archived_signals_viewed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'notification_opened';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'action_refused';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'logbook_viewed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'logbook_exported';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'retention_refused';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'retention_certified';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'retention_clock_accepted';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'destruction_certified';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'ledger_replayed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'death_recorded';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'request_opened';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'request_extended';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'advice_given';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'request_decided';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'requests_viewed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'advice_requests_viewed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'access_document_made';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'certificate_viewed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'letter_made';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'quick_withdrawal_found';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'quick_withdrawals_viewed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'wind_down_begun';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'wind_down_viewed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'signal_moved';--> statement-breakpoint
ALTER TYPE "public"."notification_event" ADD VALUE 'participant_left';--> statement-breakpoint
ALTER TYPE "public"."notification_event" ADD VALUE 'signal_about_to_lapse';--> statement-breakpoint
ALTER TYPE "public"."notification_event" ADD VALUE 'archived_signals_found';--> statement-breakpoint
ALTER TYPE "public"."notification_event" ADD VALUE 'quick_withdrawal';--> statement-breakpoint
ALTER TYPE "public"."notification_event" ADD VALUE 'advice_asked';--> statement-breakpoint
ALTER TYPE "public"."end_reason" ADD VALUE 'wind_down';--> statement-breakpoint
ALTER TYPE "public"."end_reason" ADD VALUE 'archive_ended';--> statement-breakpoint
CREATE TABLE "archive_notice" (
	"archived_signal_id" uuid NOT NULL,
	"professional_id" uuid NOT NULL,
	"notification_id" uuid NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "archive_notice_archived_signal_id_professional_id_pk" PRIMARY KEY("archived_signal_id","professional_id")
);
--> statement-breakpoint
CREATE TABLE "archived_signal" (
	"id" uuid PRIMARY KEY NOT NULL,
	"young_person_id" uuid NOT NULL,
	"professional_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"convenant_id" uuid NOT NULL,
	"municipality_code" text NOT NULL,
	"registered_at" timestamp (3) with time zone NOT NULL,
	"ended_date" date NOT NULL,
	"reason" "end_reason" NOT NULL,
	"until_date" date GENERATED ALWAYS AS ((ended_date + interval '5 years')::date) STORED NOT NULL,
	CONSTRAINT "archived_for_a_reason" CHECK ("archived_signal"."reason" in ('risk_gone', 'lapsed'))
);
--> statement-breakpoint
CREATE TABLE "lapse_reminder" (
	"signal_id" uuid NOT NULL,
	"removal_date" date NOT NULL,
	"days_before" smallint NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "lapse_reminder_signal_id_removal_date_days_before_pk" PRIMARY KEY("signal_id","removal_date","days_before")
);
--> statement-breakpoint
CREATE TABLE "quick_withdrawal" (
	"id" uuid PRIMARY KEY NOT NULL,
	"professional_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"municipality_code" text NOT NULL,
	"registered_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "destruction" (
	"id" uuid PRIMARY KEY NOT NULL,
	"day" date NOT NULL,
	"reason" "end_reason" NOT NULL,
	"kind" "destroyed_kind" NOT NULL,
	"subject_hash" "bytea" NOT NULL,
	"kept_at" timestamp (3) with time zone,
	CONSTRAINT "destroyed_by_sha256" CHECK (length("destruction"."subject_hash") = 32)
);
--> statement-breakpoint
CREATE TABLE "retention_clock" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"last_run_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "one_clock" CHECK ("retention_clock"."only")
);
--> statement-breakpoint
CREATE TABLE "retention_run" (
	"day" date NOT NULL,
	"rule" "end_reason" NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"count" integer DEFAULT 0 NOT NULL,
	"digest" "bytea" NOT NULL,
	CONSTRAINT "retention_run_day_rule_pk" PRIMARY KEY("day","rule"),
	CONSTRAINT "a_rule_of_the_clock" CHECK ("retention_run"."rule"::text in ('lapsed', 'archive_ended', 'turned_23'))
);
--> statement-breakpoint
CREATE TABLE "wind_down" (
	"id" uuid PRIMARY KEY NOT NULL,
	"convenant_id" uuid NOT NULL,
	"municipality_code" text NOT NULL,
	"begun_by" uuid NOT NULL,
	"begun_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"moved" integer DEFAULT 0 NOT NULL,
	"destroyed_signals" integer DEFAULT 0 NOT NULL,
	"destroyed_archived" integer DEFAULT 0 NOT NULL,
	"destroyed_young_persons" integer DEFAULT 0 NOT NULL,
	"digest" "bytea" NOT NULL,
	CONSTRAINT "one_wind_down" UNIQUE("convenant_id","municipality_code")
);
--> statement-breakpoint
CREATE TABLE "subject_request" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" "request_kind" NOT NULL,
	"municipality_code" text NOT NULL,
	"opened_by" uuid NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"young_person_id" uuid,
	"age_group" "age_group" NOT NULL,
	"stated_destruction_date" date,
	"due_date" date NOT NULL,
	"extended_at" timestamp (3) with time zone,
	"decision" "request_decision",
	"decided_at" timestamp (3) with time zone,
	"decided_by" uuid,
	"destroyed_signals" integer,
	"destroyed_archived" integer,
	"destroyed_young_person" boolean,
	"digest" "bytea",
	CONSTRAINT "decided_by_somebody" CHECK (("subject_request"."decision" is null) = ("subject_request"."decided_at" is null)
      and ("subject_request"."decision" is null) = ("subject_request"."decided_by" is null)),
	CONSTRAINT "rectified_by_a_date" CHECK (("subject_request"."kind" = 'rectification') = ("subject_request"."stated_destruction_date" is not null))
);
--> statement-breakpoint
CREATE TABLE "subject_request_advice" (
	"request_id" uuid NOT NULL,
	"professional_id" uuid NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"advice" "advice_choice",
	"advised_at" timestamp (3) with time zone,
	CONSTRAINT "subject_request_advice_request_id_professional_id_pk" PRIMARY KEY("request_id","professional_id"),
	CONSTRAINT "advised_at_some_time" CHECK (("subject_request_advice"."advice" is null) = ("subject_request_advice"."advised_at" is null))
);
--> statement-breakpoint
INSERT INTO "archived_signal" ("id", "young_person_id", "professional_id", "organisation_id", "convenant_id", "municipality_code", "registered_at", "ended_date", "reason")
  SELECT "id", "young_person_id", "professional_id", "organisation_id", "convenant_id", "municipality_code", "registered_at", ("ended_at" AT TIME ZONE 'Europe/Amsterdam')::date, "end_reason"
    FROM "signal" WHERE "end_reason" IN ('risk_gone', 'lapsed');--> statement-breakpoint
DELETE FROM "signal" WHERE "ended_at" IS NOT NULL;--> statement-breakpoint
DELETE FROM "young_person" y WHERE NOT EXISTS (SELECT FROM "signal" s WHERE s."young_person_id" = y."id")
  AND NOT EXISTS (SELECT FROM "archived_signal" a WHERE a."young_person_id" = y."id");--> statement-breakpoint
UPDATE "logbook_leaf" f SET "subject_salt" = null FROM "logbook" l
  WHERE f."logbook_id" = l."id" AND l."young_person_id" IS NOT NULL AND NOT EXISTS (SELECT FROM "young_person" y WHERE y."id" = l."young_person_id");--> statement-breakpoint
UPDATE "logbook" l SET "young_person_id" = null
  WHERE l."young_person_id" IS NOT NULL AND NOT EXISTS (SELECT FROM "young_person" y WHERE y."id" = l."young_person_id");--> statement-breakpoint
ALTER TABLE "signal" DROP CONSTRAINT "ended_with_reason";--> statement-breakpoint
ALTER TABLE "notification" DROP CONSTRAINT "notification_signal_id_signal_id_fk";
--> statement-breakpoint
DROP INDEX "notification_of_signal";--> statement-breakpoint
DROP INDEX "one_active_signal_per_professional";--> statement-breakpoint
ALTER TABLE "convenant" ADD COLUMN "lapse_reminder_days" smallint[] DEFAULT '{30,7}' NOT NULL;--> statement-breakpoint
ALTER TABLE "logbook" ADD COLUMN "reason" "end_reason";--> statement-breakpoint
ALTER TABLE "logbook" ADD COLUMN "day" date;--> statement-breakpoint
ALTER TABLE "logbook" ADD COLUMN "request_id" uuid;--> statement-breakpoint
ALTER TABLE "notification" ADD COLUMN "request_id" uuid;--> statement-breakpoint
ALTER TABLE "notification" ADD COLUMN "opened_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "archive_notice" ADD CONSTRAINT "archive_notice_archived_signal_id_archived_signal_id_fk" FOREIGN KEY ("archived_signal_id") REFERENCES "public"."archived_signal"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "archived_signal" ADD CONSTRAINT "archived_signal_young_person_id_young_person_id_fk" FOREIGN KEY ("young_person_id") REFERENCES "public"."young_person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lapse_reminder" ADD CONSTRAINT "lapse_reminder_signal_id_signal_id_fk" FOREIGN KEY ("signal_id") REFERENCES "public"."signal"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wind_down" ADD CONSTRAINT "wind_down_convenant_id_convenant_id_fk" FOREIGN KEY ("convenant_id") REFERENCES "public"."convenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subject_request" ADD CONSTRAINT "subject_request_young_person_id_young_person_id_fk" FOREIGN KEY ("young_person_id") REFERENCES "public"."young_person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subject_request_advice" ADD CONSTRAINT "subject_request_advice_request_id_subject_request_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."subject_request"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "archive_notice_of_professional" ON "archive_notice" USING btree ("professional_id");--> statement-breakpoint
CREATE INDEX "archive_notice_of_notification" ON "archive_notice" USING btree ("notification_id");--> statement-breakpoint
CREATE INDEX "archived_signal_of_young_person" ON "archived_signal" USING btree ("young_person_id");--> statement-breakpoint
CREATE INDEX "archived_signal_by_until_date" ON "archived_signal" USING btree ("until_date");--> statement-breakpoint
CREATE INDEX "archived_signal_under_convenant" ON "archived_signal" USING btree ("convenant_id");--> statement-breakpoint
CREATE INDEX "quick_withdrawal_of_organisation" ON "quick_withdrawal" USING btree ("organisation_id","id");--> statement-breakpoint
CREATE INDEX "quick_withdrawal_in_municipality" ON "quick_withdrawal" USING btree ("municipality_code","id");--> statement-breakpoint
CREATE INDEX "destruction_to_keep" ON "destruction" USING btree ("id") WHERE "destruction"."kept_at" is null;--> statement-breakpoint
CREATE INDEX "request_in_municipality" ON "subject_request" USING btree ("municipality_code","id");--> statement-breakpoint
CREATE INDEX "request_of_young_person" ON "subject_request" USING btree ("young_person_id");--> statement-breakpoint
CREATE INDEX "advice_of_professional" ON "subject_request_advice" USING btree ("professional_id");--> statement-breakpoint
CREATE INDEX "young_person_by_destruction_date" ON "young_person" USING btree ("destruction_date");--> statement-breakpoint
CREATE INDEX "logbook_by_instant" ON "logbook" USING brin ("occurred_at");--> statement-breakpoint
CREATE INDEX "notification_of_match" ON "notification" USING btree ("match_id") WHERE "notification"."match_id" is not null;--> statement-breakpoint
CREATE INDEX "signal_by_removal_date" ON "signal" USING btree ("removal_date");--> statement-breakpoint
CREATE INDEX "signal_under_convenant" ON "signal" USING btree ("convenant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_active_signal_per_professional" ON "signal" USING btree ("young_person_id","professional_id");--> statement-breakpoint
ALTER TABLE "signal" DROP COLUMN "ended_at";--> statement-breakpoint
ALTER TABLE "signal" DROP COLUMN "end_reason";--> statement-breakpoint
ALTER TABLE "convenant" ADD CONSTRAINT "reminders_within_reason" CHECK (cardinality("convenant"."lapse_reminder_days") between 1 and 4
      and 1 <= all ("convenant"."lapse_reminder_days") and 180 >= all ("convenant"."lapse_reminder_days"));--> statement-breakpoint
CREATE INDEX "notification_of_signal_alone" ON "notification" USING btree ("signal_id") WHERE "notification"."match_id" is null and "notification"."signal_id" is not null;--> statement-breakpoint
ALTER TABLE "idempotency_key" DROP CONSTRAINT "idempotency_key_signal_id_signal_id_fk";
