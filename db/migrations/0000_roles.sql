-- The role under which every tenant's work is done; row security binds it.
do $$ begin
  create role tenant nologin;
exception when duplicate_object or unique_violation then null;
end $$;
--> statement-breakpoint
do $$ begin
  execute format('grant tenant to %I', current_user);
end $$;
--> statement-breakpoint
grant usage on schema public to tenant;
--> statement-breakpoint
alter default privileges in schema public grant select, insert, update, delete on tables to tenant;
