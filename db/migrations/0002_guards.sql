-- Shared tables are not for the tenant role.
revoke all on tenants, users, memberships, sessions, tokens, addresses from tenant;
--> statement-breakpoint
-- Append only: what was done and what was booked stays.
revoke update, delete on audits, entries, lines, sim_events, order_events from tenant;
--> statement-breakpoint
-- An entry that does not sum to zero in each currency cannot be committed.
create function check_entry_balance() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from lines where tenant_id = new.tenant_id and entry_id = new.entry_id
    group by currency having sum(amount) <> 0
  ) then
    raise exception 'ledger entry % does not sum to zero', new.entry_id;
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger lines_balance after insert on lines
  deferrable initially deferred for each row execute function check_entry_balance();
--> statement-breakpoint
-- The queue's own tables are closed to the tenant role; this is its one way to ask for a job.
create function add_job(name text, payload json, run_at timestamptz, key text, attempts int) returns void
language plpgsql security definer set search_path = graphile_worker, public as $$
begin
  perform graphile_worker.add_job(name, payload, null, run_at, attempts, key);
end $$;
--> statement-breakpoint
-- Names this installation where several share one account at a provider.
create table installation (id text primary key default 'ins_' || replace(gen_random_uuid()::text, '-', ''));
--> statement-breakpoint
insert into installation default values;
--> statement-breakpoint
revoke all on installation from tenant;
