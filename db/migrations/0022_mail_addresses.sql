ALTER TABLE "account" DROP CONSTRAINT "email_is_one_address";--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "mail_refused_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "notification" ADD COLUMN "refused_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "email_is_one_address" CHECK ("account"."email" ~ '^[A-Za-z0-9!#$%&''*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+$');