CREATE TABLE "grants" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"wallet_id" text collate "C" NOT NULL,
	"amount" bigint NOT NULL,
	"rest" bigint NOT NULL,
	"reason" text NOT NULL,
	"expires_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "grants_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "grants" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "holds" (
	"tenant_id" text collate "C" DEFAULT current_setting('app.tenant') NOT NULL,
	"id" text collate "C" NOT NULL,
	"wallet_id" text collate "C" NOT NULL,
	"cause" text collate "C" NOT NULL,
	"amount" bigint NOT NULL,
	"text" text NOT NULL,
	"status" text DEFAULT 'held' NOT NULL,
	"expires_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "holds_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "holds" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP INDEX "refills_token";--> statement-breakpoint
ALTER TABLE "lines" ADD COLUMN "seq" bigint;--> statement-breakpoint
ALTER TABLE "lines" ADD COLUMN "at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "lines" ADD COLUMN "balance" bigint;--> statement-breakpoint
ALTER TABLE "lines" ADD COLUMN "refilled" bigint;--> statement-breakpoint
ALTER TABLE "lines" ADD COLUMN "spent" bigint;--> statement-breakpoint
ALTER TABLE "refills" ADD COLUMN "company_id" text collate "C";--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_tenant_id_wallet_id_wallets_tenant_id_id_fk" FOREIGN KEY ("tenant_id","wallet_id") REFERENCES "public"."wallets"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_tenant_id_wallet_id_wallets_tenant_id_id_fk" FOREIGN KEY ("tenant_id","wallet_id") REFERENCES "public"."wallets"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "grants_wallet" ON "grants" USING btree ("tenant_id","wallet_id","expires_at") WHERE ended_at is null and rest > 0;--> statement-breakpoint
CREATE INDEX "grants_due" ON "grants" USING btree ("expires_at") WHERE ended_at is null and expires_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "holds_cause" ON "holds" USING btree ("tenant_id","cause");--> statement-breakpoint
CREATE INDEX "holds_held" ON "holds" USING btree ("tenant_id","wallet_id") WHERE status = 'held';--> statement-breakpoint
CREATE INDEX "holds_due" ON "holds" USING btree ("expires_at") WHERE status = 'held';--> statement-breakpoint
ALTER TABLE "refills" ADD CONSTRAINT "refills_tenant_id_company_id_companies_tenant_id_id_fk" FOREIGN KEY ("tenant_id","company_id") REFERENCES "public"."companies"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "lines_wallet" ON "lines" USING btree ("tenant_id","account","seq") WHERE seq is not null;--> statement-breakpoint
CREATE INDEX "lines_wallet_at" ON "lines" USING btree ("tenant_id","account","at","seq") WHERE seq is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "refills_token" ON "refills" USING btree ("token_hash");--> statement-breakpoint
CREATE POLICY "own" ON "grants" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
CREATE POLICY "own" ON "holds" AS PERMISSIVE FOR ALL TO "tenant" USING (tenant_id = current_setting('app.tenant'));--> statement-breakpoint
ALTER POLICY "own" ON "refills" TO tenant USING (tenant_id = current_setting('app.tenant') and case when coalesce(current_setting('app.company', true), '') = '' then true else company_id = coalesce(current_setting('app.company', true), '') end);--> statement-breakpoint
ALTER POLICY "own" ON "wallets" TO tenant USING (tenant_id = current_setting('app.tenant') and case when coalesce(current_setting('app.company', true), '') = '' then true else company_id = coalesce(current_setting('app.company', true), '') end);--> statement-breakpoint
-- A line of a wallet carries the figures after it, so a statement is read, never summed. A credit of the wallet is money
-- of its owner, and adds. Under the wallet's lock, so its lines come one after the other, and their moments too.
create function count_wallet_line() returns trigger language plpgsql as $$
declare
  wallet wallets;
  before lines;
begin
  select * into wallet from wallets
    where tenant_id = new.tenant_id and id = substr(new.account, length('wallet:') + 1) for no key update;
  if wallet.id is null then
    raise exception 'there is no account %', new.account;
  end if;
  if wallet.currency <> new.currency then
    raise exception '% is in %, not %', new.account, wallet.currency, new.currency;
  end if;
  select * into before from lines
    where tenant_id = new.tenant_id and account = new.account and seq is not null order by seq desc limit 1;
  new.seq := coalesce(before.seq, 0) + 1;
  new.at := greatest(clock_timestamp(), before.at);
  new.balance := coalesce(before.balance, 0) - new.amount;
  new.refilled := coalesce(before.refilled, 0) + greatest(-new.amount, 0);
  new.spent := coalesce(before.spent, 0) + greatest(new.amount, 0);
  return new;
end $$;
--> statement-breakpoint
create trigger lines_of_wallet before insert on lines
  for each row when (new.account like 'wallet:%') execute function count_wallet_line();
