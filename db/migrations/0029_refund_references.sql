ALTER TABLE "refunds" ADD COLUMN "pending_reason" text;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "network_reference" text;