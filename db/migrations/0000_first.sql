-- Written by drizzle-kit, but for DEFERRABLE on identity_index: see db/functions/find_young_persons.sql.
CREATE TYPE "public"."role_name" AS ENUM('professional', 'coordinator', 'follow_up_officer', 'municipal_administrator', 'privacy_officer', 'supervisor', 'functional_administrator', 'source_system');--> statement-breakpoint
CREATE TYPE "public"."domain_name" AS ENUM('youth_help', 'youth_health_care', 'health_care', 'education', 'social_support', 'work_and_income', 'police_and_justice');--> statement-breakpoint
CREATE TYPE "public"."organisation_kind" AS ENUM('institution', 'independent');--> statement-breakpoint
CREATE TYPE "public"."partner_state" AS ENUM('invited', 'agreed', 'connected', 'suspended', 'ended');--> statement-breakpoint
CREATE TYPE "public"."logbook_event" AS ENUM('signal_registered', 'signal_repeated', 'signal_ended', 'registration_refused', 'match_created', 'match_joined', 'match_closed', 'identity_conflict_found', 'notification_made', 'notification_sent', 'notification_withheld', 'signals_viewed', 'bsn_disclosed', 'matches_viewed', 'notifications_viewed', 'identity_conflicts_viewed');--> statement-breakpoint
CREATE TYPE "public"."attempt_outcome" AS ENUM('started', 'accepted', 'failed');--> statement-breakpoint
CREATE TYPE "public"."notification_event" AS ENUM('match_created', 'participant_joined', 'identity_conflict');--> statement-breakpoint
CREATE TYPE "public"."notification_state" AS ENUM('waiting', 'delivered', 'withheld');--> statement-breakpoint
CREATE TYPE "public"."end_reason" AS ENUM('unfounded', 'risk_gone', 'lapsed', 'turned_23', 'death', 'erasure', 'objection');--> statement-breakpoint
CREATE TABLE "account" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"organisation_id" uuid,
	"name" text NOT NULL,
	"job_title" text NOT NULL,
	"email" text NOT NULL,
	"phone" text NOT NULL,
	CONSTRAINT "one_account_per_subject" UNIQUE("issuer","subject"),
	CONSTRAINT "email_is_one_address" CHECK ("account"."email" ~ '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+$')
);
--> statement-breakpoint
CREATE TABLE "role_assignment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"role" "role_name" NOT NULL,
	"municipality_code" text,
	"from_date" date NOT NULL,
	"until_date" date
);
--> statement-breakpoint
CREATE TABLE "convenant" (
	"id" uuid PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"signed_date" date NOT NULL,
	"in_force_from" date NOT NULL,
	"in_force_until" date,
	"longest_term_months" smallint DEFAULT 24 NOT NULL,
	CONSTRAINT "term_within_law" CHECK ("convenant"."longest_term_months" between 1 and 24)
);
--> statement-breakpoint
CREATE TABLE "convenant_municipality" (
	"convenant_id" uuid NOT NULL,
	"municipality_code" text NOT NULL,
	CONSTRAINT "convenant_municipality_convenant_id_municipality_code_pk" PRIMARY KEY("convenant_id","municipality_code")
);
--> statement-breakpoint
CREATE TABLE "municipality" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_until" date,
	CONSTRAINT "municipality_code_is_cbs" CHECK ("municipality"."code" ~ '^[0-9]{4}$')
);
--> statement-breakpoint
CREATE TABLE "organisation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"domain" "domain_name" NOT NULL,
	"kind" "organisation_kind" DEFAULT 'institution' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "partner" (
	"id" uuid PRIMARY KEY NOT NULL,
	"convenant_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"state" "partner_state" NOT NULL,
	"state_since" date NOT NULL,
	CONSTRAINT "one_partner_per_convenant" UNIQUE("organisation_id","convenant_id")
);
--> statement-breakpoint
CREATE TABLE "identity_conflict" (
	"id" uuid PRIMARY KEY NOT NULL,
	"young_person_id" uuid NOT NULL,
	"signal_id" uuid NOT NULL,
	"known_destruction_date" date NOT NULL,
	"stated_destruction_date" date NOT NULL,
	"detected_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity_index" (
	"key_version" smallint NOT NULL,
	"value" "bytea" NOT NULL,
	"young_person_id" uuid NOT NULL,
	CONSTRAINT "identity_index_key_version_value_pk" PRIMARY KEY("key_version","value"),
	CONSTRAINT "value_is_hmac_sha256" CHECK (length("identity_index"."value") = 32)
);
--> statement-breakpoint
CREATE TABLE "young_person" (
	"id" uuid PRIMARY KEY NOT NULL,
	"bsn_sealed" "bytea" NOT NULL,
	"seal_key_version" smallint NOT NULL,
	"destruction_date" date NOT NULL
);
--> statement-breakpoint
CREATE TABLE "logbook" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "logbook_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"transaction_id" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"event" "logbook_event" NOT NULL,
	"ground" text,
	"actor_id" uuid,
	"organisation_id" uuid,
	"young_person_id" uuid,
	"signal_id" uuid,
	"match_id" uuid,
	"notification_id" uuid
);
--> statement-breakpoint
CREATE TABLE "match" (
	"id" uuid PRIMARY KEY NOT NULL,
	"young_person_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "match_participant" (
	"match_id" uuid NOT NULL,
	"signal_id" uuid NOT NULL,
	"professional_id" uuid NOT NULL,
	"municipality_code" text NOT NULL,
	"joined_at" timestamp (3) with time zone NOT NULL,
	"left_at" timestamp (3) with time zone,
	CONSTRAINT "match_participant_match_id_signal_id_pk" PRIMARY KEY("match_id","signal_id")
);
--> statement-breakpoint
CREATE TABLE "delivery_attempt" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "delivery_attempt_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"notification_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"outcome" "attempt_outcome" DEFAULT 'started' NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"smtp_status" smallint
);
--> statement-breakpoint
CREATE TABLE "notification" (
	"id" uuid PRIMARY KEY NOT NULL,
	"event" "notification_event" NOT NULL,
	"signal_id" uuid NOT NULL,
	"match_id" uuid,
	"recipient_id" uuid NOT NULL,
	"recipient_role" "role_name" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"state" "notification_state" DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "idempotency_key" (
	"account_id" uuid NOT NULL,
	"key" text NOT NULL,
	"signal_id" uuid NOT NULL,
	"body_digest" "bytea" NOT NULL,
	"outcome" text NOT NULL,
	"answer" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_key_account_id_key_pk" PRIMARY KEY("account_id","key")
);
--> statement-breakpoint
CREATE TABLE "registration_budget" (
	"organisation_id" uuid NOT NULL,
	"day" date NOT NULL,
	"professional_id" uuid NOT NULL,
	"registered" integer NOT NULL,
	CONSTRAINT "registration_budget_organisation_id_day_professional_id_pk" PRIMARY KEY("organisation_id","day","professional_id")
);
--> statement-breakpoint
CREATE TABLE "signal" (
	"id" uuid PRIMARY KEY NOT NULL,
	"young_person_id" uuid NOT NULL,
	"professional_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"convenant_id" uuid NOT NULL,
	"municipality_code" text NOT NULL,
	"registered_at" timestamp (3) with time zone NOT NULL,
	"removal_date" date NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"end_reason" "end_reason",
	CONSTRAINT "ended_with_reason" CHECK (("signal"."ended_at" is null) = ("signal"."end_reason" is null))
);
--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "account_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_assignment" ADD CONSTRAINT "role_assignment_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_assignment" ADD CONSTRAINT "role_assignment_municipality_code_municipality_code_fk" FOREIGN KEY ("municipality_code") REFERENCES "public"."municipality"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convenant_municipality" ADD CONSTRAINT "convenant_municipality_convenant_id_convenant_id_fk" FOREIGN KEY ("convenant_id") REFERENCES "public"."convenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convenant_municipality" ADD CONSTRAINT "convenant_municipality_municipality_code_municipality_code_fk" FOREIGN KEY ("municipality_code") REFERENCES "public"."municipality"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partner" ADD CONSTRAINT "partner_convenant_id_convenant_id_fk" FOREIGN KEY ("convenant_id") REFERENCES "public"."convenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partner" ADD CONSTRAINT "partner_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity_conflict" ADD CONSTRAINT "identity_conflict_young_person_id_young_person_id_fk" FOREIGN KEY ("young_person_id") REFERENCES "public"."young_person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity_index" ADD CONSTRAINT "identity_index_young_person_id_young_person_id_fk" FOREIGN KEY ("young_person_id") REFERENCES "public"."young_person"("id") ON DELETE cascade ON UPDATE no action DEFERRABLE INITIALLY DEFERRED;--> statement-breakpoint
ALTER TABLE "match" ADD CONSTRAINT "match_young_person_id_young_person_id_fk" FOREIGN KEY ("young_person_id") REFERENCES "public"."young_person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_participant" ADD CONSTRAINT "match_participant_match_id_match_id_fk" FOREIGN KEY ("match_id") REFERENCES "public"."match"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_participant" ADD CONSTRAINT "match_participant_signal_id_signal_id_fk" FOREIGN KEY ("signal_id") REFERENCES "public"."signal"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_attempt" ADD CONSTRAINT "delivery_attempt_notification_id_notification_id_fk" FOREIGN KEY ("notification_id") REFERENCES "public"."notification"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification" ADD CONSTRAINT "notification_signal_id_signal_id_fk" FOREIGN KEY ("signal_id") REFERENCES "public"."signal"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency_key" ADD CONSTRAINT "idempotency_key_signal_id_signal_id_fk" FOREIGN KEY ("signal_id") REFERENCES "public"."signal"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signal" ADD CONSTRAINT "signal_young_person_id_young_person_id_fk" FOREIGN KEY ("young_person_id") REFERENCES "public"."young_person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signal" ADD CONSTRAINT "signal_professional_id_account_id_fk" FOREIGN KEY ("professional_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_of_organisation" ON "account" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "role_of_account" ON "role_assignment" USING btree ("account_id","role");--> statement-breakpoint
CREATE INDEX "role_in_municipality" ON "role_assignment" USING btree ("role","municipality_code");--> statement-breakpoint
CREATE INDEX "partner_of_convenant" ON "partner" USING btree ("convenant_id");--> statement-breakpoint
CREATE INDEX "conflict_of_young_person" ON "identity_conflict" USING btree ("young_person_id");--> statement-breakpoint
CREATE INDEX "identity_of_young_person" ON "identity_index" USING btree ("young_person_id");--> statement-breakpoint
CREATE INDEX "logbook_of_young_person" ON "logbook" USING btree ("young_person_id") WHERE "logbook"."young_person_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_match" ON "match" USING btree ("young_person_id") WHERE "match"."closed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "one_match_per_signal" ON "match_participant" USING btree ("signal_id") WHERE "match_participant"."left_at" is null;--> statement-breakpoint
CREATE INDEX "participation_of_signal" ON "match_participant" USING btree ("signal_id");--> statement-breakpoint
CREATE INDEX "participation_of_professional" ON "match_participant" USING btree ("professional_id","match_id");--> statement-breakpoint
CREATE INDEX "participation_in_municipality" ON "match_participant" USING btree ("municipality_code","match_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_row_per_attempt" ON "delivery_attempt" USING btree ("notification_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "one_notification_per_event" ON "notification" USING btree ("signal_id","recipient_id","event");--> statement-breakpoint
CREATE INDEX "notification_of_recipient" ON "notification" USING btree ("recipient_id","id");--> statement-breakpoint
CREATE INDEX "notification_due" ON "notification" USING btree ("next_attempt_at") WHERE "notification"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "idempotency_key_of_signal" ON "idempotency_key" USING btree ("signal_id");--> statement-breakpoint
CREATE INDEX "idempotency_key_by_age" ON "idempotency_key" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "one_active_signal_per_professional" ON "signal" USING btree ("young_person_id","professional_id") WHERE "signal"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "signal_of_professional" ON "signal" USING btree ("professional_id","id");