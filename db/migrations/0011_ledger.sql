ALTER TABLE "destruction" ADD COLUMN "wind_down_id" uuid;--> statement-breakpoint
CREATE INDEX "destruction_by_day" ON "destruction" USING btree ("day","reason");--> statement-breakpoint
CREATE INDEX "destruction_by_wind_down" ON "destruction" USING btree ("wind_down_id") WHERE "destruction"."wind_down_id" is not null;