import { handlePace } from '../src/home/command.ts';
import { homeView } from '../src/home/home-view.ts';
import { loadHome } from '../src/home/load-home.ts';
import { planCycles } from '../src/rhythm/index.ts';
import type { Command } from '../src/slack/index.ts';
import { nameOf, onFreshDatabase, type Where } from './databases.ts';
import { percentile, round, type Tell, timed } from './figures.ts';
import { type Ground, makeTeams, openGround, people, setClock } from './ground.ts';
import { fillHistory } from './history.ts';

const teams = Number(process.env['BENCH_TEAMS'] ?? 50);
const aimMs = 300;
const rounds = 15;
/** The approver of every team, and whoever holds a role in a few of them. */
const readers = { 'with a role in every team': 0, 'with a role in some': 5 } as const;

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

/** What somebody does who opens the app or asks how things are. */
function faces({ app }: Ground): Map<string, () => Promise<unknown>> {
  const runs = new Map<string, () => Promise<unknown>>();
  for (const [who, at] of Object.entries(readers)) {
    const personId = people[at] ?? '';
    runs.set(`App Home of somebody ${who}`, async () => homeView(await loadHome(app.services, personId)));
    runs.set(`/pace status of somebody ${who}`, () => handlePace(app.services, statusCommand(personId)));
  }
  return runs;
}

/** A company in the middle of a week, with so many weeks behind it. */
async function companyOf(where: Where, weeks: number): Promise<Ground> {
  const ground = await openGround(where, { readPaceMs: () => performance.now() * 1_000 });
  const { kernel } = ground.app;
  await makeTeams(ground, teams, 200, planCycles);
  const { focusAt } = await kernel.database.prisma.cycle.findFirstOrThrow({ orderBy: { focusAt: 'asc' } });
  await setClock(ground, new Date(focusAt.getTime() + 60_000));
  await kernel.scheduler.drain();
  await kernel.settle();
  await fillHistory(kernel.database, focusAt, 0, weeks);
  return ground;
}

/** App Home and `/pace status` of two companies, turn by turn: one is a year old, the other three. */
export async function home(tell: Tell): Promise<void> {
  for (const kind of ['server', 'embedded'] as const) {
    await onFreshDatabase(kind, (young) =>
      onFreshDatabase(kind, async (old) => {
        const one = await companyOf(young, 52);
        const three = await companyOf(old, 156);
        const query = () => three.app.kernel.database.prisma.team.count();
        for (const [what, afterThree] of faces(three)) {
          const afterOne = faces(one).get(what) ?? afterThree;
          const times: Record<'one' | 'three' | 'query', number[]> = { one: [], three: [], query: [] };
          for (let round = 0; round < rounds; round += 1) {
            times.one.push((await timed(afterOne)).ms);
            times.three.push((await timed(afterThree)).ms);
            times.query.push((await timed(query)).ms);
          }
          const [ms, before] = [percentile(times.three, 0.5), percentile(times.one, 0.5)];
          const ratio = round(ms / before, 2);
          tell({
            figure: `${what}, ${nameOf[kind]}`,
            aim: `under ${aimMs} ms, flat from one year to three`,
            seen: `${round(ms, 0)} ms`,
            reference: `after one year: ${round(before, 0)} ms; one query: ${round(percentile(times.query, 0.5), 2)} ms`,
            ratio,
            met: ms < aimMs && ratio < 1.5,
            conditions: `${teams} teams with three years behind them; median of ${rounds}, turn by turn`,
          });
        }
        await one.close();
        await three.close();
      }),
    );
  }
}
