ALTER TYPE "public"."logbook_event" ADD VALUE 'index_key_added';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'index_key_change_begun';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'index_key_change_completed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'index_key_destroyed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'seal_key_added';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'seal_key_change_begun';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'seal_key_change_completed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'seal_key_destroyed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'logbook_key_added';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'logbook_key_change_begun';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'logbook_key_change_completed';--> statement-breakpoint
ALTER TYPE "public"."logbook_event" ADD VALUE 'logbook_key_destroyed';