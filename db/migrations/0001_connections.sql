CREATE TYPE "public"."invitation_purpose" AS ENUM('partner', 'professional', 'staff');--> statement-breakpoint
CREATE TYPE "public"."anchor_kind" AS ENUM('convenant', 'contract', 'subsidy');--> statement-breakpoint
CREATE TYPE "public"."organisation_category" AS ENUM('youth_help_provider', 'certified_institution', 'guardianship_of_unaccompanied_minors', 'advice_and_reporting_centre', 'youth_health_care_organisation', 'general_practitioner', 'hospital', 'mental_health_care', 'addiction_care', 'midwife', 'primary_school', 'secondary_school', 'special_school', 'vocational_education', 'school_partnership', 'school_attendance_officer', 'early_leaving_registration', 'social_work', 'youth_work', 'client_support', 'homeless_and_womens_shelter', 'neighbourhood_team', 'municipal_work_and_income', 'debt_counselling', 'employee_insurance_agency', 'police', 'child_protection_board', 'halt', 'probation_service', 'youth_custodial_institution');--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'municipality_recorded';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'municipalities_merged';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'convenant_recorded';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'convenant_agreed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'convenant_changed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'organisation_recorded';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'organisation_changed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'party_listed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'party_removed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'partner_invited';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'partner_changed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'partner_state_changed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'invitation_made';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'invitation_accepted';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'account_added';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'account_changed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'account_withdrawn';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'role_granted';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'role_ended';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'absence_recorded';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'absence_ended';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'details_confirmed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'signal_handed_over';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'accounts_viewed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'signals_of_colleague_viewed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'overview_viewed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'report_viewed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'partners_imported';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'partners_exported';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'accounts_imported';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'accounts_exported';--> statement-breakpoint
ALTER TYPE "public"."notification_event" ADD VALUE 'participant_changed';--> statement-breakpoint
ALTER TYPE "public"."notification_event" ADD VALUE 'match_taken_over';--> statement-breakpoint
ALTER TYPE "public"."notification_event" ADD VALUE 'invitation';--> statement-breakpoint
ALTER TYPE "public"."notification_event" ADD VALUE 'details_confirmation_due';--> statement-breakpoint
ALTER TYPE "public"."end_reason" ADD VALUE 'handed_over';--> statement-breakpoint
CREATE TABLE "absence" (
	"id" uuid PRIMARY KEY NOT NULL,
	"professional_id" uuid NOT NULL,
	"deputy_id" uuid NOT NULL,
	"from_date" date NOT NULL,
	"until_date" date NOT NULL,
	CONSTRAINT "absence_lasts" CHECK ("absence"."from_date" < "absence"."until_date"),
	CONSTRAINT "deputy_is_another" CHECK ("absence"."professional_id" <> "absence"."deputy_id")
);
--> statement-breakpoint
CREATE TABLE "invitation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"purpose" "invitation_purpose" NOT NULL,
	"account_id" uuid NOT NULL,
	"partner_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" uuid,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	"withdrawn_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "convenant_party" (
	"convenant_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"listed_at" timestamp (3) with time zone NOT NULL,
	"listed_by" uuid,
	CONSTRAINT "convenant_party_convenant_id_organisation_id_pk" PRIMARY KEY("convenant_id","organisation_id")
);
--> statement-breakpoint
CREATE TABLE "municipality_succession" (
	"former_code" text NOT NULL,
	"successor_code" text NOT NULL,
	"from_date" date NOT NULL,
	CONSTRAINT "municipality_succession_former_code_from_date_pk" PRIMARY KEY("former_code","from_date"),
	CONSTRAINT "no_municipality_succeeds_itself" CHECK ("municipality_succession"."former_code" <> "municipality_succession"."successor_code")
);
--> statement-breakpoint
CREATE TABLE "partner_step" (
	"id" uuid PRIMARY KEY NOT NULL,
	"partner_id" uuid NOT NULL,
	"state" "partner_state" NOT NULL,
	"from_date" date NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"recorded_by" uuid
);
--> statement-breakpoint
DROP INDEX "one_notification_per_event";--> statement-breakpoint
ALTER TABLE "account" ALTER COLUMN "issuer" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "account" ALTER COLUMN "subject" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "notification" ALTER COLUMN "signal_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "details_confirmed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "details_asked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "withdrawn_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "convenant" ADD COLUMN "tacit_renewal_months" smallint;--> statement-breakpoint
ALTER TABLE "convenant" ADD COLUMN "document_reference" text;--> statement-breakpoint
ALTER TABLE "convenant" ADD COLUMN "small_count_threshold" smallint DEFAULT 10 NOT NULL;--> statement-breakpoint
ALTER TABLE "convenant_municipality" ADD COLUMN "from_date" date;--> statement-breakpoint
ALTER TABLE "convenant_municipality" ADD COLUMN "until_date" date;--> statement-breakpoint
UPDATE "convenant_municipality" cm SET "from_date" = (select c."in_force_from" from "convenant" c where c."id" = cm."convenant_id");--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "category" "organisation_category";--> statement-breakpoint
-- Until now only the domain was known. What is there (demonstrations) gets the first category of its domain.
UPDATE "organisation" SET "category" = (case "domain"
  when 'youth_help' then 'youth_help_provider'
  when 'youth_health_care' then 'youth_health_care_organisation'
  when 'health_care' then 'general_practitioner'
  when 'education' then 'primary_school'
  when 'social_support' then 'social_work'
  when 'work_and_income' then 'municipal_work_and_income'
  when 'police_and_justice' then 'police' end)::organisation_category;--> statement-breakpoint
