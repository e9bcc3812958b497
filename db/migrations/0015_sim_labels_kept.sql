-- Whoever writes `sims.labels` writes them here too, in the same transaction and as the same role.
create function keep_sim_labels() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    delete from sim_labels
      where tenant_id = new.tenant_id and sim_id = new.id and id >= new.id || ':' and id < new.id || ';' and label <> all (new.labels);
  end if;
  insert into sim_labels (tenant_id, id, sim_id, label)
    select new.tenant_id, new.id || ':' || label, new.id, label from unnest(new.labels) label
    on conflict do nothing;
  return null;
end $$;
--> statement-breakpoint
create trigger sims_labelled after insert on sims
  for each row when (new.labels <> '{}') execute function keep_sim_labels();
--> statement-breakpoint
create trigger sims_relabelled after update of labels on sims
  for each row when (new.labels is distinct from old.labels) execute function keep_sim_labels();
--> statement-breakpoint
insert into sim_labels (tenant_id, id, sim_id, label)
  select tenant_id, id || ':' || label, id, label from sims, unnest(labels) label on conflict do nothing;
