ALTER TABLE "sim_refill_rules" ADD COLUMN "mend_hash" text collate "C";--> statement-breakpoint
ALTER TABLE "sim_refill_rules" ADD COLUMN "mend_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sim_refill_rules" ADD COLUMN "mended_at" timestamp with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "sim_refill_rules_mend" ON "sim_refill_rules" USING btree ("mend_hash");