CREATE TABLE "foreign_payments" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"connection_id" text collate "C" NOT NULL,
	"external_id" text collate "C" NOT NULL,
	"status" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text collate "C" NOT NULL,
	"refunded" bigint DEFAULT 0 NOT NULL,
	"disputed" bigint DEFAULT 0 NOT NULL,
	"mode" text NOT NULL,
	"method" text,
	"brand" text,
	"last4" text,
	"country" text,
	"decline_code" text,
	"fee" bigint,
	"net" bigint,
	"settled_currency" text collate "C",
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "foreign_payments_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "foreign_payments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "foreign_payments" ADD CONSTRAINT "foreign_payments_tenant_id_connection_id_connections_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "foreign_payments_external" ON "foreign_payments" USING btree ("tenant_id","connection_id","external_id");--> statement-breakpoint
CREATE INDEX "foreign_payments_made" ON "foreign_payments" USING btree ("tenant_id","made_at","id");--> statement-breakpoint
CREATE POLICY "own" ON "foreign_payments" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));