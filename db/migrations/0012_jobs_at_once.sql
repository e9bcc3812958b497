-- Many jobs in one call: `asked` is a list of {"payload": ..., "key": ...}.
create function add_jobs(name text, asked json, attempts int, priority int) returns void
language plpgsql security definer set search_path = graphile_worker, public as $$
begin
  perform graphile_worker.add_jobs((
    select array_agg(
      row(name, each -> 'payload', null, null, attempts, each ->> 'key', priority, null)::graphile_worker.job_spec
    ) from json_array_elements(asked) as each
  ));
end $$;
