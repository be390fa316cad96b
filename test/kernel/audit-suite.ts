import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { auditHash, canonicalJson, firstPrev, readAuditHead } from '../../src/kernel/audit.ts';
import { type Engine, testKernel, useDatabase } from './database.ts';

export function auditSuite(engine: Engine): void {
  const database = useDatabase(engine);

  describe(`audit log (${engine})`, () => {
    test('an event is chained by the hash that anybody can compute', async () => {
      const { kernel } = testKernel(database.get());
      await kernel.work(async (work) => {
        work.audit({
          actor: 'U1',
          action: 'team.created',
          subject: 'team:a',
          data: { b: 1, a: ['ü', null] },
        });
      });
      const [event] = await database.get().prisma.auditEvent.findMany();
      const at = event?.at.toISOString() ?? '';
      // Written out by hand: keys in order, no space between, the number as it is.
      const canonical = `{"action":"team.created","actor":"U1","at":"${at}","data":{"a":["ü",null],"b":1},"seq":1,"subject":"team:a"}`;
      const hash = createHash('sha256')
        .update(`${'0'.repeat(64)}${canonical}`, 'utf8')
        .digest('hex');
      expect(event).toMatchObject({ seq: 1n, prev: '0'.repeat(64), hash });
      expect(await readAuditHead(database.get().prisma)).toEqual({ seq: 1, hash });
    });

    test('several events of one unit of work come in their order, each from the one before', async () => {
      const { kernel } = testKernel(database.get());
      await kernel.work(async (work) => {
        for (const number of [1, 2, 3]) {
          work.audit({ actor: 'U1', action: 'a.done', subject: `x:${number}` });
        }
      });
      await kernel.work(async (work) => work.audit({ actor: 'U2', action: 'a.done', subject: 'x:4' }));
      const events = await database.get().prisma.auditEvent.findMany({ orderBy: { seq: 'asc' } });
      expect(events.map(({ seq, subject }) => [Number(seq), subject])).toEqual([
        [1, 'x:1'],
        [2, 'x:2'],
        [3, 'x:3'],
        [4, 'x:4'],
      ]);
      expect(events.map(({ prev }) => prev)).toEqual([
        firstPrev,
        ...events.slice(0, 3).map(({ hash }) => hash),
      ]);
    });

    test('what people wrote lies beside the log and is held to it by a salted hash', async () => {
      const { kernel } = testKernel(database.get());
      await kernel.work(async (work) => {
        const entry = { actor: 'U1', action: 'a.done', subject: 'x:1', texts: { note: 'the same' } };
        work.audit(entry);
        work.audit(entry);
      });
      const [first, second] = await database.get().prisma.auditEvent.findMany({ orderBy: { seq: 'asc' } });
      const [text] = await database.get().prisma.auditText.findMany({ orderBy: { seq: 'asc' } });
      expect(JSON.stringify([first?.data, second?.data])).not.toContain('the same');
      expect(first?.data).not.toEqual(second?.data);
      const expected = createHash('sha256').update(`${text?.salt}{"note":"the same"}`).digest('hex');
      expect(first?.data).toEqual({ payload_sha256: expected });
    });

    test('numbers, hostile text and odd keys come back from the database with the hash they were given', async () => {
      const { kernel } = testKernel(database.get());
      const data = {
        big: 1e21,
        small: 1e-7,
        negative: -0.5,
        deep: { '€': [true, false, null, {}], '': '', '10': 1, '9': 2 },
        text: 'quote " backslash \\ newline \n </script> \u2028 𝒳 zero\u0000 half \ud800',
      };
      await kernel.work(async (work) =>
        work.audit({ actor: 'U\u0000', action: 'a.done', subject: '🙂', data }),
      );
      const event = await database.get().prisma.auditEvent.findFirstOrThrow();
      const { hash, ...rest } = event;
      expect(auditHash({ ...rest, seq: Number(event.seq), at: event.at.toISOString() })).toBe(hash);
    });

    test('a unit of work that fails leaves no event and no gap', async () => {
      const { kernel } = testKernel(database.get());
      const failing = kernel.work(async (work) => {
        work.audit({ actor: 'U1', action: 'a.done', subject: 'x:lost' });
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      await kernel.work(async (work) => work.audit({ actor: 'U1', action: 'a.done', subject: 'x:kept' }));
      const events = await database.get().prisma.auditEvent.findMany();
      expect(events.map(({ seq, subject }) => [Number(seq), subject])).toEqual([[1, 'x:kept']]);
    });

    test.each([
      ['update', `UPDATE "audit_event" SET "actor" = 'X'`],
      ['delete', 'DELETE FROM "audit_event"'],
      ['truncate', 'TRUNCATE "audit_event"'],
    ])('the database itself refuses to %s', async (what, sql) => {
      const { kernel } = testKernel(database.get());
      await kernel.work(async (work) => work.audit({ actor: 'U1', action: 'a.done', subject: 'x:1' }));
      await expect(database.get().prisma.$executeRawUnsafe(sql)).rejects.toThrow(
        `the audit log is append-only: ${what} is refused`,
      );
      expect(await database.get().prisma.auditEvent.count({ where: { actor: 'U1' } })).toBe(1);
    });

    test('16 writers at once leave no gap and no fork', async () => {
      const { kernel } = testKernel(database.get());
      const writers = Array.from({ length: 16 }, async (_, writer) => {
        for (let each = 0; each < 4; each += 1) {
          await kernel.work(async (work) =>
            work.audit({ actor: `U${writer}`, action: 'a.done', subject: `x:${each}` }),
          );
        }
      });
      await Promise.all(writers);
      const events = await database.get().prisma.auditEvent.findMany({ orderBy: { seq: 'asc' } });
      expect(events.map(({ seq }) => Number(seq))).toEqual(
        Array.from({ length: 64 }, (_, index) => index + 1),
      );
      let prev = firstPrev;
      for (const event of events) {
        const { hash, ...rest } = event;
        expect(event.prev).toBe(prev);
        expect(auditHash({ ...rest, seq: Number(event.seq), at: event.at.toISOString() })).toBe(hash);
        prev = hash;
      }
    });

    test('what JSON cannot hold has no canonical form', () => {
      expect(canonicalJson({ b: 1, a: 'x' })).toBe('{"a":"x","b":1}');
      expect(() => canonicalJson(undefined)).toThrow(TypeError);
    });
  });
}
