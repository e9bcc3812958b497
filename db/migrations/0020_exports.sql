CREATE TABLE "exports" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"kind" text NOT NULL,
	"query" jsonb NOT NULL,
	"status" text DEFAULT 'running' NOT NULL,
	"problem" text,
	"cursor" text collate "C",
	"done_rows" integer DEFAULT 0 NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"actor_id" text collate "C" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "exports_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "exports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE INDEX "exports_actor" ON "exports" USING btree ("tenant_id","actor_id","id");--> statement-breakpoint
CREATE POLICY "own" ON "exports" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));