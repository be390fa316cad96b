import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { keyUsage, retireKeys, rotateBatch } from '../../src/governance/key-rotation.ts';
import { verifyTexts } from '../../src/governance/verify-texts.ts';
import type { Database } from '../../src/kernel/index.ts';
import { withVault } from '../../src/kernel/sealed-columns.ts';
import { createVault, keyIdOf } from '../../src/kernel/vault.ts';
import { redrawMessage } from '../../src/slack/index.ts';
import { dump, fill } from '../governance/filled.ts';
import { type Engine, testKernel, useDatabase, wiring } from '../kernel/database.ts';

const words = 'The offer to Contoso, 42.000 €';
const [a, b, c] = [randomBytes(32), randomBytes(32), randomBytes(32)];

export function encryptionSuite(engine: Engine): void {
  const here = useDatabase(engine);

  /** The same rows with these keys in ENCRYPTION_KEY. */
  function withKeys(...keys: Buffer[]): Database {
    const vault = createVault(keys);
    return { ...here.get(), vault, prisma: withVault(here.get().prisma, vault) };
  }

  async function start(database: Database): Promise<void> {
    const { kernel } = testKernel(database);
    await kernel.start(wiring());
    await kernel.stop();
  }

  async function rotate(database: Database): Promise<number> {
    let [changed, place] = [
      0,
      { column: 0, after: null as string | null } as { column: number; after: string | null } | undefined,
    ];
    while (place !== undefined) {
      const batch: Awaited<ReturnType<typeof rotateBatch>> = await rotateBatch(database, place);
      changed += batch.changed;
      place = batch.next;
    }
    return changed;
  }

  async function keysUsed(database: Database): Promise<(string | null)[]> {
    return [...new Set((await keyUsage(database.prisma)).map(({ key }) => key))];
  }

  async function readsEverything({ prisma }: Database, cycleId: string): Promise<void> {
    const cycle = await prisma.cycle.findUniqueOrThrow({
      where: { id: cycleId },
      include: { answers: true, actions: true, blockers: true, snapshot: true },
    });
    expect(cycle.focusNote).toBe(words);
    expect(cycle.answers).toHaveLength(3);
    expect(cycle.answers.every(({ content }) => JSON.stringify(content).includes(words))).toBe(true);
    expect([...cycle.actions, ...cycle.blockers].map(({ text }) => text)).toEqual([words, words]);
    expect(cycle.snapshot?.content).toMatchObject({ focus: words, actions: [{ text: words }] });
    expect((await prisma.formDraft.findFirstOrThrow()).content).toEqual({ focus: words });
    expect((await prisma.delivery.findMany()).map(({ payload }) => payload)).toEqual([
      { text: words },
      { text: words },
    ]);
    const [team] = await prisma.team.findMany({
      include: { cycles: { include: { answers: true } }, actions: true },
    });
    expect(team?.actions[0]?.text).toBe(words);
    expect(JSON.stringify(team?.cycles[0]?.answers)).toContain(words);
    expect(await verifyTexts(prisma)).toMatchObject({ ok: true, count: 3, redacted: [] });
  }

  describe(`encryption at rest (${engine})`, () => {
    test('with a key nothing that people wrote is readable in the database, and all of it in the program', async () => {
      const { cycleId } = await fill(withKeys(a), { words });
      const rows = await dump(here.get());
      // Names of people and teams are not texts: they are searched and sorted by.
      expect(
        Object.keys(rows).filter((table) => rows[table]?.some((row) => row.includes('Contoso'))),
      ).toEqual(['person', 'team']);
      expect(await keysUsed(here.get())).toEqual([keyIdOf(a)]);
      await readsEverything(withKeys(a), cycleId);
    });

    test('without a key everything is stored as it is; a key that comes later encrypts what is new', async () => {
      const { cycleId } = await fill(withKeys(), { words });
      expect(await keysUsed(here.get())).toEqual([null]);
      await start(withKeys(a));
      await readsEverything(withKeys(a), cycleId);
      await withKeys(a).prisma.action.updateMany({
        where: { id: (await here.get().prisma.action.findFirstOrThrow()).id },
        data: { text: words },
      });
      expect((await dump(here.get()))['action']?.join()).toContain(keyIdOf(a));
      await readsEverything(withKeys(a), cycleId);
    });

    test.each([
      ['none', [], /ENCRYPTION_KEY is not set/],
      ['another', [b], /Add the missing one after the newest/],
    ])('with %s instead of its key the program refuses to start', async (_what, keys, message) => {
      await fill(withKeys(a), { words });
      const before = await dump(here.get());
      await expect(start(withKeys(...keys))).rejects.toMatchObject({
        code: 'key_missing',
        message: expect.stringMatching(message),
      });
      expect(await dump(here.get())).toEqual(before);
      await expect(withKeys(...keys).prisma.action.findFirst()).rejects.toMatchObject({
        code: 'key_missing',
      });
    });

    test('values cannot be swapped between rows', async () => {
      await fill(withKeys(a), { words });
      const { prisma } = here.get();
      await prisma.$executeRaw`UPDATE "answer" SET "content" = (SELECT "content" FROM "answer" WHERE "kind" = 'focus')`;
      await expect(withKeys(a).prisma.answer.findMany()).rejects.toMatchObject({ code: 'value_altered' });
      await prisma.$executeRaw`UPDATE "blocker" SET "text" = (SELECT "text" FROM "action")`;
      await expect(withKeys(a).prisma.blocker.findMany()).rejects.toMatchObject({ code: 'value_altered' });
    });

    test('a query that would go past the encryption is refused, with a key and without', async () => {
      for (const { prisma } of [withKeys(), withKeys(a)]) {
        const refused = { code: 'no_identity' };
        await fill(here.get(), { words }).catch(() => undefined);
        await expect(prisma.action.findMany({ where: { text: words } })).rejects.toMatchObject(refused);
        await expect(
          prisma.action.findMany({ where: { OR: [{ text: { contains: 'x' } }] } }),
        ).rejects.toMatchObject(refused);
        await expect(prisma.action.findMany({ select: { text: true } })).rejects.toMatchObject(refused);
        await expect(prisma.action.updateMany({ data: { text: 'all' } })).rejects.toMatchObject(refused);
        await expect(
          prisma.cycle.update({
            where: { id: 'x' },
            data: {
              answers: {
                create: { id: 'y', kind: 'focus', version: 9, personId: 'U1', at: new Date(0), content: {} },
              },
            },
          }),
        ).rejects.toMatchObject(refused);
      }
    });

    test('a message that says the same is not sent again, although it is stored differently each time', async () => {
      await fill(withKeys(a), { words });
      const { kernel } = testKernel(withKeys(a));
      await kernel.start(
        wiring({ jobs: [{ queue: 'slack.delivery', concurrency: 1, handle: async () => undefined }] }),
      );
      const version = async () =>
        (await kernel.database.prisma.delivery.findUniqueOrThrow({ where: { key: 'k1' } })).version;
      await kernel.work((work) => redrawMessage(work, 'k1', { text: words }));
      expect(await version()).toBe(1);
      await kernel.work((work) => redrawMessage(work, 'k1', { text: 'anew' }));
      expect(await version()).toBe(2);
      expect(await kernel.database.prisma.delivery.findUnique({ where: { key: 'k1' } })).toMatchObject({
        payload: { text: 'anew' },
        state: 'waiting',
      });
      await kernel.stop();
    });

    test('rotating brings everything under the first key, and the old one can go', async () => {
      const { cycleId } = await fill(withKeys(a), { words });
      await start(withKeys(b, a));
      // A value written meanwhile is under the new key already.
      const values = (await keyUsage(here.get().prisma)).reduce((sum, one) => sum + one.values, 0);
      expect(await rotate(withKeys(b, a))).toBe(values);
      expect(await keysUsed(here.get())).toEqual([keyIdOf(b)]);
      expect(await retireKeys(withKeys(b, a))).toEqual([keyIdOf(a)]);
      await start(withKeys(b));
      await readsEverything(withKeys(b), cycleId);
      expect(await rotate(withKeys(b))).toBe(0);
    });

    test('a rotation that was broken off goes on where it was, from any mixture', async () => {
      const { cycleId } = await fill(withKeys(), { words });
      await rotateBatch(withKeys(a), { column: 0, after: null });
      await rotateBatch(withKeys(b, a), { column: 2, after: null });
      expect(new Set(await keysUsed(here.get()))).toEqual(new Set([keyIdOf(a), keyIdOf(b), null]));
      await readsEverything(withKeys(c, b, a), cycleId);
      await rotate(withKeys(c, b, a));
      expect(await keysUsed(here.get())).toEqual([keyIdOf(c)]);
      await readsEverything(withKeys(c), cycleId);
    });

    test('rotating goes on over batches, and without the key of a value it stops and changes nothing', async () => {
      await fill(withKeys(a), { words });
      const day = new Date('2026-11-16T08:00:00Z');
      await withKeys(a).prisma.formDraft.createMany({
        data: Array.from({ length: 450 }, (_, index) => ({
          id: `d${index}`,
          personId: 'U1',
          form: 'f',
          subjectId: `${index}`,
          content: { words },
          updatedAt: day,
        })),
      });
      const before = await dump(here.get());
      await expect(rotate(withKeys(b))).rejects.toMatchObject({ code: 'key_missing' });
      await expect(rotate(withKeys())).rejects.toMatchObject({ code: 'key_missing' });
      expect(await dump(here.get())).toEqual(before);
      await rotate(withKeys(b, a));
      expect(await keysUsed(here.get())).toEqual([keyIdOf(b)]);
      expect(
        (await withKeys(b).prisma.formDraft.findMany({ where: { form: 'f' } })).every(({ content }) =>
          JSON.stringify(content).includes('Contoso'),
        ),
      ).toBe(true);
    });

    test('a key that still encrypts something is not forgotten', async () => {
      await fill(withKeys(a), { words });
      await start(withKeys(b, a));
      expect(await retireKeys(withKeys(b, a))).toEqual([]);
      await expect(start(withKeys(b))).rejects.toMatchObject({ code: 'key_missing' });
    });
  });
}
