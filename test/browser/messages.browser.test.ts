import { describe, expect, test } from 'vitest';
import { actionBlocks, dataTableBlocks, tableBlocks, textBlocks } from './sample-blocks.ts';
import { log, useStage } from './stage.ts';

const stage = useStage();

describe('messages', () => {
  test('marks what Slack would refuse, and what this page does not draw', async () => {
    const page = await stage.open();
    await log(page).waitFor();
    await page.route('**/control/messages?*', async (route) => {
      const answer: { messages: object[] } = await (await route.fetch()).json();
      answer.messages[0] = {
        ...answer.messages[0],
        blocks: [{ type: 'hologram', block_id: 'h' }],
        edited: { user: 'UDANA', ts: '1.0' },
        problems: [{ pointer: '/blocks/0/type', message: 'is no block of Slack.' }],
      };
      await route.fulfill({ json: answer });
    });
    await stage.say('Odd');
    await log(page).getByText('Block hologram is not drawn here').waitFor();
    await log(page).getByText('(edited)').waitFor();
    const problems = log(page).getByRole('group').filter({ hasText: 'Slack would refuse this message' });
    await problems.getByText('/blocks/0/type is no block of Slack.').waitFor();
    await page.unrouteAll({ behavior: 'wait' });
  });

  test('earlier messages come when asked for', async () => {
    for (let n = 1; n <= 105; n += 1) await stage.say(`Note ${n}.`);
    const page = await stage.open();
    await log(page).getByText('Note 105.').waitFor();
    expect(await log(page).getByText('Note 5.', { exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: 'Show earlier messages' }).click();
    await log(page).getByText('Note 5.', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Show earlier messages' }).waitFor({ state: 'hidden' });
  });

  test('draws every block with text, as nodes and never as markup', async () => {
    const page = await stage.open();
    await stage.say('All kinds of text', textBlocks);
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
    const page = await stage.open();
    await stage.say('A table', tableBlocks);
    await log(page).getByRole('columnheader', { name: 'measure' }).waitFor();
    await stage.say('A data table', dataTableBlocks);
    const table = page.getByRole('table', { name: 'Readings by team' });
    await table.waitFor();
    expect(await table.getByRole('rowheader').allTextContents()).toEqual(['Team 5', 'Team 30']);
    await table.getByRole('button', { name: 'n' }).click();
    expect(await table.getByRole('rowheader').allTextContents()).toEqual(['Team 5', 'Team 9']);
    await page.getByRole('button', { name: 'Next rows' }).click();
    expect(await table.getByRole('rowheader').allTextContents()).toEqual(['Team 30']);
  });

  test('buttons, selects, confirms and menus reach the app', async () => {
    const page = await stage.open();
    await stage.say('Press', actionBlocks);
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
      .poll(() => stage.sample.heard)
      .toEqual(['pick.measure quality', 'focus.skip', 'focus.more history']);
  });

  test('what one writes arrives escaped, with names as ids', async () => {
    const page = await stage.open();
    const box = page.getByRole('textbox', { name: 'Message # support-ops' });
    await box.fill('1 < 2 & @Priya Shah look');
    await box.press('Enter');
    await log(page).getByText('1 < 2 & @Priya Shah look').waitFor();
    const history = await stage.sample.app.client.conversations.history({ channel: 'CSUPPORT' });
    expect(history.messages?.[0]?.text).toBe('1 &lt; 2 &amp; <@UPRIYA> look');
  });

  test('commands are suggested, and their answer is for one person only', async () => {
    const page = await stage.open();
    const other = await stage.open('UPRIYA');
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
    await stage.say('for everyone');
    await log(other).getByText('for everyone').waitFor();
    expect(await log(other).getByText('You asked for').count()).toBe(0);
  });

  test('a thread opens beside the conversation and takes replies', async () => {
    const page = await stage.open();
    await stage.say('A thing to discuss');
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
    const page = await stage.open();
    await stage.say('The export failed');
    const message = log(page).getByRole('article').last();
    await message.getByText('The export failed').waitFor();
    await message.hover();
    await message.getByRole('button', { name: 'Message actions' }).click();
    await page.getByRole('menuitem', { name: 'Raise it' }).click();
    await expect.poll(() => stage.sample.heard).toEqual(['raise The export failed']);
  });
});
