CREATE TABLE "payout_lines" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"payout_id" text collate "C" NOT NULL,
	"external_id" text collate "C" NOT NULL,
	"kind" text NOT NULL,
	"source" text collate "C",
	"payment_external_id" text collate "C",
	"gross" bigint NOT NULL,
	"fee" bigint NOT NULL,
	"net" bigint NOT NULL,
	"currency" text collate "C" NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	CONSTRAINT "payout_lines_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "payout_lines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "payouts" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"connection_id" text collate "C" NOT NULL,
	"external_id" text collate "C" NOT NULL,
	"status" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text collate "C" NOT NULL,
	"is_automatic" boolean NOT NULL,
	"failure_reason" text,
	"arrives_at" timestamp with time zone NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"itemized_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payouts_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "payouts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "payout_lines" ADD CONSTRAINT "payout_lines_tenant_id_payout_id_payouts_tenant_id_id_fk" FOREIGN KEY ("tenant_id","payout_id") REFERENCES "public"."payouts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_tenant_id_connection_id_connections_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "payout_lines_external" ON "payout_lines" USING btree ("tenant_id","payout_id","external_id");--> statement-breakpoint
CREATE INDEX "payout_lines_payment" ON "payout_lines" USING btree ("tenant_id","payment_external_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payouts_external" ON "payouts" USING btree ("tenant_id","connection_id","external_id");--> statement-breakpoint
CREATE POLICY "own" ON "payout_lines" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "payouts" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));