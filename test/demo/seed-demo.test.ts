import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { seedDemo } from '../../src/demo/index.ts';
import { isoWeekOfDate } from '../../src/kernel/iso-week.ts';
import { loadReadings, teamHistory } from '../../src/kpi/index.ts';
import { listAdmins, listTeams, type Services, setTeamState } from '../../src/org/index.ts';
import { startWorkplace, type Workplace } from '../support/workplace.ts';

let workplace: Workplace;
let services: Services;

beforeAll(async () => {
  workplace = await startWorkplace({ company: 'empty' });
  services = workplace.app.services;
});

afterAll(() => workplace.close());

beforeEach(async () => {
  await workplace.app.kernel.database.runScript((run) =>
    run.exec(`TRUNCATE "team", "team_role", "team_channel", "reading", "handled", "cycle", "prompt", "answer", "action",
      "blocker", "snapshot", "due_row", "domain_event", "event_delivery", "admin", "person" CASCADE`),
  );
});

const prisma = () => services.kernel.database.prisma;
const counts = async () => [
  await prisma().team.count(),
  await prisma().reading.count(),
  await prisma().admin.count(),
];

test('fills an empty database once: two teams with their people, 26 weeks of readings, an admin', async () => {
  expect(await seedDemo(services)).toBe(true);
  const before = await counts();
  expect(await seedDemo(services)).toBe(false);
  expect(await counts()).toEqual(before);

  const [sales, support] = await listTeams(prisma());
  expect([sales?.name, sales?.rhythm.zone]).toEqual(['Sales', 'America/New_York']);
  expect([support?.name, support?.rhythm.zone]).toEqual(['Support', 'Europe/Berlin']);
  expect(await listAdmins(prisma())).toEqual(['U0DANA0001', 'U0PRIYA004']);
  expect((await prisma().person.findUniqueOrThrow({ where: { id: 'U0LEO00008' } })).isGuest).toBe(true);

  const thisWeek = isoWeekOfDate('2026-11-15');
  const history = await teamHistory(prisma(), support?.id ?? '', 'rework_rate', thisWeek);
  expect(history).toHaveLength(26);
  expect([history.at(0)?.week, history.at(-1)?.week]).toEqual(['2026-W21', '2026-W46']);
  const sources = new Set((await loadReadings(prisma(), sales?.id ?? '')).map(({ source }) => source));
  expect([...sources]).toEqual(['demo']);
});

test('leaves nothing when it is cut short, and does it all the next time', async () => {
  const { kernel } = services;
  const cutShort: Services = {
    ...services,
    kernel: {
      ...kernel,
      work: (run) =>
        kernel.work(async (work) => {
          await run(work);
          throw new Error('killed');
        }),
    },
  };
  await expect(seedDemo(cutShort)).rejects.toThrow('killed');
  expect(await counts()).toEqual([0, 0, 0]);
  expect(await seedDemo(services)).toBe(true);
  expect((await counts())[0]).toBe(2);
});

test('is done once by two processes that start together', async () => {
  const done = await Promise.all([seedDemo(services), seedDemo(services)]);
  expect(done.toSorted()).toEqual([false, true]);
  expect((await counts())[0]).toBe(2);
});

test('does not come back to somebody who has put the demo teams away', async () => {
  await seedDemo(services);
  for (const team of await listTeams(prisma())) {
    await services.kernel.work((work) => setTeamState(work, 'U0DANA0001', team.id, 'archived'));
  }
  expect(await seedDemo(services)).toBe(false);
  expect(await listTeams(prisma())).toEqual([]);
});
