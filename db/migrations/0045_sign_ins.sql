CREATE TABLE "platforms" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"provider" text collate "C" NOT NULL,
	"endpoint" text NOT NULL,
	"webhook_id" text collate "C" NOT NULL,
	"webhook_secret" text NOT NULL,
	"webhook_events" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_ins" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"provider" text collate "C" NOT NULL,
	"endpoint" text NOT NULL,
	"name" text NOT NULL,
	"user_id" text collate "C" NOT NULL,
	"state_hash" text collate "C" NOT NULL,
	"status" text DEFAULT 'waiting' NOT NULL,
	"problem" text,
	"connection_id" text collate "C",
	"ends_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sign_ins_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "sign_ins" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "sign_ins" ADD CONSTRAINT "sign_ins_tenant_id_connection_id_connections_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "platforms_provider" ON "platforms" USING btree ("provider","endpoint");--> statement-breakpoint
CREATE UNIQUE INDEX "sign_ins_state" ON "sign_ins" USING btree ("tenant_id","state_hash");--> statement-breakpoint
CREATE POLICY "own" ON "sign_ins" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
REVOKE ALL ON platforms FROM tenant;
