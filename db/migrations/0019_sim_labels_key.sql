-- An index in all but name: one key, one statement for the labels of many SIMs. Half of the former cost of an import.
drop trigger sims_labelled on sims;
--> statement-breakpoint
drop trigger sims_relabelled on sims;
--> statement-breakpoint
drop function keep_sim_labels();
--> statement-breakpoint
drop table sim_labels;
--> statement-breakpoint
CREATE TABLE "sim_labels" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"label" text collate "C" NOT NULL,
	"sim_id" text collate "C" NOT NULL,
	CONSTRAINT "sim_labels_tenant_id_label_sim_id_pk" PRIMARY KEY("tenant_id","label","sim_id")
);
--> statement-breakpoint
ALTER TABLE "sim_labels" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "own" ON "sim_labels" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));
--> statement-breakpoint
-- Whoever writes `sims.labels` writes them here too, in the same transaction and as the same role.
create function add_sim_labels() returns trigger language plpgsql as $$
begin
  insert into sim_labels (tenant_id, label, sim_id)
    select sim.tenant_id, each.name, sim.id
    from written sim cross join lateral (select distinct unnest(sim.labels) as name) each;
  return null;
end $$;
--> statement-breakpoint
create function drop_sim_labels() returns trigger language plpgsql as $$
begin
  delete from sim_labels kept using gone sim cross join lateral unnest(sim.labels) as each (name)
    where kept.tenant_id = sim.tenant_id and kept.label = each.name and kept.sim_id = sim.id;
  return null;
end $$;
--> statement-breakpoint
create function change_sim_labels() returns trigger language plpgsql as $$
begin
  delete from sim_labels where tenant_id = old.tenant_id and label = any (old.labels) and sim_id = old.id;
  insert into sim_labels (tenant_id, label, sim_id)
    select distinct new.tenant_id, each.name, new.id from unnest(new.labels) as each (name);
  return null;
end $$;
--> statement-breakpoint
create trigger sims_labelled after insert on sims
  referencing new table as written for each statement execute function add_sim_labels();
--> statement-breakpoint
create trigger sims_relabelled after update of labels on sims
  for each row when (new.labels is distinct from old.labels) execute function change_sim_labels();
--> statement-breakpoint
create trigger sims_unlabelled after delete on sims
  referencing old table as gone for each statement execute function drop_sim_labels();
--> statement-breakpoint
insert into sim_labels (tenant_id, label, sim_id)
  select distinct tenant_id, label, id from sims, unnest(labels) label;
