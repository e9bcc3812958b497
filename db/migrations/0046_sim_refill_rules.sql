CREATE TABLE "sim_refill_rules" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"sim_id" text collate "C" NOT NULL,
	"is_on" boolean NOT NULL,
	"threshold" bigint NOT NULL,
	"size" bigint NOT NULL,
	"days" integer NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text collate "C" NOT NULL,
	"wallet_id" text collate "C",
	"method_id" text collate "C",
	"daily_count" integer NOT NULL,
	"monthly_count" integer NOT NULL,
	"armed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"told" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sim_refill_rules_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "sim_refill_rules_source" CHECK (num_nonnulls("sim_refill_rules"."wallet_id", "sim_refill_rules"."method_id") = 1),
	CONSTRAINT "sim_refill_rules_threshold" CHECK ("sim_refill_rules"."threshold" > 0 and "sim_refill_rules"."threshold" < "sim_refill_rules"."size")
);
--> statement-breakpoint
ALTER TABLE "sim_refill_rules" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "refills" DROP CONSTRAINT "refills_target";--> statement-breakpoint
ALTER TABLE "refills" DROP CONSTRAINT "refills_tenant_id_sim_id_sims_tenant_id_id_fk";
--> statement-breakpoint
DROP INDEX "refills_sim";--> statement-breakpoint
ALTER TABLE "refills" ALTER COLUMN "wallet_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "rule_id" text collate "C";--> statement-breakpoint
ALTER TABLE "sim_refill_rules" ADD CONSTRAINT "sim_refill_rules_tenant_id_sim_id_sims_tenant_id_id_fk" FOREIGN KEY ("tenant_id","sim_id") REFERENCES "public"."sims"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sim_refill_rules" ADD CONSTRAINT "sim_refill_rules_tenant_id_wallet_id_wallets_tenant_id_id_fk" FOREIGN KEY ("tenant_id","wallet_id") REFERENCES "public"."wallets"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sim_refill_rules" ADD CONSTRAINT "sim_refill_rules_tenant_id_method_id_payment_methods_tenant_id_id_fk" FOREIGN KEY ("tenant_id","method_id") REFERENCES "public"."payment_methods"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "sim_refill_rules_sim" ON "sim_refill_rules" USING btree ("tenant_id","sim_id");--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_tenant_id_rule_id_sim_refill_rules_tenant_id_id_fk" FOREIGN KEY ("tenant_id","rule_id") REFERENCES "public"."sim_refill_rules"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "orders_automatic" ON "orders" USING btree ("tenant_id","sim_id") WHERE rule_id is not null and status in ('pending_payment', 'paid', 'provisioning');--> statement-breakpoint
ALTER TABLE "refills" DROP COLUMN "sim_id";--> statement-breakpoint
ALTER TABLE "refills" DROP COLUMN "data_bytes";--> statement-breakpoint
ALTER TABLE "refills" DROP COLUMN "days";--> statement-breakpoint
CREATE POLICY "own" ON "sim_refill_rules" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));