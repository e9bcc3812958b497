ALTER TABLE "payments" ADD COLUMN "method_use" text;--> statement-breakpoint
update payments set method_use = 'unattended' where method_id is not null;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_method" CHECK (("payments"."method_id" is null) = ("payments"."method_use" is null));