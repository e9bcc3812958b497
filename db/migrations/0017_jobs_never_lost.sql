-- A job that begins while its key is asked for again is neither replaced nor added by the queue, which then gives back one
-- row too few: asking once more finds it begun, and adds.
create or replace function add_job(name text, payload json, run_at timestamptz, key text, attempts int, priority int default 0)
returns void
language plpgsql security definer set search_path = graphile_worker, public as $$
begin
  loop
    exit when (graphile_worker.add_job(name, payload, null, run_at, attempts, key, priority)).id is not null;
  end loop;
end $$;
--> statement-breakpoint
create or replace function add_jobs(name text, asked json, attempts int, priority int) returns void
language plpgsql security definer set search_path = graphile_worker, public as $$
declare
  added text[];
  missing graphile_worker.job_spec[] := (
    select array_agg(
      row(name, each -> 'payload', null, null, attempts, each ->> 'key', priority, null)::graphile_worker.job_spec
    ) from json_array_elements(asked) as each
  );
begin
  while missing is not null loop
    added := array(select job.key from graphile_worker.add_jobs(missing) job);
    missing := (select array_agg(spec) from unnest(missing) spec where spec.job_key <> all (added));
  end loop;
end $$;
