import type { KnownBlock } from '@slack/types';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { launchBrowser } from './chromium.ts';
import { faintTexts } from './contrast.ts';
import { type Sample, startSample } from './sample-app.ts';
import { actionBlocks, dataTableBlocks, tableBlocks, textBlocks } from './sample-blocks.ts';

vi.setConfig({ testTimeout: 40_000, hookTimeout: 40_000 });

let browser: Browser;
let sample: Sample;
let context: BrowserContext;
/** Console errors, page errors and requests that left the workspace: always empty. */
let trouble: string[];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  trouble = [];
  sample = await startSample();
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(8_000);
});
afterEach(async () => {
  await context.close();
  await sample.close();
  expect(trouble).toEqual([]);
});

async function open(as = 'UDANA', place = 'CSUPPORT'): Promise<Page> {
  const page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) trouble.push(message.text());
  });
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== sample.workspace.url) trouble.push(`request to ${url}`);
  });
  await page.goto(`${sample.workspace.url}/#as=${as}&in=${place}`);
  await page.getByRole('navigation', { name: 'Workspace' }).waitFor({ state: 'attached' });
  return page;
}

function log(page: Page): Locator {
  return page.getByRole('log', { name: 'Messages in # support-ops' });
}

async function say(text: string, blocks: KnownBlock[] = []): Promise<void> {
  await sample.app.client.chat.postMessage({
    channel: 'CSUPPORT',
    text,
    ...(blocks.length > 0 ? { blocks } : {}),
  });
}

async function openForm(page: Page): Promise<Locator> {
  await say('Set the focus', actionBlocks);
  await log(page).getByRole('button', { name: 'Set the focus' }).click();
  const form = page.getByRole('dialog', { name: 'Set the focus' });
  await form.waitFor();
  return form;
}

