CREATE TABLE "payment_methods" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"company_id" text collate "C",
	"end_user_id" text collate "C",
	"connection_id" text collate "C" NOT NULL,
	"account_id" text collate "C",
	"mode" text NOT NULL,
	"status" text DEFAULT 'adding' NOT NULL,
	"setup_external_id" text collate "C",
	"customer_external_id" text collate "C",
	"external_id" text collate "C",
	"mandate_external_id" text collate "C",
	"kind" text,
	"brand" text,
	"last4" text collate "C",
	"exp_month" integer,
	"exp_year" integer,
	"fingerprint" text collate "C",
	"is_default" boolean DEFAULT false NOT NULL,
	"consent" jsonb NOT NULL,
	"consent_at" timestamp with time zone DEFAULT now() NOT NULL,
	"problem" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payment_methods_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "payment_methods_owner" CHECK (num_nonnulls("payment_methods"."company_id", "payment_methods"."end_user_id") = 1)
);
--> statement-breakpoint
ALTER TABLE "payment_methods" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "method_id" text collate "C";--> statement-breakpoint
ALTER TABLE "payment_methods" ADD CONSTRAINT "payment_methods_tenant_id_company_id_companies_tenant_id_id_fk" FOREIGN KEY ("tenant_id","company_id") REFERENCES "public"."companies"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_methods" ADD CONSTRAINT "payment_methods_tenant_id_end_user_id_end_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","end_user_id") REFERENCES "public"."end_users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_methods" ADD CONSTRAINT "payment_methods_tenant_id_connection_id_connections_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "payment_methods_external" ON "payment_methods" USING btree ("tenant_id","connection_id","external_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payment_methods_setup" ON "payment_methods" USING btree ("tenant_id","connection_id","setup_external_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payment_methods_default" ON "payment_methods" USING btree ("tenant_id",coalesce(company_id, end_user_id)) WHERE is_default;--> statement-breakpoint
CREATE UNIQUE INDEX "payment_methods_card" ON "payment_methods" USING btree ("tenant_id","connection_id",coalesce(company_id, end_user_id),"fingerprint") WHERE status <> 'removed' and fingerprint is not null;--> statement-breakpoint
CREATE INDEX "payment_methods_owned" ON "payment_methods" USING btree ("tenant_id",coalesce(company_id, end_user_id),"id");--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_tenant_id_method_id_payment_methods_tenant_id_id_fk" FOREIGN KEY ("tenant_id","method_id") REFERENCES "public"."payment_methods"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "own" ON "payment_methods" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant') and case when coalesce(current_setting('app.company', true), '') = '' then true else company_id = coalesce(current_setting('app.company', true), '') end);