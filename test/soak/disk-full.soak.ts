import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLocalWorkspace, type LocalWorkspace } from '../../sandbox/index.ts';
import { loadPlaybook } from '../../src/playbook/index.ts';
import { cycleTimes } from '../../src/rhythm/schedule.ts';
import { shippedManifest } from '../support/workplace.ts';
import { type Orders, type Report, SoakChild } from './soak-child.ts';
import { admin, soakSeed, soakTeams } from './teams.ts';
import { begins, firstWeek } from './timeline.ts';
import { makeTinyDisk, type TinyDisk } from './tiny-disk.ts';

let disk: TinyDisk;
let slack: LocalWorkspace;
let app: SoakChild;
let aheadMs = begins.getTime() - Date.now();

function orders(): Orders {
  return {
    database: { kind: 'embedded', dataDir: disk.folder },
    apiUrl: slack.apiUrl,
    tokens: slack.tokens,
    aheadMs,
  };
}

const loaded = loadPlaybook('playbook');
if (loaded.kind !== 'ok') throw new Error('the shipped playbook is not valid');
const [team] = soakTeams(1, loaded.playbook.rhythm);
if (team === undefined) throw new Error('there is no team');

beforeAll(async () => {
  const made = makeTinyDisk(192);
  if (made === undefined)
    throw new Error('no file system can be mounted: this should not have been collected');
  disk = made;
  slack = await createLocalWorkspace({
    port: 0,
    seed: soakSeed([team]),
    clock: { now: () => Date.now() + aheadMs },
    manifest: shippedManifest(),
    rateLimits: 'off',
  });
  app = new SoakChild(orders());
  await app.ready;
  await app.ask({ do: 'teams', admin, details: [team.details] });
});
afterAll(async () => {
  await app.stop();
  await slack.close();
  disk.remove();
});

test('the disk of the embedded database is full when a prompt comes due: it is posted once when there is room', async () => {
  await expect.poll(async () => (await app.ask<{ ready: number }>({ do: 'progress' })).ready).toBe(0);
  await disk.fill();
  aheadMs = cycleTimes(team.details.rhythm, firstWeek).focusAt.getTime() - Date.now();
  await app.ask({ do: 'time', aheadMs }).catch(() => undefined);
  await expect.poll(() => app.said, { timeout: 60_000 }).toContain('No space left on device');
  await disk.free();
  // It has waited, with its connection to Slack and everything else as it was.
  expect(app.isUp).toBe(true);
  const prompt = async () => {
    const { deliveries } = await app.ask<Report>({ do: 'report' });
    return deliveries.map(({ key, state }) => `${key.split(':')[0]} ${state}`);
  };
  await expect.poll(prompt, { timeout: 90_000, interval: 500 }).toEqual(['prompt sent']);
  const { audit } = await app.ask<Report>({ do: 'report' });
  expect(audit.problems).toEqual([]);
});
