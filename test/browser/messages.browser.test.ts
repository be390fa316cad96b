import { describe, expect, test } from 'vitest';
import { actionBlocks, boxBlocks, dataTableBlocks, pixel, tableBlocks, textBlocks } from './sample-blocks.ts';
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

  test('of thousands a part is on the page; older and newer ones come at a press', async () => {
    for (let n = 1; n <= 420; n += 1) await stage.say(`Note ${n}.`);
    const page = await stage.open();
    const earlier = page.getByRole('button', { name: 'Show earlier messages' });
    const note = (n: number) => log(page).getByText(`Note ${n}.`, { exact: true });
    await note(420).waitFor();
    for (const first of [221, 121, 21, 1]) {
      await earlier.click();
      await note(first).waitFor();
      expect(await log(page).getByRole('article').count()).toBeLessThanOrEqual(200);
    }
    await earlier.waitFor({ state: 'hidden' });
    expect(await note(420).count()).toBe(0);
    await stage.say('While reading old ones');
    await page.getByRole('button', { name: 'Show later messages' }).click();
    await note(300).waitFor();
    await page.getByRole('button', { name: 'To the newest' }).click();
    await log(page).getByText('While reading old ones').waitFor();
    expect(await page.getByRole('button', { name: 'Show later messages' }).isVisible()).toBe(false);
  });

  test('draws uploads, boxes, groups of people and reactions', async () => {
    const page = await stage.open();
    const { client } = stage.sample.app;
    await client.filesUploadV2({
      channel_id: 'CSUPPORT',
      file: pixel,
      filename: 'dot.png',
      alt_text: 'A dot',
    });
    await client.filesUploadV2({ channel_id: 'CSUPPORT', file: Buffer.from('a,b'), filename: 'rows.csv' });
    const picture = log(page).getByRole('img', { name: 'dot.png' });
    await picture.waitFor();
    expect(await picture.evaluate((node: { naturalWidth: number }) => node.naturalWidth)).toBe(1);
    await log(page).getByRole('link', { name: 'rows.csv' }).getByText('3 bytes').waitFor();
    const { id } = await stage
      .control<{ file: { id: string } }>('act/upload', {
        as: 'UDANA',
        name: 'proof.png',
        contents: pixel.toString('base64'),
      })
      .then(({ file }) => file);
    await stage.say('Boxes', boxBlocks(id));
    const message = log(page).getByRole('article').last();
    const proof = message.getByRole('img', { name: 'One pixel of proof' });
    await proof.waitFor();
    expect(await proof.evaluate((node: { naturalWidth: number }) => node.naturalWidth)).toBe(1);
    await message.getByText('@leads').waitFor();
    await message.getByText('Details of the week').click();
    await message.getByText('@leads').waitFor({ state: 'hidden' });
    await message.getByRole('button', { name: 'Take it' }).waitFor();
    await message.hover();
    await message.getByRole('button', { name: 'React' }).click();
    await page.getByRole('menuitem', { name: 'eyes' }).click();
    const eyes = message.getByRole('button', { name: 'eyes: Dana Reyes' });
    await eyes.and(page.locator('[aria-pressed=true]')).waitFor();
    const priya = await stage.open('UPRIYA');
    await log(priya).getByRole('button', { name: 'eyes: Dana Reyes' }).click();
    await message.getByRole('button', { name: 'eyes: Dana Reyes, Priya Shah' }).click();
    await message.getByRole('button', { name: 'eyes: Priya Shah' }).waitFor();
  });

  test('a conversation of several people and a shared channel are told apart', async () => {
    const page = await stage.open();
    await stage.sample.app.client.conversations.open({ users: 'UDANA,UPRIYA' });
    await page.getByRole('link', { name: 'Dana Reyes, Priya Shah' }).click();
    await page.getByRole('textbox', { name: 'Message Dana Reyes, Priya Shah' }).waitFor();
    await page.getByRole('link', { name: '# with-partners' }).click();
    await page.getByText('Shared with another organisation', { exact: true }).waitFor();
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
