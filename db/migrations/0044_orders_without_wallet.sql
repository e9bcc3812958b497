ALTER TABLE "orders" DROP CONSTRAINT "orders_tenant_id_wallet_id_wallets_tenant_id_id_fk";
--> statement-breakpoint
ALTER TABLE "orders" DROP COLUMN "wallet_id";