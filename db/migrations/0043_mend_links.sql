ALTER TABLE "automatic_refills" ADD COLUMN "mend_hash" text collate "C";--> statement-breakpoint
ALTER TABLE "automatic_refills" ADD COLUMN "mend_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "automatic_refills" ADD COLUMN "mended_at" timestamp with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "automatic_refills_mend" ON "automatic_refills" USING btree ("mend_hash");