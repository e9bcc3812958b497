CREATE TABLE "refills" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"wallet_id" text collate "C",
	"sim_id" text collate "C",
	"data_bytes" bigint,
	"days" integer,
	"amount" bigint NOT NULL,
	"currency" text collate "C" NOT NULL,
	"mode" text NOT NULL,
	"status" text DEFAULT 'open' NOT NULL,
	"origin" text NOT NULL,
	"reference" text collate "C",
	"comment" text DEFAULT '' NOT NULL,
	"token_hash" text collate "C" NOT NULL,
	"token_sealed" text NOT NULL,
	"email" text collate "C",
	"problem" text,
	"expires_at" timestamp with time zone NOT NULL,
	"paid_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "refills_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "refills_target" CHECK (num_nonnulls("refills"."wallet_id", "refills"."sim_id") = 1)
);
--> statement-breakpoint
ALTER TABLE "refills" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "wallets" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"company_id" text collate "C",
	"end_user_id" text collate "C",
	"currency" text collate "C" NOT NULL,
	"mode" text NOT NULL,
	"minimum" bigint DEFAULT 0 NOT NULL,
	"is_enabled" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "wallets_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "wallets_owner" CHECK (num_nonnulls("wallets"."company_id", "wallets"."end_user_id") = 1)
);
--> statement-breakpoint
ALTER TABLE "wallets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "payments" ALTER COLUMN "order_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "entries" ADD COLUMN "text" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "refill_id" text collate "C";--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "account" text DEFAULT 'sales' NOT NULL;--> statement-breakpoint
ALTER TABLE "refills" ADD CONSTRAINT "refills_tenant_id_wallet_id_wallets_tenant_id_id_fk" FOREIGN KEY ("tenant_id","wallet_id") REFERENCES "public"."wallets"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refills" ADD CONSTRAINT "refills_tenant_id_sim_id_sims_tenant_id_id_fk" FOREIGN KEY ("tenant_id","sim_id") REFERENCES "public"."sims"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_tenant_id_company_id_companies_tenant_id_id_fk" FOREIGN KEY ("tenant_id","company_id") REFERENCES "public"."companies"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_tenant_id_end_user_id_end_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","end_user_id") REFERENCES "public"."end_users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "refills_token" ON "refills" USING btree ("tenant_id","token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "refills_reference" ON "refills" USING btree ("tenant_id","reference") WHERE reference is not null;--> statement-breakpoint
CREATE INDEX "refills_wallet" ON "refills" USING btree ("tenant_id","wallet_id","id");--> statement-breakpoint
CREATE INDEX "refills_sim" ON "refills" USING btree ("tenant_id","sim_id","id") WHERE sim_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "wallets_company" ON "wallets" USING btree ("tenant_id","company_id","currency","mode");--> statement-breakpoint
CREATE UNIQUE INDEX "wallets_end_user" ON "wallets" USING btree ("tenant_id","end_user_id","currency","mode");--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_tenant_id_refill_id_refills_tenant_id_id_fk" FOREIGN KEY ("tenant_id","refill_id") REFERENCES "public"."refills"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "payments_refill" ON "payments" USING btree ("tenant_id","refill_id") WHERE refill_id is not null;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_purpose" CHECK (num_nonnulls("payments"."order_id", "payments"."refill_id") = 1);--> statement-breakpoint
CREATE POLICY "own" ON "refills" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "wallets" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));