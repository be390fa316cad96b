import { handlePace } from '../src/home/command.ts';
import { homeView } from '../src/home/home-view.ts';
import { loadHome } from '../src/home/load-home.ts';
import { planCycles } from '../src/rhythm/index.ts';
import type { Command } from '../src/slack/index.ts';
import { nameOf, onFreshDatabase } from './databases.ts';
import { percentile, round, type Tell, timed } from './figures.ts';
import { type Ground, makeTeams, openGround, people, setClock } from './ground.ts';
import { fillHistory } from './history.ts';

const teams = Number(process.env['BENCH_TEAMS'] ?? 50);
const aimMs = 300;
const rounds = 15;
/** The approver of every team, and whoever holds a role in a few of them. */
const readers = { 'with a role in every team': 0, 'with a role in some': 5 } as const;

async function medianMs(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  await run();
  for (let round = 0; round < rounds; round += 1) times.push((await timed(run)).ms);
  return percentile(times, 0.5);
}

function statusCommand(personId: string): Command {
  return {
    personId,
    onceKey: 'bench',
    text: 'status',
    channelId: 'C0CHAN0001',
    openForm: async () => undefined,
    answer: async () => undefined,
  };
}

/** What somebody sees who opens the app or asks how things are. */
async function measureFaces({ app, clock }: Ground): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
  for (const [who, at] of Object.entries(readers)) {
    const personId = people[at] ?? '';
    const home = async () => homeView(await loadHome(app.services, personId));
    seen.set(`App Home of somebody ${who}`, await medianMs(home));
    const status = () => handlePace(app.services, statusCommand(personId));
    seen.set(`/pace status of somebody ${who}`, await medianMs(status));
  }
  const one = app.kernel.database.prisma.team.findFirst({ where: { createdAt: { lt: clock.now() } } });
  await one;
  const query = () =>
    app.kernel.database.prisma.team.findFirst({ where: { createdAt: { lt: clock.now() } } });
  seen.set('one query', await medianMs(query));
  return seen;
}

/** App Home and `/pace status` in the middle of a week, after one year and after three. */
export async function home(tell: Tell): Promise<void> {
  for (const kind of ['server', 'embedded'] as const) {
    await onFreshDatabase(kind, async (where) => {
      const ground = await openGround(where, { readPaceMs: () => performance.now() * 1_000 });
      const { database, scheduler } = ground.app.kernel;
      await makeTeams(ground, teams, 200, planCycles);
      const { focusAt } = await database.prisma.cycle.findFirstOrThrow({ orderBy: { focusAt: 'asc' } });
      await setClock(ground, new Date(focusAt.getTime() + 60_000));
      await scheduler.drain();
      await ground.app.kernel.settle();
      await fillHistory(database, focusAt, 0, 52);
      const first = await measureFaces(ground);
      await fillHistory(database, focusAt, 52, 156);
      const third = await measureFaces(ground);
      const oneQuery = round(third.get('one query') ?? 0, 2);
      for (const [what, ms] of third) {
        const before = first.get(what) ?? ms;
        if (what === 'one query') continue;
        const ratio = round(ms / before, 2);
        tell({
          figure: `${what}, ${nameOf[kind]}`,
          aim: `under ${aimMs} ms, flat from one year to three`,
          seen: `${round(ms, 0)} ms`,
          reference: `after one year: ${round(before, 0)} ms; one query: ${oneQuery} ms`,
          ratio,
          met: ms < aimMs && ratio < 1.5,
          conditions: `${teams} teams with three years behind them; median of ${rounds}`,
        });
      }
      await ground.close();
    });
  }
}
