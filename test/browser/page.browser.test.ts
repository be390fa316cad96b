import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { faintTexts } from './contrast.ts';
import { actionBlocks, textBlocks } from './sample-blocks.ts';
import { log, useStage } from './stage.ts';

const stage = useStage();

/** Controls without a name that assistive technology could say. */
async function nameless(page: Page): Promise<string[]> {
  const tree = await page.locator('body').ariaSnapshot();
  return tree
    .split('\n')
    .filter((line) =>
      /^\s*- (button|link|textbox|combobox|checkbox|radio|spinbutton|dialog|menuitem|tab)\b(?! ")/.test(line),
    );
}

describe('the workspace around it', () => {
  test('Home is drawn when it is opened, and its buttons work', async () => {
    const page = await stage.open();
    await page.getByRole('link', { name: 'App Home' }).click();
    await page.getByRole('heading', { name: 'Needs you now' }).waitFor();
    await page.getByRole('button', { name: 'Open review' }).click();
    await expect.poll(() => stage.sample.heard).toEqual(['home.open']);
    await page.getByRole('tab', { name: 'Messages' }).click();
    await page.getByRole('textbox', { name: 'Message Weekly' }).waitFor();
    await page.getByRole('tab', { name: 'Home' }).click();
    await page.getByRole('button', { name: 'Open review' }).waitFor();
  });

  test('the clock is shown in the zone of the person, and moves', async () => {
    const page = await stage.open();
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
    expect(stage.sample.moves).toEqual([{ by: 3_600_000 }, { toNextDue: true }, { by: 86_400_000 }]);
  });

  test('back to now sets the clock to the real time, after saying what that means', async () => {
    const page = await stage.open();
    const clock = page.getByRole('region', { name: 'Clock' });
    const real = clock.getByRole('button', { name: 'Back to now' });
    await real.click();
    const asked = page.getByRole('dialog');
    await asked
      .getByText('everything that is due until then happens now')
      .or(asked.getByText('Nothing is undone.'))
      .waitFor();
    await asked.getByRole('button', { name: 'Leave it' }).click();
    expect(stage.sample.moves).toEqual([]);
    await real.click();
    await asked.getByRole('button', { name: 'Set the clock' }).click();
    await real.and(page.locator(':disabled')).waitFor();
    const [moved] = stage.sample.moves;
    const to = moved && 'to' in moved ? Number(moved.to) : 0;
    expect(Math.abs(to - (performance.timeOrigin + performance.now()))).toBeLessThan(60_000);
  });

  test('while time moves the page says so', async () => {
    const page = await stage.open();
    const clock = page.getByRole('region', { name: 'Clock' });
    let arrived = () => {};
    stage.sample.hold = new Promise((resolve) => {
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
    const dana = await stage.open();
    const priya = await stage.open('UPRIYA');
    const posted = await stage.sample.app.client.chat.postMessage({
      channel: 'CSUPPORT',
      text: 'Press',
      blocks: actionBlocks,
    });
    await log(dana).getByRole('button', { name: 'Set the focus' }).focus();
    await log(priya).getByRole('button', { name: 'Set the focus' }).waitFor();
    const done = [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'Approved by Priya' } }];
    await stage.sample.app.client.chat.update({
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
    const page = await stage.open();
    await stage.say('Before');
    await log(page).getByText('Before').waitFor();
    await stage.sample.workspace.reset();
    await log(page).getByText('Before').waitFor({ state: 'detached' });
  });

  test.each(['light', 'dark'] as const)('text has enough contrast (%s)', async (colorScheme) => {
    const page = await stage.open();
    await page.emulateMedia({ colorScheme });
    await stage.say('All', [...textBlocks, ...actionBlocks]);
    await log(page).getByRole('button', { name: 'Set the focus' }).waitFor();
    expect(await faintTexts(page)).toEqual([]);
    await log(page).getByRole('button', { name: 'Set the focus' }).click();
    const form = page.getByRole('dialog', { name: 'Set the focus' });
    await form.getByRole('button', { name: 'Save the focus' }).click();
    await form.locator('.error').waitFor();
    expect(await faintTexts(page)).toEqual([]);
  });

  test('two windows are two people and follow each other', async () => {
    const dana = await stage.open('UDANA');
    const priya = await stage.open('UPRIYA', 'CLEADS');
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

  test('the first minute says what this is, who one is and what to do next, and goes for ever', async () => {
    const page = await stage.open();
    const strip = page.getByRole('region', { name: 'Start here' });
    await strip.getByText('Northwind is made up. It is a stand-in for Slack on your own machine').waitFor();
    await strip.getByText('Dana Reyes. Become anyone on the left').waitFor();
    await strip.getByText('Press Set the focus').waitFor();
    await strip.getByRole('button', { name: 'Got it' }).click();
    await strip.waitFor({ state: 'hidden' });
    const again = await stage.open();
    await log(again).waitFor();
    expect(await again.getByRole('region', { name: 'Start here' }).count()).toBe(0);
  });

  test('what could not be sent stays in the box, with the reason', async () => {
    const page = await stage.open();
    await page.getByText('Nothing has been said here yet.').waitFor();
    await page.route('**/control/**', (route) =>
      route.fulfill({ status: 503, json: { error: 'gone', message: 'Gone for now.' } }),
    );
    await page.getByRole('textbox', { name: 'Message # support-ops' }).fill('Will it arrive?');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Gone for now.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Message # support-ops' }).inputValue()).toBe(
      'Will it arrive?',
    );
    await page.unrouteAll({ behavior: 'wait' });
    stage.expectTrouble(/503/);
  });

  test('every control has a name, in a room, in a form and at Home', async () => {
    const page = await stage.open();
    const form = await stage.openForm(page);
    expect(await nameless(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
    expect(await nameless(page)).toEqual([]);
    await page.getByRole('link', { name: 'App Home' }).click();
    await page.getByRole('button', { name: 'Open review' }).waitFor();
    expect(await nameless(page)).toEqual([]);
  });

  test('nothing is wider than a phone', async () => {
    const page = await stage.open();
    await page.setViewportSize({ width: 390, height: 844 });
    await stage.say('All kinds of text', [...textBlocks, ...actionBlocks]);
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
