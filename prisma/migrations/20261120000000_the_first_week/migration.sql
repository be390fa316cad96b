-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "bound_to" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "clock_offset" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "offset_ms" BIGINT NOT NULL,

    CONSTRAINT "clock_offset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "due_row" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "due_row_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "domain_event" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "domain_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_delivery" (
    "event_id" TEXT NOT NULL,
    "subscriber" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL,
    "last_error" TEXT,

    CONSTRAINT "event_delivery_pkey" PRIMARY KEY ("event_id","subscriber")
);

-- CreateTable
CREATE TABLE "handled" (
    "key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "handled_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "audit_head" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "seq" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "prev" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "audit_text" (
    "seq" BIGINT NOT NULL,
    "salt" TEXT NOT NULL,
    "payload" JSONB NOT NULL,

    CONSTRAINT "audit_text_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "channel_id" TEXT,
    "person_id" TEXT,
    "parent_id" TEXT,
    "payload" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "sent_version" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_until" TIMESTAMPTZ(3),
    "lease_id" TEXT,
    "post_attempted" BOOLEAN NOT NULL DEFAULT false,
    "posted_in" TEXT,
    "ts" TEXT,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "is_deleted" BOOLEAN NOT NULL DEFAULT false,
    "is_guest" BOOLEAN NOT NULL DEFAULT false,
    "is_stranger" BOOLEAN NOT NULL DEFAULT false,
    "is_bot" BOOLEAN NOT NULL DEFAULT false,
    "is_slack_admin" BOOLEAN NOT NULL DEFAULT false,
    "refreshed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "admin" (
    "person_id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "admin_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "team" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "rhythm" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team_role" (
    "team_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,

    CONSTRAINT "team_role_pkey" PRIMARY KEY ("team_id","role","person_id")
);

-- CreateTable
CREATE TABLE "team_channel" (
    "team_id" TEXT NOT NULL,
    "slot" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,

    CONSTRAINT "team_channel_pkey" PRIMARY KEY ("team_id","slot")
);

-- CreateTable
CREATE TABLE "form_draft" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "form" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "form_draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "opened_home" (
    "person_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "opened_home_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "cycle" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "week" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "zone" TEXT NOT NULL,
    "focus_at" TIMESTAMPTZ(3) NOT NULL,
    "checkpoint_at" TIMESTAMPTZ(3) NOT NULL,
    "review_at" TIMESTAMPTZ(3) NOT NULL,
    "snapshot_at" TIMESTAMPTZ(3) NOT NULL,
    "focus_state" TEXT NOT NULL DEFAULT 'missing',
    "focus_decided_by" TEXT,
    "focus_decided_at" TIMESTAMPTZ(3),
    "focus_note" TEXT,
    "published_by" TEXT,
    "published_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "cycle_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prompt" (
    "cycle_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "delivery_id" TEXT,
    "nudged_at" TIMESTAMPTZ(3),

    CONSTRAINT "prompt_pkey" PRIMARY KEY ("cycle_id","kind")
);

