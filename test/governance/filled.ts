import { randomUUID } from 'node:crypto';
import { ownTables, quoted } from '../../src/governance/backup-schema.ts';
import { type Database, localWorkspace } from '../../src/kernel/index.ts';
import { readMigrations } from '../../src/kernel/migrate.ts';
import { testKernel, wiring } from '../kernel/database.ts';

/** What somebody might type to break a file of lines. */
export const hostile =
  'a "quote", a \\ and \u2028 a line, \u0001, \r\n, 🙂, ‮rtl, pace-sealed:0:A, {"sealed":"x"}';

const at = (iso: string) => new Date(iso);

/** A database with at least one row in every table, as the program writes them; everything typed is `words`. */
export async function fill(
  database: Database,
  { boundTo = localWorkspace, words = hostile, weekOf = '2026-11-16' } = {},
): Promise<{ cycleId: string; deliveryId: string }> {
  const { kernel } = testKernel(database);
  await kernel.start(wiring({ boundTo }));
  const [teamId, cycleId, parentId, replyId] = [randomUUID(), randomUUID(), 'z-parent', 'a-reply'];
  const day = at(`${weekOf}T08:00:00.123Z`);
  await kernel.work(async (work) => {
    const { tx } = work;
    await tx.person.create({ data: { id: 'U1', name: words, zone: 'Europe/Berlin', refreshedAt: day } });
    await tx.admin.create({ data: { personId: 'U1', since: day } });
    await tx.openedHome.create({ data: { personId: 'U1', at: day } });
    await tx.team.create({
      data: {
        id: teamId,
        name: 'Support',
        rhythm: { big: 1e21, small: 1e-7, text: words },
        createdById: 'U1',
        createdAt: day,
      },
    });
    await tx.teamRole.create({ data: { teamId, role: 'approver', personId: 'U1' } });
    await tx.teamChannel.create({ data: { teamId, slot: 'team', channelId: 'C1' } });
    await tx.cycle.create({
      data: {
        id: cycleId,
        teamId,
        week: '2026-W47',
        state: 'closed',
        zone: 'Europe/Berlin',
        focusAt: day,
        checkpointAt: day,
        reviewAt: day,
        snapshotAt: day,
        focusNote: words,
      },
    });
    await tx.answer.createMany({
      data: [
        {
          id: randomUUID(),
          cycleId,
          kind: 'focus',
          version: 1,
          personId: 'U1',
          at: day,
          content: { focus: words, expectations: [{ measure: 'm', mindChanger: words, size: 0.1 }] },
        },
        {
          id: randomUUID(),
          cycleId,
          kind: 'checkpoint',
          version: 1,
          personId: 'U1',
          at: day,
          content: { status: 'on_track', note: words },
        },
        {
          id: randomUUID(),
          cycleId,
          kind: 'review',
          version: 1,
          personId: 'U1',
          at: day,
          content: {
            readings: {},
            outcomes: words,
            lessons: '',
            decision: { kind: 'decision', text: words },
            actions: [{ text: words, ownerId: 'U1', dueOn: '2026-11-20' }],
          },
        },
      ],
    });
    const item = { teamId, cycleId, text: words, ownerId: 'U1', position: 0, state: 'done' };
    await tx.action.create({ data: { ...item, id: randomUUID(), dueOn: '2026-11-20' } });
    await tx.blocker.create({ data: { ...item, id: randomUUID(), dueAt: day, raisedBy: 'U1' } });
    await tx.snapshot.create({
      data: { cycleId, takenAt: day, content: { focus: words, lessons: words, actions: [{ text: words }] } },
    });
    await tx.formDraft.create({
      data: {
        id: randomUUID(),
        personId: 'U1',
        form: 'review',
        subjectId: cycleId,
        content: { focus: words },
        updatedAt: day,
      },
    });
    await tx.reading.create({
      data: {
        id: randomUUID(),
        teamId,
        week: '2026-W47',
        measure: 'm',
        kind: 'mean',
        value: 0.1 + 0.2,
        n: 3,
        source: 'review',
        enteredBy: 'U1',
        at: day,
      },
    });
    const delivery = { channelId: 'C1', nextTryAt: day, createdAt: day };
    await tx.delivery.create({
      data: {
        ...delivery,
        id: parentId,
        key: 'k1',
        payload: { text: words },
        state: 'sent',
        sentVersion: 1,
        sentAt: day,
        ts: '1.1',
        postedIn: 'C1',
      },
    });
    await tx.delivery.create({
      data: {
        ...delivery,
        id: replyId,
        key: 'k2',
        parentId,
        payload: { text: words },
        state: 'sending',
        attempts: 1,
        leaseId: 'l',
        leaseUntil: day,
      },
    });
    await tx.prompt.create({ data: { cycleId, kind: 'focus', dueAt: day, deliveryId: parentId } });
    await tx.dueRow.create({
      data: {
        id: randomUUID(),
        kind: 'rhythm.prompt',
        key: `d:${cycleId}`,
        payload: { cycleId },
        dueAt: day,
        nextTryAt: day,
        state: 'done',
        endedAt: day,
      },
    });
    await tx.domainEvent.create({
      data: {
        id: randomUUID(),
        name: 'x',
        data: {},
        at: day,
        deliveries: { create: { subscriber: 's', nextTryAt: day, state: 'done' } },
      },
    });
    await work.once(`once:${randomUUID()}`);
    for (let count = 0; count < 3; count += 1) {
      work.audit({
        actor: 'U1',
        action: 'focus.answered',
        subject: `cycle:${cycleId}`,
        data: { count, half: 0.1, odd: hostile },
        texts: { answer: words },
      });
    }
    work.audit({ actor: 'pacekeeper', action: 'cycle.closed', subject: `cycle:${cycleId}` });
  });
  if (boundTo === localWorkspace) {
    await database.prisma.clockOffset.create({ data: { id: 1, offsetMs: 604_800_123n } });
  }
  await kernel.stop();
  return { cycleId, deliveryId: replyId };
}

/** Every row of every table as the database prints it, so that nothing is rounded on the way into the test. */
export async function dump(database: Database): Promise<Record<string, string[]>> {
  const session = await database.openSession();
  try {
    await session.exec("SET TIME ZONE 'UTC'");
    const tables: Record<string, string[]> = {};
    for (const { name, columns } of await ownTables(session, readMigrations())) {
      const list = columns.toSorted().map(quoted).join(', ');
      const rows = await session.query(
        `SELECT row_to_json(t)::text AS "line" FROM (SELECT ${list} FROM ${quoted(name)}) t`,
      );
      tables[name] = rows.map((row) => String(row['line'])).toSorted();
    }
    return tables;
  } finally {
    await session.close();
  }
}
