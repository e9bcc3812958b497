CREATE TABLE "case_events" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"refund_id" text collate "C",
	"dispute_id" text collate "C",
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"cause" text collate "C",
	"actor_id" text collate "C" DEFAULT 'system' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "case_events_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "case_events_subject" CHECK (num_nonnulls("case_events"."refund_id", "case_events"."dispute_id") = 1)
);
--> statement-breakpoint
ALTER TABLE "case_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "fraud_warnings" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"payment_id" text collate "C" NOT NULL,
	"external_id" text collate "C" NOT NULL,
	"kind" text NOT NULL,
	"is_actionable" boolean NOT NULL,
	"outcome" text DEFAULT 'none' NOT NULL,
	"warned_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "fraud_warnings_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "fraud_warnings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "refunds_alone" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "fraud_policy" text DEFAULT 'alert' NOT NULL;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "fraud_refund_below" bigint;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "fraud_currency" text collate "C";--> statement-breakpoint
ALTER TABLE "disputes" ADD COLUMN "submissions" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "disputes" ADD COLUMN "owner_id" text collate "C";--> statement-breakpoint
ALTER TABLE "disputes" ADD COLUMN "evidence" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "disputes" ADD COLUMN "accepted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "reason_code" text;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "destination" text DEFAULT 'original' NOT NULL;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "supplier" text DEFAULT 'not_needed' NOT NULL;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "supplier_note" text;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "task" text;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "owner_id" text collate "C";--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "replaces_id" text collate "C";--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "answer" text;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "decided_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "case_events" ADD CONSTRAINT "case_events_tenant_id_refund_id_refunds_tenant_id_id_fk" FOREIGN KEY ("tenant_id","refund_id") REFERENCES "public"."refunds"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_events" ADD CONSTRAINT "case_events_tenant_id_dispute_id_disputes_tenant_id_id_fk" FOREIGN KEY ("tenant_id","dispute_id") REFERENCES "public"."disputes"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fraud_warnings" ADD CONSTRAINT "fraud_warnings_tenant_id_payment_id_payments_tenant_id_id_fk" FOREIGN KEY ("tenant_id","payment_id") REFERENCES "public"."payments"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "case_events_refund" ON "case_events" USING btree ("tenant_id","refund_id","id") WHERE refund_id is not null;--> statement-breakpoint
CREATE INDEX "case_events_dispute" ON "case_events" USING btree ("tenant_id","dispute_id","id") WHERE dispute_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "case_events_refund_cause" ON "case_events" USING btree ("tenant_id","refund_id","cause") WHERE refund_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "case_events_dispute_cause" ON "case_events" USING btree ("tenant_id","dispute_id","cause") WHERE dispute_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "fraud_warnings_external" ON "fraud_warnings" USING btree ("tenant_id","external_id");--> statement-breakpoint
CREATE INDEX "fraud_warnings_payment" ON "fraud_warnings" USING btree ("tenant_id","payment_id");--> statement-breakpoint
CREATE INDEX "disputes_status" ON "disputes" USING btree ("tenant_id","status","due_by");--> statement-breakpoint
CREATE INDEX "refunds_status" ON "refunds" USING btree ("tenant_id","status","id");--> statement-breakpoint
CREATE INDEX "refunds_task" ON "refunds" USING btree ("tenant_id","task","id") WHERE task is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_asked" ON "refunds" USING btree ("tenant_id","payment_id") WHERE status = 'asked';--> statement-breakpoint
CREATE POLICY "own" ON "case_events" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "fraud_warnings" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));