CREATE TABLE "alerts" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"kind" text collate "C" NOT NULL,
	"subject" text collate "C" NOT NULL,
	"mode" text NOT NULL,
	"title" text NOT NULL,
	"detail" text NOT NULL,
	"href" text NOT NULL,
	"times" integer DEFAULT 1 NOT NULL,
	"last_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_by" text collate "C",
	"seen_at" timestamp with time zone,
	"cleared_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "alerts_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "alerts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "tenants" ADD COLUMN "notifications" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_open" ON "alerts" USING btree ("tenant_id","kind","subject") WHERE cleared_at is null;--> statement-breakpoint
CREATE INDEX "alerts_kind" ON "alerts" USING btree ("tenant_id","kind","id");--> statement-breakpoint
CREATE POLICY "own" ON "alerts" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));