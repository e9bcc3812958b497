CREATE TABLE "automatic_refills" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"wallet_id" text collate "C" NOT NULL,
	"is_on" boolean DEFAULT false NOT NULL,
	"threshold" bigint NOT NULL,
	"target" bigint NOT NULL,
	"minimum" bigint NOT NULL,
	"method_id" text collate "C",
	"source_wallet_id" text collate "C",
	"hourly_count" integer NOT NULL,
	"hourly_amount" bigint NOT NULL,
	"monthly_count" integer NOT NULL,
	"monthly_amount" bigint NOT NULL,
	"email" text collate "C",
	"armed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "automatic_refills_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "automatic_refills_source" CHECK (num_nonnulls("automatic_refills"."method_id", "automatic_refills"."source_wallet_id") <= 1),
	CONSTRAINT "automatic_refills_other" CHECK ("automatic_refills"."source_wallet_id" is distinct from "automatic_refills"."wallet_id")
);
--> statement-breakpoint
ALTER TABLE "automatic_refills" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "automatic_refills" ADD CONSTRAINT "automatic_refills_tenant_id_wallet_id_wallets_tenant_id_id_fk" FOREIGN KEY ("tenant_id","wallet_id") REFERENCES "public"."wallets"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "automatic_refills" ADD CONSTRAINT "automatic_refills_tenant_id_method_id_payment_methods_tenant_id_id_fk" FOREIGN KEY ("tenant_id","method_id") REFERENCES "public"."payment_methods"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "automatic_refills" ADD CONSTRAINT "automatic_refills_tenant_id_source_wallet_id_wallets_tenant_id_id_fk" FOREIGN KEY ("tenant_id","source_wallet_id") REFERENCES "public"."wallets"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "automatic_refills_wallet" ON "automatic_refills" USING btree ("tenant_id","wallet_id");--> statement-breakpoint
CREATE INDEX "automatic_refills_on" ON "automatic_refills" USING btree ("tenant_id","wallet_id") WHERE is_on;--> statement-breakpoint
CREATE UNIQUE INDEX "refills_automatic" ON "refills" USING btree ("tenant_id","wallet_id") WHERE origin = 'automatic' and status = 'open';--> statement-breakpoint
CREATE POLICY "own" ON "automatic_refills" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));