ALTER TABLE "organisation" ALTER COLUMN "category" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "kvk_number" text;--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "oin" text;--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "agb_code" text;--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "brin" text;--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "rsin" text;--> statement-breakpoint
ALTER TABLE "partner" ADD COLUMN "anchor" "anchor_kind" DEFAULT 'convenant' NOT NULL;--> statement-breakpoint
ALTER TABLE "partner" ADD COLUMN "anchor_until" date;--> statement-breakpoint
ALTER TABLE "partner" ADD COLUMN "anchor_reference" text;--> statement-breakpoint
ALTER TABLE "partner" ADD COLUMN "may_lead" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "logbook" ADD COLUMN "account_id" uuid;--> statement-breakpoint
ALTER TABLE "logbook" ADD COLUMN "convenant_id" uuid;--> statement-breakpoint
ALTER TABLE "logbook" ADD COLUMN "partner_id" uuid;--> statement-breakpoint
ALTER TABLE "logbook" ADD COLUMN "municipality_code" text;--> statement-breakpoint
ALTER TABLE "notification" ADD COLUMN "on_behalf_of" uuid;--> statement-breakpoint
ALTER TABLE "notification" ADD COLUMN "invitation_id" uuid;--> statement-breakpoint
ALTER TABLE "absence" ADD CONSTRAINT "absence_professional_id_account_id_fk" FOREIGN KEY ("professional_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "absence" ADD CONSTRAINT "absence_deputy_id_account_id_fk" FOREIGN KEY ("deputy_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_partner_id_partner_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convenant_party" ADD CONSTRAINT "convenant_party_convenant_id_convenant_id_fk" FOREIGN KEY ("convenant_id") REFERENCES "public"."convenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convenant_party" ADD CONSTRAINT "convenant_party_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "municipality_succession" ADD CONSTRAINT "municipality_succession_former_code_municipality_code_fk" FOREIGN KEY ("former_code") REFERENCES "public"."municipality"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "municipality_succession" ADD CONSTRAINT "municipality_succession_successor_code_municipality_code_fk" FOREIGN KEY ("successor_code") REFERENCES "public"."municipality"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partner_step" ADD CONSTRAINT "partner_step_partner_id_partner_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
INSERT INTO "partner_step" ("id", "partner_id", "state", "from_date", "recorded_at")
  SELECT gen_random_uuid(), "id", "state", "state_since", now() FROM "partner";--> statement-breakpoint
CREATE INDEX "absence_of_professional" ON "absence" USING btree ("professional_id","from_date");--> statement-breakpoint
CREATE INDEX "absence_by_deputy" ON "absence" USING btree ("deputy_id","from_date");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_invitation" ON "invitation" USING btree ("account_id") WHERE "invitation"."accepted_at" is null and "invitation"."withdrawn_at" is null;--> statement-breakpoint
CREATE INDEX "invitation_of_partner" ON "invitation" USING btree ("partner_id");--> statement-breakpoint
CREATE INDEX "party_of_organisation" ON "convenant_party" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "succession_of_successor" ON "municipality_succession" USING btree ("successor_code","from_date");--> statement-breakpoint
CREATE INDEX "step_of_partner" ON "partner_step" USING btree ("partner_id","id");--> statement-breakpoint
ALTER TABLE "notification" ADD CONSTRAINT "notification_invitation_id_invitation_id_fk" FOREIGN KEY ("invitation_id") REFERENCES "public"."invitation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "convenant_of_municipality" ON "convenant_municipality" USING btree ("municipality_code");--> statement-breakpoint
CREATE UNIQUE INDEX "organisation_by_kvk" ON "organisation" USING btree ("kvk_number");--> statement-breakpoint
CREATE UNIQUE INDEX "organisation_by_oin" ON "organisation" USING btree ("oin");--> statement-breakpoint
CREATE UNIQUE INDEX "organisation_by_agb" ON "organisation" USING btree ("agb_code");--> statement-breakpoint
CREATE UNIQUE INDEX "organisation_by_brin" ON "organisation" USING btree ("brin");--> statement-breakpoint
CREATE UNIQUE INDEX "organisation_by_rsin" ON "organisation" USING btree ("rsin");--> statement-breakpoint
CREATE INDEX "notification_of_signal" ON "notification" USING btree ("signal_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_notification_per_event" ON "notification" USING btree ("signal_id","recipient_id","event") WHERE "notification"."event" in ('match_created', 'participant_joined', 'identity_conflict');--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "issuer_with_subject" CHECK (("account"."issuer" is null) = ("account"."subject" is null));--> statement-breakpoint
ALTER TABLE "convenant" ADD CONSTRAINT "renewal_within_reason" CHECK ("convenant"."tacit_renewal_months" between 1 and 60);--> statement-breakpoint
ALTER TABLE "convenant" ADD CONSTRAINT "reference_is_no_text" CHECK ("convenant"."document_reference" ~ '^[A-Za-z0-9][A-Za-z0-9./_-]{0,63}$');--> statement-breakpoint
ALTER TABLE "convenant" ADD CONSTRAINT "threshold_within_limits" CHECK ("convenant"."small_count_threshold" between 5 and 100);--> statement-breakpoint
ALTER TABLE "organisation" ADD CONSTRAINT "kvk_number_is_one" CHECK ("organisation"."kvk_number" ~ '^[0-9]{8}$');--> statement-breakpoint
ALTER TABLE "organisation" ADD CONSTRAINT "oin_is_one" CHECK ("organisation"."oin" ~ '^[0-9]{20}$');--> statement-breakpoint
ALTER TABLE "organisation" ADD CONSTRAINT "agb_code_is_one" CHECK ("organisation"."agb_code" ~ '^[0-9]{8}$');--> statement-breakpoint
ALTER TABLE "organisation" ADD CONSTRAINT "brin_is_one" CHECK ("organisation"."brin" ~ '^[0-9]{2}[A-Z]{2}$');--> statement-breakpoint
ALTER TABLE "organisation" ADD CONSTRAINT "rsin_is_one" CHECK ("organisation"."rsin" ~ '^[0-9]{9}$');--> statement-breakpoint
ALTER TABLE "partner" ADD CONSTRAINT "anchor_reference_is_no_text" CHECK ("partner"."anchor_reference" ~ '^[A-Za-z0-9][A-Za-z0-9./_-]{0,63}$');