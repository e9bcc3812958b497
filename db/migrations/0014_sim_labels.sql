CREATE TABLE "sim_labels" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"sim_id" text collate "C" NOT NULL,
	"label" text collate "C" NOT NULL,
	CONSTRAINT "sim_labels_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "sim_labels" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "sim_labels" ADD CONSTRAINT "sim_labels_tenant_id_sim_id_sims_tenant_id_id_fk" FOREIGN KEY ("tenant_id","sim_id") REFERENCES "public"."sims"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "sim_labels_label" ON "sim_labels" USING btree ("tenant_id","label","sim_id");--> statement-breakpoint
CREATE POLICY "own" ON "sim_labels" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));