ALTER TABLE "refills" ADD COLUMN "end_user_id" text collate "C";--> statement-breakpoint
ALTER TABLE "refills" ADD CONSTRAINT "refills_tenant_id_end_user_id_end_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","end_user_id") REFERENCES "public"."end_users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "end_users_user" ON "end_users" USING btree ("tenant_id","user_id") WHERE user_id is not null;--> statement-breakpoint
ALTER POLICY "own" ON "payment_methods" TO tenant USING (tenant_id = current_setting('app.tenant') and case when coalesce(current_setting('app.company', true), '') = '' then true else coalesce(current_setting('app.company', true), '') in (company_id, end_user_id) end);--> statement-breakpoint
ALTER POLICY "own" ON "end_users" TO tenant USING (tenant_id = current_setting('app.tenant') and case when coalesce(current_setting('app.company', true), '') = '' then true else coalesce(current_setting('app.company', true), '') in (company_id, id) end);--> statement-breakpoint
ALTER POLICY "own" ON "refills" TO tenant USING (tenant_id = current_setting('app.tenant') and case when coalesce(current_setting('app.company', true), '') = '' then true else coalesce(current_setting('app.company', true), '') in (company_id, end_user_id) end);--> statement-breakpoint
ALTER POLICY "own" ON "wallets" TO tenant USING (tenant_id = current_setting('app.tenant') and case when coalesce(current_setting('app.company', true), '') = '' then true else coalesce(current_setting('app.company', true), '') in (company_id, end_user_id) end);--> statement-breakpoint
update refills r set end_user_id = w.end_user_id
  from wallets w where w.tenant_id = r.tenant_id and w.id = r.wallet_id and w.end_user_id is not null;--> statement-breakpoint
update end_users e set user_id = u.id
  from memberships m join users u on u.id = m.user_id
  where m.tenant_id = e.tenant_id and m.role = 'endUser' and u.email = e.email;
