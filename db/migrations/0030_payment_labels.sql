ALTER TABLE "exports" ADD COLUMN "format" text DEFAULT 'csv' NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "labels" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "is_labelled" boolean GENERATED ALWAYS AS (labels <> '{}') STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "payments_labelled" ON "payments" USING btree ("tenant_id","id") WHERE is_labelled;