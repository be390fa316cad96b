import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { orgIds } from '../src/org/index.ts';
import type { AppOrders } from './click-app.ts';
import { nameOf, onFreshDatabase, type Where } from './databases.ts';
import { type FarSide, openFarSide, teamId } from './far-side.ts';
import { percentile, round, type Tell } from './figures.ts';

const perSecond = [1, 10, 100] as const;
const seconds = Number(process.env['BENCH_SECONDS'] ?? 8);
const aim = 1.25;

interface Clicked {
  readonly far: FarSide;
  readonly child: ChildProcess;
  readonly requestUrl: string | undefined;
  readonly times: number[];
}

let clicks = 0;

/** A click on "Set up a team": it is looked up who it is, a draft is read, and a form opens. */
function clickPayload(): object {
  clicks += 1;
  const person = `U0CLICK${String(clicks % 50).padStart(3, '0')}`;
  return {
    type: 'block_actions',
    api_app_id: 'A0BENCH001',
    token: 'unused',
    team: { id: teamId, domain: 'bench' },
    user: { id: person, username: 'dana', name: 'dana', team_id: teamId },
    trigger_id: `${clicks}.1.bench`,
    container: {
      type: 'message',
      message_ts: '1795161600.000100',
      channel_id: 'C0BENCH001',
      is_ephemeral: false,
    },
    channel: { id: 'C0BENCH001', name: 'general' },
    message: { type: 'message', ts: '1795161600.000100', text: 'Welcome' },
    response_url: 'http://127.0.0.1:1/unused',
    actions: [
      {
        type: 'button',
        block_id: 'b',
        action_id: orgIds.setUpTeam,
        action_ts: `1795161600.${String(clicks).padStart(6, '0')}`,
        text: { type: 'plain_text', text: 'Set up a team' },
      },
    ],
  };
}

async function begin(
  app: AppOrders['app'],
  transport: AppOrders['transport'],
  where: Where,
): Promise<Clicked> {
  const far = await openFarSide();
  const orders: AppOrders = { app, transport, apiUrl: far.apiUrl, where };
  const child = fork(new URL('./click-app.ts', import.meta.url), [JSON.stringify(orders)]);
  const [{ requestUrl }] = (await once(child, 'message')) as [{ requestUrl?: string }];
  return { far, child, requestUrl, times: [] };
}

async function clickOnce({ far, requestUrl, times }: Clicked): Promise<void> {
  times.push(await far.send(clickPayload(), requestUrl));
}

/** So many a second to each app, turn by turn, whether or not earlier ones are answered. */
async function clickBoth(apps: readonly Clicked[], rate: number): Promise<void> {
  const began = performance.now();
  const running: Promise<void>[] = [];
  const count = Math.max(rate * seconds, 5) * apps.length;
  for (let n = 0; n < count; n += 1) {
    const app = apps[n % apps.length];
    const earlyMs = began + (n * 1_000) / (rate * apps.length) - performance.now();
    if (earlyMs > 1) await sleep(earlyMs);
    if (app !== undefined) running.push(clickOnce(app));
  }
  await Promise.all(running);
}

/** Acknowledging a click, ours beside a bare Bolt app that got as many in the same seconds. */
export async function click(tell: Tell): Promise<void> {
  for (const kind of ['server', 'embedded'] as const) {
    for (const transport of ['socket', 'http'] as const) {
      await onFreshDatabase(kind, async (where) => {
        const ours = await begin('pacekeeper', transport, where);
        const bare = await begin('bare', transport, where);
        // Code that has not run yet is compiled first; that is not what is asked here.
        for (let n = 0; n < 100; n += 1) await Promise.all([clickOnce(ours), clickOnce(bare)]);
        for (const rate of perSecond) {
          ours.times.length = 0;
          bare.times.length = 0;
          await clickBoth([ours, bare], rate);
          for (const share of [0.5, 0.99]) {
            const [seen, reference] = [percentile(ours.times, share), percentile(bare.times, share)];
            const ratio = round(seen / reference, 2);
            tell({
              figure: `acknowledging a click, p${share * 100}, ${transport === 'http' ? 'HTTP' : 'Socket Mode'}, ${rate} a second, ${nameOf[kind]}`,
              aim: `under ${aim}×`,
              seen: `${round(seen, 2)} ms`,
              reference: `bare Bolt app: ${round(reference, 2)} ms`,
              ratio,
              met: ratio < aim,
              conditions: `${ours.times.length} clicks each, in the same seconds`,
            });
          }
        }
        for (const { child, far } of [ours, bare]) {
          child.kill('SIGKILL');
          await once(child, 'exit');
          far.close();
        }
      });
    }
  }
}
