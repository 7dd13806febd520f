CREATE TYPE "public"."activity_measure" AS ENUM('signals', 'matches_within_organisation', 'matches_within_municipality', 'matches_across_municipalities');--> statement-breakpoint
CREATE TYPE "public"."match_kind" AS ENUM('within_organisation', 'within_municipality', 'across_municipalities');--> statement-breakpoint
CREATE TYPE "public"."report_level" AS ENUM('municipality', 'domain', 'country', 'nowhere');--> statement-breakpoint
CREATE TYPE "public"."report_measure" AS ENUM('signals', 'matches');--> statement-breakpoint
CREATE TABLE "activity" (
	"quarter" date NOT NULL,
	"municipality_code" text NOT NULL,
	"organisation_id" uuid NOT NULL,
	"professional_id" uuid NOT NULL,
	"measure" "activity_measure" NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "activity_pk" PRIMARY KEY("quarter","municipality_code","organisation_id","professional_id","measure")
);
--> statement-breakpoint
CREATE TABLE "report_block" (
	"quarter" date NOT NULL,
	"number" integer NOT NULL,
	"measure" "report_measure" NOT NULL,
	"municipality_code" text,
	"domain" "domain_name",
	"organisation_id" uuid,
	"kinds" "match_kind"[],
	"count" integer NOT NULL,
	CONSTRAINT "report_block_quarter_number_pk" PRIMARY KEY("quarter","number"),
	CONSTRAINT "matches_have_kinds" CHECK (("report_block"."measure" = 'matches') = ("report_block"."kinds" is not null))
);
--> statement-breakpoint
CREATE TABLE "report_gap" (
	"quarter" date NOT NULL,
	"measure" "report_measure" NOT NULL,
	"municipality_code" text NOT NULL,
	"domain" "domain_name" NOT NULL,
	"level" "report_level" NOT NULL,
	CONSTRAINT "report_gap_pk" PRIMARY KEY("quarter","measure","municipality_code","domain","level")
);
--> statement-breakpoint
CREATE TABLE "report_period" (
	"quarter" date PRIMARY KEY NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "report_block" ADD CONSTRAINT "report_block_quarter_report_period_quarter_fk" FOREIGN KEY ("quarter") REFERENCES "public"."report_period"("quarter") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_gap" ADD CONSTRAINT "report_gap_quarter_report_period_quarter_fk" FOREIGN KEY ("quarter") REFERENCES "public"."report_period"("quarter") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "block_of_municipality" ON "report_block" USING btree ("municipality_code","quarter");--> statement-breakpoint
CREATE INDEX "gap_of_municipality" ON "report_gap" USING btree ("municipality_code","quarter");