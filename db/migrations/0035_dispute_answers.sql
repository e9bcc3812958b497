ALTER TABLE "disputes" ADD COLUMN "answering" text;--> statement-breakpoint
ALTER TABLE "disputes" ADD COLUMN "answered_at" timestamp with time zone;