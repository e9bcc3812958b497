ALTER TABLE "sims" DROP CONSTRAINT "sims_tenant_id_secret_id_sim_secrets_tenant_id_id_fk";
