ALTER TYPE "public"."notification_event" ADD VALUE 'signal_destroyed';--> statement-breakpoint
ALTER TYPE "public"."notification_event" ADD VALUE 'officers_changed';--> statement-breakpoint
ALTER TYPE "public"."notification_event" ADD VALUE 'taken_over_by_colleague';