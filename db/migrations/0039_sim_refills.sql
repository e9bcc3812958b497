DROP INDEX "orders_sim";--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "kind" text DEFAULT 'esim' NOT NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "refill" jsonb;--> statement-breakpoint
ALTER TABLE "assignments" ADD COLUMN "refill_bytes" bigint;--> statement-breakpoint
CREATE INDEX "orders_refills" ON "orders" USING btree ("tenant_id","sim_id","id") WHERE kind = 'refill';--> statement-breakpoint
CREATE UNIQUE INDEX "orders_sim" ON "orders" USING btree ("tenant_id","sim_id") WHERE kind = 'esim';--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_refill" CHECK (("orders"."kind" = 'refill') = ("orders"."refill" is not null) and ("orders"."kind" = 'esim' or "orders"."sim_id" is not null));