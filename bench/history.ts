import type { Database } from '../src/kernel/index.ts';

// Years of a company's past, made by the database itself: rows as large and as many as a team leaves behind in a week.

const weekly = { audit: 30, deliveries: 8, dueRows: 7, events: 14, actions: 3, blockers: 2, readings: 27 };

/**
 * For every team: weeks that ended before `until`, the newest of them `fromWeek` weeks ago, all answered, sent and
 * closed.
 */
export async function fillHistory(
  database: Database,
  until: Date,
  fromWeek: number,
  toWeek: number,
): Promise<void> {
  const weeks = `generate_series(${fromWeek}, ${toWeek - 1}) AS w`;
  const at = `(timestamptz '${until.toISOString()}' - (w + 1) * interval '7 days')`;
  const cycle = `'past-' || t."id" || '-' || w`;
  const text = `repeat('What people write in a week. ', 12)`;
  await database.runScript(async ({ exec }) => {
    await exec(`
      INSERT INTO "cycle" ("id", "team_id", "week", "state", "zone", "focus_at", "checkpoint_at", "review_at",
          "snapshot_at", "focus_state", "closed_at")
        SELECT ${cycle}, t."id", to_char(${at}, 'IYYY-"W"IW'), 'closed', 'Europe/Berlin', ${at},
          ${at} + interval '2 days', ${at} + interval '4 days', ${at} + interval '4 days 6 hours', 'approved',
          ${at} + interval '4 days 7 hours'
        FROM "team" t, ${weeks};
      INSERT INTO "prompt" ("cycle_id", "kind", "due_at", "state")
        SELECT ${cycle}, kind, ${at}, 'posted' FROM "team" t, ${weeks}, unnest(ARRAY['focus', 'checkpoint', 'review']) AS kind;
      INSERT INTO "answer" ("id", "cycle_id", "kind", "version", "person_id", "at", "content")
        SELECT ${cycle} || kind || v, ${cycle}, kind, v, 'U0PERSON01', ${at}, jsonb_build_object('text', ${text})
        FROM "team" t, ${weeks}, unnest(ARRAY['focus', 'change', 'checkpoint', 'review']) AS kind, generate_series(1, 2) AS v;
      INSERT INTO "snapshot" ("cycle_id", "content", "taken_at")
        SELECT ${cycle}, jsonb_build_object('text', repeat(${text}, 5)), ${at} FROM "team" t, ${weeks};
      INSERT INTO "action" ("id", "team_id", "cycle_id", "text", "owner_id", "due_on", "state", "closed_at", "position")
        SELECT ${cycle} || '-a' || n, t."id", ${cycle}, 'An action of a past week', 'U0PERSON0' || n,
          to_char(${at}, 'YYYY-MM-DD'), CASE WHEN w < 2 THEN 'open' ELSE 'done' END,
          CASE WHEN w < 2 THEN NULL ELSE ${at} + interval '6 days' END, n
        FROM "team" t, ${weeks}, generate_series(1, ${weekly.actions}) AS n;
      INSERT INTO "blocker" ("id", "team_id", "cycle_id", "text", "owner_id", "due_at", "raised_by", "state",
          "closed_at", "position")
        SELECT ${cycle} || '-b' || n, t."id", ${cycle}, 'A blocker of a past week', 'U0PERSON0' || n, ${at},
          'U0PERSON01', CASE WHEN w < 1 THEN 'open' ELSE 'resolved' END,
          CASE WHEN w < 1 THEN NULL ELSE ${at} + interval '3 days' END, n
        FROM "team" t, ${weeks}, generate_series(1, ${weekly.blockers}) AS n;
      INSERT INTO "reading" ("id", "team_id", "week", "measure", "channel", "owner", "kind", "value", "source",
          "entered_by", "at")
        SELECT ${cycle} || '-r' || n, t."id", to_char(${at}, 'IYYY-"W"IW'), 'past_' || n % 9, 'channel-' || n / 9, '',
          'value', n, 'review', 'U0PERSON01', ${at}
        FROM "team" t, ${weeks}, generate_series(1, ${weekly.readings}) AS n;
      INSERT INTO "delivery" ("id", "key", "channel_id", "payload", "sent_version", "state", "next_try_at",
          "posted_in", "ts", "created_at", "sent_at")
        SELECT ${cycle} || '-d' || n, 'past:' || ${cycle} || ':' || n, 'C0CHAN0001',
          jsonb_build_object('text', repeat(${text}, 4)), 1, 'sent', ${at}, 'C0CHAN0001',
          extract(epoch FROM ${at})::bigint || '.' || lpad(n::text, 6, '0'), ${at}, ${at}
        FROM "team" t, ${weeks}, generate_series(1, ${weekly.deliveries}) AS n;
      INSERT INTO "due_row" ("id", "kind", "key", "payload", "due_at", "next_try_at", "state", "ended_at")
        SELECT ${cycle} || '-q' || n, 'rhythm.prompt', 'past:' || ${cycle} || ':' || n, '{}', ${at}, ${at}, 'done', ${at}
        FROM "team" t, ${weeks}, generate_series(1, ${weekly.dueRows}) AS n;
      INSERT INTO "domain_event" ("id", "name", "data", "at")
        SELECT ${cycle} || '-e' || n, 'rhythm.cycle_changed', '{}', ${at}
        FROM "team" t, ${weeks}, generate_series(1, ${weekly.events}) AS n;
      INSERT INTO "event_delivery" ("event_id", "subscriber", "state", "next_try_at")
        SELECT ${cycle} || '-e' || n, 'home.cycle_changed', 'done', ${at}
        FROM "team" t, ${weeks}, generate_series(1, ${weekly.events}) AS n;
      INSERT INTO "audit_event" ("seq", "at", "actor", "action", "subject", "data", "prev", "hash")
        SELECT -row_number() OVER () - ${fromWeek} * 1000000, ${at}, 'U0PERSON01', 'focus.answered', 'cycle:' || ${cycle},
          '{"version": 1}', repeat('0', 64), md5(${cycle} || n) || md5(n || ${cycle})
        FROM "team" t, ${weeks}, generate_series(1, ${weekly.audit}) AS n;
    `);
  });
  await database.prisma.$executeRawUnsafe('ANALYZE');
}
