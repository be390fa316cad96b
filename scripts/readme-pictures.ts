import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { launchBrowser } from '../test/browser/launch.ts';
import { openWindows, type Window } from '../test/browser/window.ts';

// Takes the pictures of the README: starts the program as a stranger would, on an empty folder, walks the demo company
// through a week in Chromium, and keeps what is on the screen in docs/pictures. Needs Chromium.

const root = path.join(import.meta.dirname, '..');
const folder = path.join(root, 'docs', 'pictures');
/** Larger ones make the README slow to open. */
const mostBytes = 150_000;
const dana = 'U0DANA0001';
const tom = 'U0TOM00002';
const priya = 'U0PRIYA004';
const supportOps = 'C0SUPPORT1';
const dayMs = 86_400_000;
/** The program begins at the real time, and its week ends within two. */
const inTwoWeeks = new Date(Date.now() + 14 * dayMs).toISOString().slice(0, 10);

const dataDir = mkdtempSync(path.join(tmpdir(), 'readme-pictures-'));
const program = spawn(process.execPath, ['src/main.ts'], {
  cwd: root,
  env: { PATH: process.env['PATH'], DATA_DIR: dataDir, PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const browser = await launchBrowser();
try {
  const windows = openWindows(browser, await addressOf());
  await walk(
    await windows.open(dana, 'home'),
    await windows.open(tom, supportOps),
    await windows.open(priya, supportOps),
  );
  const trouble = windows.trouble();
  if (trouble.length > 0) throw new Error(`The page complained: ${trouble.join('; ')}`);
  await windows.close();
} finally {
  await browser.close();
  program.kill();
  await new Promise((resolve) => program.once('exit', resolve));
  rmSync(dataDir, { recursive: true, force: true });
}

/** The address in the line that the program prints when it is ready. */
async function addressOf(): Promise<string> {
  for await (const line of createInterface({ input: program.stdout })) {
    const found = /http:\/\/[\w.:]+/.exec(line)?.[0];
    if (found !== undefined) return found;
  }
  throw new Error('The program ended without being ready.');
}

async function picture(window: Window, name: string, height: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.png`);
  await window.page.setViewportSize({ width: 1280, height });
  // Nothing is hovered, so that no buttons stand over the text.
  await window.page.mouse.move(0, 0);
  await window.page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  const { size } = statSync(file);
  process.stdout.write(`${JSON.stringify({ picture: `docs/pictures/${name}.png`, bytes: size })}\n`);
  if (size > mostBytes) throw new Error(`${file} has more than ${mostBytes} bytes.`);
}

async function walk(lead: Window, owner: Window, approver: Window): Promise<void> {
  for (const window of [lead, owner, approver]) await window.clicks('Got it');
  await lead.goesOnUntil(/Monday focus · Support/);
  await lead.goesTo('# support-ops');
  await lead.clicks('Set the focus');
  await lead.answers('Set the focus', {
    'What is this week about?': 'First answers to billing questions under two hours',
    'Which measures do we expect to move?': 'Response speed',
  });
  await lead.answers('Set the focus · 2 of 2', {
    'Response speed: which way?': 'Down',
    'Response speed: by how much, in h?': '0.9',
    'Response speed: what would change our mind?': 'Volume above 200',
  });
  await lead.hasNoForm();
  await owner.clicks('Propose a change');
  await owner.answers('Propose a change', {
    'What do we change?': 'Route billing questions before triage',
    'What do we expect from it?': '0.8 h faster',
    'How do we back out?': 'Switch the rule off',
  });
  await owner.hasNoForm();
  await approver.sees('Route billing questions before triage');
  await picture(approver, 'focus', 480);
  await approver.clicks('Approve');
  await lead.sees(/Approved by/);

  await lead.goesOnUntil(/Wednesday checkpoint · Support/);
  await lead.goesTo('App Home');
  await lead.sees('where it stands');
  await picture(lead, 'home', 560);

  await lead.goesOnUntil(/Friday review · Support/);
  await lead.goesTo('# support-ops');
  await lead.clicks('Fill in the review');
  await lead.fills('Review · 1 of 4', {
    'Response speed: Hours to first answer': '2.7',
    'Response speed: Requests answered': '143',
    'Quality score: Passed': '55',
    'Quality score: Checked': '61',
    'Completion rate: Completed': '131',
    'Completion rate: Started': '146',
  });
  await lead.page.locator('.modal-body').evaluate((body: { scrollTop: number }) => {
    body.scrollTop = 0;
  });
  await picture(lead, 'review', 820);
  await lead.answers('Review · 1 of 4', {});
  await lead.answers('Review · 2 of 4', {
    'Conversion assist: Bought': '7',
    'Conversion assist: Helped': '29',
    'Rework rate: Reworked': '20',
    'Rework rate: Finished': '131',
  });
  await lead.answers('Review · 3 of 4', {
    'What did we learn?': 'The account lookup fails for merged accounts.',
    Decision: 'We decided something',
    'What is decided, or why does nothing change?': 'Keep billing routing for two more weeks',
  });
  await lead.answers('Review · 4 of 4', {
    'Action 1': 'Find the cause of the rework',
    'Action 1: who?': 'Tom Becker',
    'Action 1: by when?': inTwoWeeks,
  });
  await lead.hasNoForm();
  await lead.sees('published by');

  await lead.goesOnUntil(/[Ss]napshot.*Support/);
  await lead.goesTo('# leadership');
  await lead.sees(/Support · week \d+ · KPI snapshot/);
  await lead.page.setViewportSize({ width: 1280, height: 640 });
  await lead
    .message('KPI snapshot')
    .evaluate((message: { scrollIntoView(): void }) => message.scrollIntoView());
  await picture(lead, 'snapshot', 640);
}
