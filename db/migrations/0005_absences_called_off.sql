ALTER TABLE "absence" DROP CONSTRAINT "absence_lasts";--> statement-breakpoint
ALTER TABLE "absence" ADD CONSTRAINT "absence_lasts" CHECK ("absence"."from_date" <= "absence"."until_date");