/** Controls without a name that assistive technology could say. */
async function nameless(page: Page): Promise<string[]> {
  const tree = await page.locator('body').ariaSnapshot();
  return tree
    .split('\n')
    .filter((line) =>
      /^\s*- (button|link|textbox|combobox|checkbox|radio|spinbutton|dialog|menuitem|tab)\b(?! ")/.test(line),
    );
}

describe('messages', () => {
  test('draws every block with text, as nodes and never as markup', async () => {
    const page = await open();
    await say('All kinds of text', textBlocks);
    const message = log(page).getByRole('article').last();
    await message.getByRole('heading', { name: 'Week 47' }).waitFor();
    for (const words of [
      '2*3*4 <script>',
      '@Priya Shah',
      '#support-ops',
      '@here',
      '2026-11-19 09:00',
      'no link',
      'first point',
      'at 09:00',
      'Numbers as published',
    ]) {
      await message.getByText(words).first().waitFor();
    }
    expect(await message.locator('strong').allTextContents()).toEqual(['Bold', 'Speed', 'Firm', 'lookup']);
    expect(await message.locator('blockquote').allTextContents()).toEqual(['quoted', 'someone said']);
    expect(await message.locator('script').count()).toBe(0);
    await message.getByRole('img', { name: 'Five small charts' }).waitFor();
    const site = message.getByRole('link', { name: 'a site' });
    expect(await site.getAttribute('rel')).toContain('noopener');
    expect(await message.getByRole('link', { name: 'no link' }).count()).toBe(0);
  });

  test('draws tables, with pages and sorting where Slack has them', async () => {
    const page = await open();
    await say('A table', tableBlocks);
    await log(page).getByRole('columnheader', { name: 'measure' }).waitFor();
    await say('A data table', dataTableBlocks);
    const table = page.getByRole('table', { name: 'Readings by team' });
    await table.waitFor();
    expect(await table.getByRole('rowheader').allTextContents()).toEqual(['Team 5', 'Team 30']);
    await table.getByRole('button', { name: 'n' }).click();
    expect(await table.getByRole('rowheader').allTextContents()).toEqual(['Team 5', 'Team 9']);
    await page.getByRole('button', { name: 'Next rows' }).click();
    expect(await table.getByRole('rowheader').allTextContents()).toEqual(['Team 30']);
  });

  test('buttons, selects, confirms and menus reach the app', async () => {
    const page = await open();
    await say('Press', actionBlocks);
    await log(page).getByLabel('Measure').selectOption({ label: 'Quality' });
    await log(page).getByRole('button', { name: 'Skip this week' }).click();
    await page
      .getByRole('dialog', { name: 'Skip week 47?' })
      .getByRole('button', { name: 'Keep it' })
      .click();
    await log(page).getByRole('button', { name: 'Skip this week' }).click();
    await page.getByRole('button', { name: 'Skip it' }).click();
    await log(page).getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Show history' }).click();
    await expect
      .poll(() => sample.heard)
      .toEqual(['pick.measure quality', 'focus.skip', 'focus.more history']);
  });

  test('what one writes arrives escaped, with names as ids', async () => {
    const page = await open();
    const box = page.getByRole('textbox', { name: 'Message # support-ops' });
    await box.fill('1 < 2 & @Priya Shah look');
    await box.press('Enter');
    await log(page).getByText('1 < 2 & @Priya Shah look').waitFor();
    const history = await sample.app.client.conversations.history({ channel: 'CSUPPORT' });
    expect(history.messages?.[0]?.text).toBe('1 &lt; 2 &amp; <@UPRIYA> look');
  });

  test('commands are suggested, and their answer is for one person only', async () => {
    const page = await open();
    const other = await open('UPRIYA');
    const box = page.getByRole('textbox', { name: 'Message # support-ops' });
    await box.pressSequentially('/we');
    await page.getByRole('option', { name: '/week' }).waitFor();
    await box.press('Enter');
    await box.pressSequentially('status');
    await box.press('Enter');
    await log(page).getByText('You asked for: status').waitFor();
    await log(page).getByText('Only visible to you').waitFor();
    await box.fill('/nonsense');
    await box.press('Enter');
    await page.getByRole('alert').getByText('/nonsense is not a command of this app.').waitFor();
    await say('for everyone');
    await log(other).getByText('for everyone').waitFor();
    expect(await log(other).getByText('You asked for').count()).toBe(0);
  });

  test('a thread opens beside the conversation and takes replies', async () => {
    const page = await open();
    await say('A thing to discuss');
    const message = log(page).getByRole('article').last();
    await message.getByText('A thing to discuss').waitFor();
    await message.hover();
    await message.getByRole('link', { name: 'Reply in thread' }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    const reply = thread.getByRole('textbox', { name: 'Reply in thread' });
    await reply.fill('I will');
    await reply.press('Enter');
    await thread.getByRole('article').getByText('I will').waitFor();
    await log(page).getByRole('link', { name: '1 reply' }).waitFor();
    expect(await log(page).getByText('I will').count()).toBe(0);
    await thread.getByRole('link', { name: 'Close thread' }).click();
    await thread.waitFor({ state: 'hidden' });
  });

  test('a message shortcut reaches the app with the message', async () => {
    const page = await open();
    await say('The export failed');
    const message = log(page).getByRole('article').last();
    await message.getByText('The export failed').waitFor();
    await message.hover();
    await message.getByRole('button', { name: 'Message actions' }).click();
    await page.getByRole('menuitem', { name: 'Raise it' }).click();
    await expect.poll(() => sample.heard).toEqual(['raise The export failed']);
  });
});

describe('modals', () => {
  test('says so when the app does not answer, and keeps what is typed', async () => {
    const page = await open();
    const form = await openForm(page);
    await form.getByLabel('Focus of the week').fill('no answer');
    await form.getByRole('button', { name: 'Save the focus' }).click();
    await form.getByRole('button', { name: 'Working…' }).waitFor();
    await form.getByRole('alert').getByText('trouble').waitFor();
    await form.getByRole('button', { name: 'Save the focus' }).waitFor();
    expect(await form.getByLabel('Focus of the week').inputValue()).toBe('no answer');
  });

  test('the type-ahead says what is wanted, moves by arrow keys and can be cleared', async () => {
    const page = await open();
    const form = await openForm(page);
    const zone = form.getByLabel('Zone');
    await zone.pressSequentially('b');
    await form.getByText('Type at least 2 characters').first().waitFor();
    await zone.pressSequentially('xx');
    await form.getByText('Nothing found').first().waitFor();
    await zone.fill('be');
    await form.getByRole('option', { name: 'Berlin' }).waitFor();
    await zone.press('ArrowDown');
    await zone.press('ArrowDown');
    expect(await zone.getAttribute('aria-activedescendant')).toMatch(/--1$/);
    await zone.press('Escape');
    await form.getByRole('option', { name: 'Berlin' }).waitFor({ state: 'detached' });
    await zone.fill('mad');
    await form.getByRole('option', { name: 'Madrid' }).waitFor();
    await zone.press('Enter');
    expect(await zone.inputValue()).toBe('Madrid');
    await zone.fill('');
    await form.getByLabel('Focus of the week').fill('Cleared');
    await form.getByRole('button', { name: 'Save the focus' }).click();
    await form.waitFor({ state: 'detached' });
    await expect.poll(() => sample.submitted()?.['zone']?.['zone.input']?.selected_option).toBe(null);
  });

  test('errors stand at the field, which gets the focus; what is typed stays', async () => {
    const page = await open();
    const form = await openForm(page);
    const focus = form.getByLabel('Focus of the week');
    await form.getByRole('button', { name: 'Save the focus' }).click();
    await form.locator('.error').waitFor();
    expect(await focus.getAttribute('aria-invalid')).toBe('true');
    await form.getByLabel('Completed').fill('58');
    await focus.fill('too vague');
    await form.getByRole('button', { name: 'Save the focus' }).click();
    await form.getByText('Say what is true on Friday.').waitFor();
    expect(await focus.inputValue()).toBe('too vague');
    expect(await form.getByLabel('Completed').inputValue()).toBe('58');
    const described = (await focus.getAttribute('aria-describedby'))?.split(' ') ?? [];
    const texts = await Promise.all(described.map((id) => page.locator(`[id="${id}"]`).textContent()));
    expect(texts).toEqual(['Say what is true on Friday.', 'One sentence']);
    await focus.and(page.locator(':focus')).waitFor();
  });

  test('every input sends what was put into it', async () => {
    const page = await open();
    const form = await openForm(page);
    await form.getByLabel('Focus of the week').fill('Answers under two hours');
    await form.getByLabel('Completed').fill('58');
    await form.getByLabel('Mail').fill('dana@example.org');
    await form.getByLabel('Evidence').fill('https://example.org/e');
    await form.getByLabel('At risk').check();
    await form.getByLabel('The channel').check();
    await form.getByLabel('Owner').selectOption({ label: 'Tom Weber' });
    await form.getByLabel('Reviewers').fill('pri');
    await form.getByRole('listbox').getByRole('option', { name: 'Priya Shah' }).click();
    await form.getByLabel('Post to').selectOption({ label: '# support-ops' });
    await form.getByLabel('Zone').fill('ber');
    await form.getByRole('option', { name: 'Bern' }).click();
    await form.getByLabel('Measures').click();
    await form.getByLabel('Measures').press('ArrowDown');
    await form.getByLabel('Measures').press('Enter');
    await form.getByLabel('Day').fill('2026-11-20');
    await form.getByLabel('Time').fill('09:30');
    await form.getByLabel('Due').fill('2026-11-20T15:00');
    await form.getByLabel('Note').fill('A note');
    await form.getByRole('button', { name: 'Save the focus' }).click();
    await form.waitFor({ state: 'detached' });
    await log(page).getByText('Focus by @Dana Reyes: Answers under two hours').waitFor();
    const entry = (id: string) => sample.submitted()?.[id]?.[`${id}.input`];
    expect(entry('count')?.value).toBe('58');
    expect(entry('mail')?.value).toBe('dana@example.org');
    expect(entry('link')?.value).toBe('https://example.org/e');
    expect(entry('status')?.selected_option?.value).toBe('risk');
    expect(entry('tell')?.selected_options?.map((one) => one.value)).toEqual(['channel']);
    expect(entry('owner')?.selected_user).toBe('UTOM');
    expect(entry('reviewers')?.selected_users).toEqual(['UPRIYA']);
    expect(entry('room')?.selected_conversation).toBe('CSUPPORT');
    expect(entry('zone')?.selected_option?.value).toBe('Bern');
    expect(entry('measures')?.selected_options?.map((one) => one.value)).toEqual(['speed']);
    expect(entry('day')?.selected_date).toBe('2026-11-20');
    expect(entry('time')?.selected_time).toBe('09:30');
    // 15:00 on Dana's clock in Berlin.
    expect(entry('due')?.selected_date_time).toBe(Date.UTC(2026, 10, 20, 14, 0) / 1000);
    expect(JSON.stringify(entry('note')?.rich_text_value)).toContain('A note');
  });

  test('an update keeps what is typed, a push comes on top, Escape goes back one', async () => {
    const page = await open();
    const form = await openForm(page);
    await form.getByLabel('Focus of the week').fill('Half a sent');
    await form.getByRole('button', { name: 'Add a line' }).click();
    await form.getByText('One more line').waitFor();
    expect(await form.getByLabel('Focus of the week').inputValue()).toBe('Half a sent');
    await form.getByRole('button', { name: 'Look closer' }).click();
    const closer = page.getByRole('dialog', { name: 'A closer look' });
    await closer.getByText('Details').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(1);
    await page.keyboard.press('Escape');
    await form.waitFor();
    expect(await form.getByLabel('Focus of the week').inputValue()).toBe('Half a sent');
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
    await log(page).getByRole('button', { name: 'Set the focus' }).and(page.locator(':focus')).waitFor();
  });

  test('the whole way by keyboard alone', async () => {
    const page = await open();
    await say('Set the focus', actionBlocks);
    await log(page).getByRole('button', { name: 'Set the focus' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Set the focus' }).waitFor();
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Tab');
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    await log(page).getByText('Focus by @Dana Reyes: By keyboard').waitFor();
  });
});

describe('the workspace around it', () => {
  test('Home is drawn when it is opened, and its buttons work', async () => {
    const page = await open();
    await page.getByRole('link', { name: 'App Home' }).click();
    await page.getByRole('heading', { name: 'Needs you now' }).waitFor();
    await page.getByRole('button', { name: 'Open review' }).click();
    await expect.poll(() => sample.heard).toEqual(['home.open']);
    await page.getByRole('tab', { name: 'Messages' }).click();
    await page.getByRole('textbox', { name: 'Message Weekly' }).waitFor();
    await page.getByRole('tab', { name: 'Home' }).click();
    await page.getByRole('button', { name: 'Open review' }).waitFor();
  });

  test('the clock is shown in the zone of the person, and moves', async () => {
    const page = await open();
    const clock = page.getByRole('region', { name: 'Clock' });
    await clock.getByText('Mon 16 Nov 2026, 09:00 Berlin').waitFor();
    await clock.getByRole('button', { name: '+1 hour' }).click();
    await clock.getByText('Mon 16 Nov 2026, 10:00 Berlin').waitFor();
    await page.getByLabel('You are').selectOption('UPRIYA');
    await clock.getByText('Mon 16 Nov 2026, 14:30 Kolkata').waitFor();
    await clock
      .getByRole('button', { name: 'To the next thing due: Checkpoint, Support, Tue 15:30' })
      .click();
    await clock.getByText('Tue 17 Nov 2026, 15:30 Kolkata').waitFor();
    expect(await clock.getByRole('button', { name: 'nothing is due' }).isDisabled()).toBe(true);
    await clock.getByRole('button', { name: '+1 day' }).click();
    await clock.getByText('Wed 18 Nov 2026, 15:30 Kolkata').waitFor();
    expect(sample.moves).toEqual([{ by: 3_600_000 }, { toNextDue: true }, { by: 86_400_000 }]);
  });

  test('while time moves the page says so', async () => {
    const page = await open();
    const clock = page.getByRole('region', { name: 'Clock' });
    let arrived = () => {};
    sample.hold = new Promise((resolve) => {
      arrived = resolve;
    });
    await clock.getByRole('button', { name: '+1 day' }).click();
    await clock.getByText('Moving time…').waitFor();
    expect(await clock.getAttribute('aria-busy')).toBe('true');
    expect(await clock.getByRole('button', { name: '+1 hour' }).isDisabled()).toBe(true);
    arrived();
    await clock.getByText('Tue 17 Nov 2026, 09:00 Berlin').waitFor();
    expect(await clock.getByRole('button', { name: '+1 hour' }).isDisabled()).toBe(false);
  });

  test('a message that the app redraws is redrawn in every window, and the focus stays', async () => {
    const dana = await open();
    const priya = await open('UPRIYA');
    const posted = await sample.app.client.chat.postMessage({
      channel: 'CSUPPORT',
      text: 'Press',
      blocks: actionBlocks,
    });
    await log(dana).getByRole('button', { name: 'Set the focus' }).focus();
    await log(priya).getByRole('button', { name: 'Set the focus' }).waitFor();
    const done = [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'Approved by Priya' } }];
    await sample.app.client.chat.update({
      channel: 'CSUPPORT',
      ts: posted.ts ?? '',
      text: 'Approved',
      blocks: done,
    });
    for (const page of [dana, priya]) {
      await log(page).getByText('Approved by Priya').waitFor();
      expect(await log(page).getByRole('button', { name: 'Set the focus' }).count()).toBe(0);
    }
    await log(dana).getByRole('article').last().and(dana.locator(':focus')).waitFor();
  });

  test('a reset of the workspace is followed', async () => {
    const page = await open();
    await say('Before');
    await log(page).getByText('Before').waitFor();
    await sample.workspace.reset();
    await log(page).getByText('Before').waitFor({ state: 'detached' });
  });

  test.each(['light', 'dark'] as const)('text has enough contrast (%s)', async (colorScheme) => {
    const page = await open();
    await page.emulateMedia({ colorScheme });
    await say('All', [...textBlocks, ...actionBlocks]);
    await log(page).getByRole('button', { name: 'Set the focus' }).waitFor();
    expect(await faintTexts(page)).toEqual([]);
    await log(page).getByRole('button', { name: 'Set the focus' }).click();
    const form = page.getByRole('dialog', { name: 'Set the focus' });
    await form.getByRole('button', { name: 'Save the focus' }).click();
    await form.locator('.error').waitFor();
    expect(await faintTexts(page)).toEqual([]);
  });

  test('two windows are two people and follow each other', async () => {
    const dana = await open('UDANA');
    const priya = await open('UPRIYA', 'CLEADS');
    await priya.getByRole('log', { name: 'Messages in # leads' }).waitFor();
    const box = dana.getByRole('textbox', { name: 'Message # support-ops' });
    await box.fill('Good morning');
    await box.press('Enter');
    const room = priya.getByRole('link', { name: '# support-ops', exact: true });
    await priya.getByText('1 unread').waitFor({ state: 'attached' });
    await room.click();
    await log(priya).getByText('Good morning').waitFor();
    await priya.getByText('1 unread').waitFor({ state: 'detached' });
    await priya.getByRole('button', { name: '+1 hour' }).click();
    await dana.getByText('Mon 16 Nov 2026, 10:00 Berlin').waitFor();
  });

  test('the first strip says what this is, and goes for ever', async () => {
    const page = await open();
    const strip = page.getByRole('region', { name: 'Start here' });
    await strip.getByText('A stand-in for Slack on your own machine. Nothing leaves it.').waitFor();
    await strip.getByText('You are Dana Reyes').waitFor();
    await strip.getByRole('button', { name: 'Got it' }).click();
    await strip.waitFor({ state: 'hidden' });
    const again = await open();
    await log(again).waitFor();
    expect(await again.getByRole('region', { name: 'Start here' }).count()).toBe(0);
  });

  test('every control has a name, in a room, in a form and at Home', async () => {
    const page = await open();
    const form = await openForm(page);
    expect(await nameless(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
    expect(await nameless(page)).toEqual([]);
    await page.getByRole('link', { name: 'App Home' }).click();
    await page.getByRole('button', { name: 'Open review' }).waitFor();
    expect(await nameless(page)).toEqual([]);
  });

  test('nothing is wider than a phone', async () => {
    const page = await open();
    await page.setViewportSize({ width: 390, height: 844 });
    await say('All kinds of text', [...textBlocks, ...actionBlocks]);
    await log(page).getByRole('button', { name: 'Set the focus' }).waitFor();
    const overflow = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(await overflow()).toBe(0);
    await page.getByRole('button', { name: 'Places' }).click();
    await page.getByRole('link', { name: '# leads' }).click();
    await page.getByRole('log', { name: 'Messages in # leads' }).waitFor();
    await page.getByRole('button', { name: 'Places' }).click();
    await page.getByRole('link', { name: '# old-room' }).click();
    await page.getByText('# old-room is archived. It can be read, not written to.').waitFor();
    expect(await overflow()).toBe(0);
  });
});
