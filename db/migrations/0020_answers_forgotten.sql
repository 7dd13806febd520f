ALTER TABLE "idempotency_key" ALTER COLUMN "signal_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "idempotency_key" ALTER COLUMN "answer" DROP NOT NULL;