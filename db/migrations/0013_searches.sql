DROP INDEX "sims_status";--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "short_id" text collate "C" GENERATED ALWAYS AS (right(id, 8)) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "notices_open" ON "notices" USING btree ("tenant_id","id") WHERE handled_at is null;--> statement-breakpoint
CREATE INDEX "notices_type" ON "notices" USING btree ("tenant_id","connection_id","type","created_at");--> statement-breakpoint
CREATE INDEX "orders_short_id" ON "orders" USING btree ("tenant_id","short_id");--> statement-breakpoint
CREATE INDEX "sims_status" ON "sims" USING btree ("tenant_id","status","id","company_id");