DROP INDEX "sims_last_digits";--> statement-breakpoint
ALTER TABLE "sims" ADD COLUMN "iccid_reversed" text collate "C" GENERATED ALWAYS AS (reverse(iccid)) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "sims_msisdn" ON "sims" USING btree ("tenant_id","msisdn") WHERE msisdn is not null;--> statement-breakpoint
CREATE INDEX "sims_imsi" ON "sims" USING btree ("tenant_id","imsi") WHERE imsi is not null;--> statement-breakpoint
CREATE INDEX "sims_imei" ON "sims" USING btree ("tenant_id","imei") WHERE imei is not null;--> statement-breakpoint
CREATE INDEX "sims_eid" ON "sims" USING btree ("tenant_id","eid") WHERE eid is not null;--> statement-breakpoint
CREATE INDEX "sims_end_user" ON "sims" USING btree ("tenant_id","end_user_id","id") WHERE end_user_id is not null;--> statement-breakpoint
CREATE INDEX "sims_last_digits" ON "sims" USING btree ("tenant_id","iccid_reversed");