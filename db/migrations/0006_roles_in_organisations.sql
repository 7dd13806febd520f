ALTER TABLE "role_assignment" ADD COLUMN "organisation_id" uuid;--> statement-breakpoint
CREATE INDEX "role_in_organisation" ON "role_assignment" USING btree ("organisation_id","role","account_id","from_date","until_date");--> statement-breakpoint
UPDATE "role_assignment" r SET "organisation_id" = a."organisation_id" FROM "account" a WHERE a."id" = r."account_id";
