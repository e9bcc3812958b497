-- Jobs bear a priority: what a buyer waits for is begun before mails and what the clock asks for.
drop function add_job(text, json, timestamptz, text, int);
--> statement-breakpoint
create function add_job(name text, payload json, run_at timestamptz, key text, attempts int, priority int default 0)
returns void
language plpgsql security definer set search_path = graphile_worker, public as $$
begin
  perform graphile_worker.add_job(name, payload, null, run_at, attempts, key, priority);
end $$;
