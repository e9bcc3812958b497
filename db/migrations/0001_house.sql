CREATE TABLE "connections" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"kind" text NOT NULL,
	"provider" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"mode" text NOT NULL,
	"endpoint" text NOT NULL,
	"status" text DEFAULT 'connected' NOT NULL,
	"credentials" text NOT NULL,
	"webhook_secrets" text,
	"webhook_key" text collate "C" NOT NULL,
	"webhook_id" text collate "C",
	"webhook_events" text[],
	"facts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"health" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"synced_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "connections_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "connections" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notices" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"connection_id" text collate "C" NOT NULL,
	"external_id" text collate "C" NOT NULL,
	"type" text collate "C" NOT NULL,
	"subject_id" text collate "C",
	"body" text NOT NULL,
	"outcome" text,
	"problem" text,
	"repeats" integer DEFAULT 0 NOT NULL,
	"request_id" text,
	"occurred_at" timestamp with time zone NOT NULL,
	"handled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notices_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "notices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "entries" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"cause" text collate "C" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "entries_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "entries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "lines" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"entry_id" text collate "C" NOT NULL,
	"account" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text collate "C" NOT NULL,
	CONSTRAINT "lines_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "lines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "order_events" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"order_id" text collate "C" NOT NULL,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"cause" text collate "C",
	"actor_id" text collate "C" DEFAULT 'system' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "order_events_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "order_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "orders" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"store_id" text collate "C" NOT NULL,
	"token_hash" text collate "C" NOT NULL,
	"token_sealed" text NOT NULL,
	"email" text collate "C" NOT NULL,
	"plan_version_id" text collate "C" NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text collate "C" NOT NULL,
	"mode" text NOT NULL,
	"status" text DEFAULT 'pending_payment' NOT NULL,
	"problem" text,
	"sim_id" text collate "C",
	"consent" jsonb,
	"checkout_key" text collate "C" NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"paid_at" timestamp with time zone,
	"deliver_by" timestamp with time zone,
	"fulfilled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "orders_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "orders" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "provisions" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"order_id" text collate "C" NOT NULL,
	"connection_id" text collate "C" NOT NULL,
	"offer_external_id" text collate "C" NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"called_at" timestamp with time zone,
	"absences" integer DEFAULT 0 NOT NULL,
	"external_order_id" text collate "C",
	"iccid" text collate "C",
	"problem" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "provisions_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "provisions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "stores" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"slug" text collate "C" NOT NULL,
	"host" text collate "C",
	"name" text NOT NULL,
	"tagline" text DEFAULT '' NOT NULL,
	"logo" text,
	"color" text DEFAULT '#4338ca' NOT NULL,
	"support_email" text collate "C",
	"terms" text DEFAULT '' NOT NULL,
	"terms_version" integer DEFAULT 1 NOT NULL,
	"is_open" boolean DEFAULT true NOT NULL,
	"delivery_minutes" integer DEFAULT 70 NOT NULL,
	"checkout_minutes" integer DEFAULT 60 NOT NULL,
	"refund_days" integer DEFAULT 30 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stores_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "stores" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "charges" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"payment_id" text collate "C" NOT NULL,
	"external_id" text collate "C" NOT NULL,
	"status" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text collate "C" NOT NULL,
	"method" text,
	"brand" text,
	"last4" text,
	"country" text,
	"decline_code" text,
	"message" text,
	"fee" bigint,
	"net" bigint,
	"settled_currency" text collate "C",
	"made_at" timestamp with time zone NOT NULL,
	CONSTRAINT "charges_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "charges" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "disputes" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"payment_id" text collate "C" NOT NULL,
	"external_id" text collate "C" NOT NULL,
	"status" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text collate "C" NOT NULL,
	"reason" text NOT NULL,
	"due_by" timestamp with time zone,
	"is_refundable" boolean NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	CONSTRAINT "disputes_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "disputes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "payments" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"order_id" text collate "C" NOT NULL,
	"connection_id" text collate "C" NOT NULL,
	"external_id" text collate "C",
	"status" text DEFAULT 'created' NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text collate "C" NOT NULL,
	"received" bigint DEFAULT 0 NOT NULL,
	"mode" text NOT NULL,
	"mismatch" text,
	"checked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payments_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "payments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "refunds" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"payment_id" text collate "C" NOT NULL,
	"external_id" text collate "C",
	"status" text DEFAULT 'requested' NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text collate "C" NOT NULL,
	"reason" text NOT NULL,
	"failure_reason" text,
	"is_ours" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "refunds_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "refunds" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "offers" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"connection_id" text collate "C" NOT NULL,
	"external_id" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"data_bytes" bigint,
	"days" integer NOT NULL,
	"countries" text[] NOT NULL,
	"region" text,
	"speeds" text[] DEFAULT '{}' NOT NULL,
	"cost" bigint NOT NULL,
	"currency" text collate "C" NOT NULL,
	"can_top_up" boolean DEFAULT false NOT NULL,
	"hash" text collate "C" NOT NULL,
	"gone_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "offers_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "offers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "plan_versions" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"plan_id" text collate "C" NOT NULL,
	"number" integer NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"data_bytes" bigint,
	"data_base" integer DEFAULT 1000 NOT NULL,
	"days" integer NOT NULL,
	"validity_start" text DEFAULT 'first_connect' NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text collate "C" NOT NULL,
	"countries" text[] NOT NULL,
	"region" text,
	"networks" text DEFAULT '' NOT NULL,
	"speed" text DEFAULT '' NOT NULL,
	"has_hotspot" boolean DEFAULT true NOT NULL,
	"can_top_up" boolean DEFAULT false NOT NULL,
	"refills" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "plan_versions_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "plan_versions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "plans" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"slug" text collate "C" NOT NULL,
	"connection_id" text collate "C" NOT NULL,
	"offer_id" text collate "C",
	"company_id" text collate "C",
	"version_id" text collate "C",
	"is_published" boolean DEFAULT false NOT NULL,
	"labels" text[] DEFAULT '{}' NOT NULL,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "plans_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "plans" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "assignments" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"sim_id" text collate "C" NOT NULL,
	"plan_version_id" text collate "C" NOT NULL,
	"order_id" text collate "C",
	"status" text DEFAULT 'ready' NOT NULL,
	"external_id" text collate "C",
	"used_bytes" bigint DEFAULT 0 NOT NULL,
	"starts_at" timestamp with time zone,
	"ends_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "assignments_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "assignments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "import_rows" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"import_id" text collate "C" NOT NULL,
	"row" integer NOT NULL,
	"result" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"cells" text[] NOT NULL,
	CONSTRAINT "import_rows_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "import_rows" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "imports" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"file_name" text NOT NULL,
	"path" text NOT NULL,
	"sha256" text collate "C" NOT NULL,
	"connection_id" text collate "C" NOT NULL,
	"company_id" text collate "C",
	"luhn" text NOT NULL,
	"status" text DEFAULT 'uploaded' NOT NULL,
	"problem" text,
	"total_rows" integer DEFAULT 0 NOT NULL,
	"done_rows" integer DEFAULT 0 NOT NULL,
	"new_rows" integer DEFAULT 0 NOT NULL,
	"known_rows" integer DEFAULT 0 NOT NULL,
	"bad_rows" integer DEFAULT 0 NOT NULL,
	"warnings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "imports_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "imports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "run_results" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"run_id" text collate "C" NOT NULL,
	"sim_id" text collate "C" NOT NULL,
	"iccid" text collate "C" NOT NULL,
	"is_ok" boolean NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	CONSTRAINT "run_results_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "run_results" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "runs" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"kind" text NOT NULL,
	"input" jsonb NOT NULL,
	"status" text DEFAULT 'running' NOT NULL,
	"total" integer NOT NULL,
	"ok" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"cursor" text collate "C",
	"actor_id" text collate "C" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "runs_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "runs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sim_events" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"sim_id" text collate "C" NOT NULL,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"cause" text collate "C",
	"actor_id" text collate "C" DEFAULT 'system' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sim_events_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "sim_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sim_secrets" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"sealed" text NOT NULL,
	CONSTRAINT "sim_secrets_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "sim_secrets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sims" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"iccid" text collate "C" NOT NULL,
	"iccid_body" text collate "C" NOT NULL,
	"form_factor" text NOT NULL,
	"status" text DEFAULT 'inventory' NOT NULL,
	"integration" text DEFAULT 'none' NOT NULL,
	"is_pending" boolean DEFAULT false NOT NULL,
	"in_session" boolean,
	"profile_state" text DEFAULT 'unknown' NOT NULL,
	"suspend_reason" text,
	"connection_id" text collate "C" NOT NULL,
	"company_id" text collate "C",
	"end_user_id" text collate "C",
	"plan_id" text collate "C",
	"assignment_id" text collate "C",
	"order_id" text collate "C",
	"reserved_until" timestamp with time zone,
	"sold_at" timestamp with time zone,
	"secret_id" text collate "C",
	"secret_index" integer,
	"has_code" boolean DEFAULT false NOT NULL,
	"imsi" text collate "C",
	"msisdn" text collate "C",
	"eid" text collate "C",
	"imei" text collate "C",
	"apn" text,
	"note" text DEFAULT '' NOT NULL,
	"labels" text[] DEFAULT '{}' NOT NULL,
	"external_ref" text,
	"import_id" text collate "C",
	"data_left" bigint,
	"month_bytes" bigint DEFAULT 0 NOT NULL,
	"ends_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sims_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "sims" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "addresses" (
	"kind" text NOT NULL,
	"key" text collate "C" NOT NULL,
	"tenant_id" text collate "C" NOT NULL,
	"entity_id" text collate "C" NOT NULL,
	CONSTRAINT "addresses_kind_key_pk" PRIMARY KEY("kind","key")
);
--> statement-breakpoint
CREATE TABLE "audits" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text collate "C" NOT NULL,
	"action" text NOT NULL,
	"entity_id" text collate "C" NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"request_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "audits_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "audits" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "companies" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"owner_email" text collate "C",
	"currency" text collate "C" NOT NULL,
	"is_virtual" boolean DEFAULT false NOT NULL,
	"labels" text[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "companies_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "companies" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "end_users" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"email" text collate "C" NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"company_id" text collate "C",
	"user_id" text collate "C",
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "end_users_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "end_users" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "memberships" (
	"tenant_id" text collate "C" NOT NULL,
	"user_id" text collate "C" NOT NULL,
	"role" text NOT NULL,
	"company_id" text collate "C",
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "memberships_tenant_id_user_id_pk" PRIMARY KEY("tenant_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"user_id" text collate "C" NOT NULL,
	"user_agent" text DEFAULT '' NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tenants" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"slug" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"currency" text collate "C" DEFAULT 'EUR' NOT NULL,
	"timezone" text DEFAULT 'UTC' NOT NULL,
	"profile" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenants_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"hash" text collate "C" PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"email" text collate "C" NOT NULL,
	"tenant_id" text collate "C",
	"role" text,
	"company_id" text collate "C",
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"email" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_tenant_id_connection_id_connections_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lines" ADD CONSTRAINT "lines_tenant_id_entry_id_entries_tenant_id_id_fk" FOREIGN KEY ("tenant_id","entry_id") REFERENCES "public"."entries"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_tenant_id_order_id_orders_tenant_id_id_fk" FOREIGN KEY ("tenant_id","order_id") REFERENCES "public"."orders"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_tenant_id_store_id_stores_tenant_id_id_fk" FOREIGN KEY ("tenant_id","store_id") REFERENCES "public"."stores"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_tenant_id_plan_version_id_plan_versions_tenant_id_id_fk" FOREIGN KEY ("tenant_id","plan_version_id") REFERENCES "public"."plan_versions"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_tenant_id_sim_id_sims_tenant_id_id_fk" FOREIGN KEY ("tenant_id","sim_id") REFERENCES "public"."sims"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provisions" ADD CONSTRAINT "provisions_tenant_id_order_id_orders_tenant_id_id_fk" FOREIGN KEY ("tenant_id","order_id") REFERENCES "public"."orders"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provisions" ADD CONSTRAINT "provisions_tenant_id_connection_id_connections_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charges" ADD CONSTRAINT "charges_tenant_id_payment_id_payments_tenant_id_id_fk" FOREIGN KEY ("tenant_id","payment_id") REFERENCES "public"."payments"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_tenant_id_payment_id_payments_tenant_id_id_fk" FOREIGN KEY ("tenant_id","payment_id") REFERENCES "public"."payments"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_tenant_id_order_id_orders_tenant_id_id_fk" FOREIGN KEY ("tenant_id","order_id") REFERENCES "public"."orders"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_tenant_id_connection_id_connections_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_tenant_id_payment_id_payments_tenant_id_id_fk" FOREIGN KEY ("tenant_id","payment_id") REFERENCES "public"."payments"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_tenant_id_connection_id_connections_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_versions" ADD CONSTRAINT "plan_versions_tenant_id_plan_id_plans_tenant_id_id_fk" FOREIGN KEY ("tenant_id","plan_id") REFERENCES "public"."plans"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plans" ADD CONSTRAINT "plans_tenant_id_connection_id_connections_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plans" ADD CONSTRAINT "plans_tenant_id_offer_id_offers_tenant_id_id_fk" FOREIGN KEY ("tenant_id","offer_id") REFERENCES "public"."offers"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_tenant_id_sim_id_sims_tenant_id_id_fk" FOREIGN KEY ("tenant_id","sim_id") REFERENCES "public"."sims"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_tenant_id_plan_version_id_plan_versions_tenant_id_id_fk" FOREIGN KEY ("tenant_id","plan_version_id") REFERENCES "public"."plan_versions"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_tenant_id_import_id_imports_tenant_id_id_fk" FOREIGN KEY ("tenant_id","import_id") REFERENCES "public"."imports"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_tenant_id_connection_id_connections_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_tenant_id_company_id_companies_tenant_id_id_fk" FOREIGN KEY ("tenant_id","company_id") REFERENCES "public"."companies"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_results" ADD CONSTRAINT "run_results_tenant_id_run_id_runs_tenant_id_id_fk" FOREIGN KEY ("tenant_id","run_id") REFERENCES "public"."runs"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sim_events" ADD CONSTRAINT "sim_events_tenant_id_sim_id_sims_tenant_id_id_fk" FOREIGN KEY ("tenant_id","sim_id") REFERENCES "public"."sims"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sims" ADD CONSTRAINT "sims_tenant_id_connection_id_connections_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sims" ADD CONSTRAINT "sims_tenant_id_company_id_companies_tenant_id_id_fk" FOREIGN KEY ("tenant_id","company_id") REFERENCES "public"."companies"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sims" ADD CONSTRAINT "sims_tenant_id_end_user_id_end_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","end_user_id") REFERENCES "public"."end_users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sims" ADD CONSTRAINT "sims_tenant_id_plan_id_plans_tenant_id_id_fk" FOREIGN KEY ("tenant_id","plan_id") REFERENCES "public"."plans"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sims" ADD CONSTRAINT "sims_tenant_id_secret_id_sim_secrets_tenant_id_id_fk" FOREIGN KEY ("tenant_id","secret_id") REFERENCES "public"."sim_secrets"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "addresses" ADD CONSTRAINT "addresses_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "end_users" ADD CONSTRAINT "end_users_tenant_id_company_id_companies_tenant_id_id_fk" FOREIGN KEY ("tenant_id","company_id") REFERENCES "public"."companies"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "connections_kind" ON "connections" USING btree ("tenant_id","kind");--> statement-breakpoint
CREATE UNIQUE INDEX "notices_external" ON "notices" USING btree ("tenant_id","connection_id","external_id");--> statement-breakpoint
CREATE INDEX "notices_subject" ON "notices" USING btree ("tenant_id","subject_id");--> statement-breakpoint
CREATE UNIQUE INDEX "entries_cause" ON "entries" USING btree ("tenant_id","cause");--> statement-breakpoint
CREATE INDEX "order_events_order" ON "order_events" USING btree ("tenant_id","order_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "order_events_cause" ON "order_events" USING btree ("tenant_id","order_id","cause");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_token" ON "orders" USING btree ("tenant_id","token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_checkout" ON "orders" USING btree ("tenant_id","checkout_key");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_sim" ON "orders" USING btree ("tenant_id","sim_id");--> statement-breakpoint
CREATE INDEX "orders_status" ON "orders" USING btree ("tenant_id","status","id");--> statement-breakpoint
CREATE INDEX "orders_email" ON "orders" USING btree ("tenant_id","email","id");--> statement-breakpoint
CREATE UNIQUE INDEX "provisions_order" ON "provisions" USING btree ("tenant_id","order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "provisions_external" ON "provisions" USING btree ("tenant_id","connection_id","external_order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "provisions_iccid" ON "provisions" USING btree ("tenant_id","connection_id","iccid");--> statement-breakpoint
CREATE UNIQUE INDEX "charges_external" ON "charges" USING btree ("tenant_id","payment_id","external_id");--> statement-breakpoint
CREATE UNIQUE INDEX "disputes_external" ON "disputes" USING btree ("tenant_id","external_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_external" ON "payments" USING btree ("tenant_id","connection_id","external_id");--> statement-breakpoint
CREATE INDEX "payments_order" ON "payments" USING btree ("tenant_id","order_id");--> statement-breakpoint
CREATE INDEX "payments_status" ON "payments" USING btree ("tenant_id","status","id");--> statement-breakpoint
CREATE INDEX "refunds_payment" ON "refunds" USING btree ("tenant_id","payment_id");--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_external" ON "refunds" USING btree ("tenant_id","payment_id","external_id");--> statement-breakpoint
CREATE UNIQUE INDEX "offers_external" ON "offers" USING btree ("tenant_id","connection_id","external_id");--> statement-breakpoint
CREATE UNIQUE INDEX "plan_versions_number" ON "plan_versions" USING btree ("tenant_id","plan_id","number");--> statement-breakpoint
CREATE INDEX "plan_versions_countries" ON "plan_versions" USING gin ("countries");--> statement-breakpoint
CREATE UNIQUE INDEX "plans_slug" ON "plans" USING btree ("tenant_id","slug");--> statement-breakpoint
CREATE INDEX "assignments_sim" ON "assignments" USING btree ("tenant_id","sim_id","id");--> statement-breakpoint
CREATE INDEX "import_rows_row" ON "import_rows" USING btree ("tenant_id","import_id","row");--> statement-breakpoint
CREATE UNIQUE INDEX "run_results_sim" ON "run_results" USING btree ("tenant_id","run_id","sim_id");--> statement-breakpoint
CREATE INDEX "sim_events_sim" ON "sim_events" USING btree ("tenant_id","sim_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "sim_events_cause" ON "sim_events" USING btree ("tenant_id","sim_id","cause");--> statement-breakpoint
CREATE UNIQUE INDEX "sims_iccid_body" ON "sims" USING btree ("tenant_id","iccid_body");--> statement-breakpoint
CREATE INDEX "sims_last_digits" ON "sims" USING btree ("tenant_id",reverse("iccid") collate "C");--> statement-breakpoint
CREATE INDEX "sims_status" ON "sims" USING btree ("tenant_id","status","id");--> statement-breakpoint
CREATE INDEX "sims_company" ON "sims" USING btree ("tenant_id","company_id","id");--> statement-breakpoint
CREATE INDEX "sims_plan" ON "sims" USING btree ("tenant_id","plan_id","id");--> statement-breakpoint
CREATE INDEX "sims_order" ON "sims" USING btree ("tenant_id","order_id") WHERE order_id is not null;--> statement-breakpoint
CREATE INDEX "sims_for_sale" ON "sims" USING btree ("tenant_id","plan_id","reserved_until") WHERE status = 'activation_ready' and has_code and company_id is null and sold_at is null;--> statement-breakpoint
CREATE INDEX "addresses_entity" ON "addresses" USING btree ("tenant_id","entity_id");--> statement-breakpoint
CREATE INDEX "audits_entity" ON "audits" USING btree ("tenant_id","entity_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "companies_name" ON "companies" USING btree ("tenant_id",lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "end_users_email" ON "end_users" USING btree ("tenant_id","email");--> statement-breakpoint
CREATE INDEX "memberships_user" ON "memberships" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE POLICY "own" ON "connections" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "notices" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "entries" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "lines" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "order_events" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "orders" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "provisions" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "stores" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "charges" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "disputes" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "payments" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "refunds" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "offers" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "plan_versions" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "plans" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "assignments" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "import_rows" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "imports" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "run_results" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "runs" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "sim_events" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "sim_secrets" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "sims" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant') and (coalesce(current_setting('app.company', true), '') = '' or company_id = coalesce(current_setting('app.company', true), '')));--> statement-breakpoint
CREATE POLICY "own" ON "audits" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "companies" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant') and (coalesce(current_setting('app.company', true), '') = '' or id = coalesce(current_setting('app.company', true), '')));--> statement-breakpoint
CREATE POLICY "own" ON "end_users" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant') and (coalesce(current_setting('app.company', true), '') = '' or company_id = coalesce(current_setting('app.company', true), '')));