-- Which keys values of this database may be encrypted with. A start without one of them is refused.
CREATE TABLE "vault_key" (
    "id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "vault_key_pkey" PRIMARY KEY ("id")
);

-- When what people wrote was erased, because it was kept long enough.
ALTER TABLE "cycle" ADD COLUMN "erased_at" TIMESTAMPTZ(3);
ALTER TABLE "delivery" ADD COLUMN "erased_at" TIMESTAMPTZ(3);

-- What retention looks for every day, so that it reads what is old and nothing else.
CREATE INDEX "cycle_unerased" ON "cycle" ("snapshot_at") WHERE "erased_at" IS NULL;
CREATE INDEX "delivery_unerased" ON "delivery" ("created_at") WHERE "erased_at" IS NULL;
CREATE INDEX "domain_event_at_idx" ON "domain_event" ("at");
CREATE INDEX "due_row_ended" ON "due_row" ("due_at") WHERE "state" <> 'waiting';
CREATE INDEX "form_draft_updated_at_idx" ON "form_draft" ("updated_at");