-- CreateTable
CREATE TABLE "answer" (
    "id" TEXT NOT NULL,
    "cycle_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "person_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "content" JSONB NOT NULL,

    CONSTRAINT "answer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "action" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "cycle_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "due_on" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "closed_by" TEXT,
    "closed_at" TIMESTAMPTZ(3),
    "position" INTEGER NOT NULL,

    CONSTRAINT "action_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "blocker" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "cycle_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "raised_by" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "closed_by" TEXT,
    "closed_at" TIMESTAMPTZ(3),
    "position" INTEGER NOT NULL,

    CONSTRAINT "blocker_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reading" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "week" TEXT NOT NULL,
    "measure" TEXT NOT NULL,
    "channel" TEXT NOT NULL DEFAULT '',
    "owner" TEXT NOT NULL DEFAULT '',
    "kind" TEXT NOT NULL,
    "numerator" DOUBLE PRECISION,
    "denominator" DOUBLE PRECISION,
    "value" DOUBLE PRECISION,
    "n" DOUBLE PRECISION,
    "version" INTEGER NOT NULL DEFAULT 1,
    "source" TEXT NOT NULL,
    "entered_by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "reading_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "snapshot" (
    "cycle_id" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "snapshot_pkey" PRIMARY KEY ("cycle_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "due_row_key_key" ON "due_row"("key");

-- CreateIndex
CREATE INDEX "due_row_state_next_try_at_idx" ON "due_row"("state", "next_try_at");

-- CreateIndex
CREATE INDEX "event_delivery_state_next_try_at_idx" ON "event_delivery"("state", "next_try_at");

-- CreateIndex
CREATE INDEX "handled_at_idx" ON "handled"("at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_event_hash_key" ON "audit_event"("hash");

-- CreateIndex
CREATE INDEX "audit_event_subject_idx" ON "audit_event"("subject");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_key_key" ON "delivery"("key");

-- CreateIndex
CREATE INDEX "delivery_state_next_try_at_idx" ON "delivery"("state", "next_try_at");

-- CreateIndex
CREATE INDEX "delivery_posted_in_ts_idx" ON "delivery"("posted_in", "ts");

-- CreateIndex
CREATE INDEX "team_role_person_id_idx" ON "team_role"("person_id");

-- CreateIndex
CREATE INDEX "team_channel_channel_id_idx" ON "team_channel"("channel_id");

-- CreateIndex
CREATE UNIQUE INDEX "form_draft_person_id_form_subject_id_key" ON "form_draft"("person_id", "form", "subject_id");

-- CreateIndex
CREATE INDEX "cycle_state_snapshot_at_idx" ON "cycle"("state", "snapshot_at");

-- CreateIndex
CREATE UNIQUE INDEX "cycle_team_id_week_key" ON "cycle"("team_id", "week");

-- CreateIndex
CREATE UNIQUE INDEX "answer_cycle_id_kind_version_key" ON "answer"("cycle_id", "kind", "version");

-- CreateIndex
CREATE INDEX "action_team_id_state_idx" ON "action"("team_id", "state");

-- CreateIndex
CREATE INDEX "blocker_team_id_state_idx" ON "blocker"("team_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "reading_team_id_measure_week_channel_owner_version_key" ON "reading"("team_id", "measure", "week", "channel", "owner", "version");

-- AddForeignKey
ALTER TABLE "event_delivery" ADD CONSTRAINT "event_delivery_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "domain_event"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "delivery"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_role" ADD CONSTRAINT "team_role_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_channel" ADD CONSTRAINT "team_channel_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cycle" ADD CONSTRAINT "cycle_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prompt" ADD CONSTRAINT "prompt_cycle_id_fkey" FOREIGN KEY ("cycle_id") REFERENCES "cycle"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "answer" ADD CONSTRAINT "answer_cycle_id_fkey" FOREIGN KEY ("cycle_id") REFERENCES "cycle"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "action" ADD CONSTRAINT "action_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "action" ADD CONSTRAINT "action_cycle_id_fkey" FOREIGN KEY ("cycle_id") REFERENCES "cycle"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "blocker" ADD CONSTRAINT "blocker_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "blocker" ADD CONSTRAINT "blocker_cycle_id_fkey" FOREIGN KEY ("cycle_id") REFERENCES "cycle"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "snapshot" ADD CONSTRAINT "snapshot_cycle_id_fkey" FOREIGN KEY ("cycle_id") REFERENCES "cycle"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- Guards that the schema file cannot express.

-- The audit log is append-only for everybody, this program included.
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only: % is refused', lower(TG_OP) USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON "audit_event"
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON "audit_event"
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

-- Appends in one round trip. The caller passes each event's canonical JSON in two halves, around the number that
-- only the head knows. The head row is the lock that every writer takes, so call this last in a transaction.
CREATE FUNCTION audit_append(entries jsonb) RETURNS TABLE (appended_seq bigint, appended_hash text) LANGUAGE plpgsql AS $$
DECLARE
  entry jsonb;
  head_seq bigint;
  head_hash text;
  digest text;
BEGIN
  SELECT h."seq", h."hash" INTO STRICT head_seq, head_hash FROM "audit_head" h WHERE h."id" = 1 FOR UPDATE;
  FOR entry IN SELECT e.value FROM jsonb_array_elements(entries) WITH ORDINALITY AS e(value, position) ORDER BY e.position LOOP
    head_seq := head_seq + 1;
    digest := encode(sha256(convert_to(head_hash || (entry->>'before') || head_seq::text || (entry->>'after'), 'UTF8')), 'hex');
    INSERT INTO "audit_event" ("seq", "at", "actor", "action", "subject", "data", "prev", "hash")
      VALUES (head_seq, (entry->>'at')::timestamptz, entry->>'actor', entry->>'action', entry->>'subject', entry->'data', head_hash, digest);
    IF entry ? 'texts' THEN
      INSERT INTO "audit_text" ("seq", "salt", "payload") VALUES (head_seq, entry->>'salt', entry->'texts');
    END IF;
    head_hash := digest;
    appended_seq := head_seq;
    appended_hash := digest;
    RETURN NEXT;
  END LOOP;
  UPDATE "audit_head" SET "seq" = head_seq, "hash" = head_hash WHERE "id" = 1;
END $$;

INSERT INTO "audit_head" ("id", "seq", "hash") VALUES (1, 0, repeat('0', 64));

-- A database belongs to one Slack team for ever.
CREATE FUNCTION installation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a database is bound once: % is refused', lower(TG_OP) USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER installation_no_change BEFORE UPDATE OR DELETE ON "installation"
  FOR EACH ROW EXECUTE FUNCTION installation_refuse_change();

-- Time can be moved in a local database only.
CREATE FUNCTION clock_only_local() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM "installation" WHERE "bound_to" = 'local') THEN
    RAISE EXCEPTION 'the clock can be moved in a local database only' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER clock_offset_only_local BEFORE INSERT OR UPDATE ON "clock_offset"
  FOR EACH ROW EXECUTE FUNCTION clock_only_local();

-- Two active teams may not share a name; an archived one gives its name back.
CREATE UNIQUE INDEX "team_active_name" ON "team" (lower("name")) WHERE "state" = 'active';
