ALTER TABLE "wind_down" DROP CONSTRAINT "one_wind_down";--> statement-breakpoint
ALTER TABLE "wind_down" ADD COLUMN "certified" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "wind_down_of_municipality" ON "wind_down" USING btree ("convenant_id","municipality_code");--> statement-breakpoint
UPDATE "wind_down" w SET "certified" = (SELECT count(*) FROM "destruction" d WHERE d."wind_down_id" = w."id" AND d."kind" = 'signal') WHERE w."finished_at" IS NOT NULL;
