import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { faintTexts } from './contrast.ts';
import { actionBlocks } from './sample-blocks.ts';
import { log, useStage } from './stage.ts';

const stage = useStage();

function inspector(page: Page) {
  const panel = page.getByRole('region', { name: 'Inspector' });
  const rows = panel.getByRole('list', { name: 'Traffic' }).locator('summary');
  return { panel, rows, row: (words: string | RegExp) => rows.filter({ hasText: words }).first() };
}

describe('the inspector', () => {
  test('opens by keyboard, shows calls, envelopes and acks as they happen, and is still open after a reload', async () => {
    const page = await stage.open();
    await log(page).waitFor({ state: 'attached' });
    await page.keyboard.press('Alt+i');
    const { panel, rows, row } = inspector(page);
    await panel.getByRole('tab', { name: 'Traffic' }).and(page.locator(':focus')).waitFor();
    await row('auth.test').waitFor();
    await stage.say('Press', actionBlocks);
    await row('chat.postMessage').getByText('ok').waitFor();
    await log(page).getByLabel('Measure').selectOption({ label: 'Quality' });
    const click = row('block_actions pick.measure');
    await click.getByText('acked').waitFor();
    await click.getByText(/^\d+ ms$/).waitFor();
    expect(await rows.first().textContent()).toContain('block_actions pick.measure');
    await page.reload();
    await row('chat.postMessage').waitFor();
    await page.keyboard.press('Alt+i');
    await panel.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Inspector' }).and(page.locator(':focus')).waitFor();
  });

  test('filters by name, kind and outcome, and copies as JSON', async () => {
    const page = await stage.open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Inspector' }).click();
    const { panel, rows, row } = inspector(page);
    await stage.say('One');
    await row('chat.postMessage').waitFor();
    await panel.getByLabel('Filter by method or name').fill('postmess');
    await expect.poll(() => rows.count()).toBe(1);
    await row('chat.postMessage').click();
    await panel.getByRole('button', { name: 'Copy as JSON', exact: true }).click();
    await page.getByText('Copied as JSON.').waitFor();
    const copied: { method: string; args: { text: string } } = JSON.parse(
      await page.evaluate<string>('navigator.clipboard.readText()'),
    );
    expect([copied.method, copied.args.text]).toEqual(['chat.postMessage', 'One']);
    await panel.getByLabel('Outcome').selectOption('Failed');
    await expect.poll(() => rows.count()).toBe(0);
    await panel.getByLabel('Filter by method or name').fill('');
    await panel.getByLabel('Outcome').selectOption('All outcomes');
    await panel.getByLabel('Kind').selectOption('Events');
    await page.getByRole('link', { name: 'App Home' }).click();
    await row('app_home_opened').waitFor();
    expect(await row('chat.postMessage').count()).toBe(0);
  });

  test("what is refused is counted, with the validator's problems, also on the message it was meant for", async () => {
    const page = await stage.open();
    const { client } = stage.sample.app;
    const { ts = '' } = await client.chat.postMessage({ channel: 'CSUPPORT', text: 'Fine' });
    await log(page).getByText('Fine').waitFor();
    const blocks = [
      { type: 'header' as const, text: { type: 'plain_text' as const, text: 'x'.repeat(151) } },
    ];
    // By hand, because the stock client writes what is refused to the console.
    const { apiUrl, tokens } = stage.sample.workspace;
    await fetch(`${apiUrl}chat.update`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.bot}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: 'CSUPPORT', ts, text: 'Bad', blocks }),
    });
    const message = log(page).getByRole('article').filter({ hasText: 'Fine' });
    await message.getByText('Slack would refuse a change of this message').waitFor();
    await message.getByText('/blocks/0/text/text').waitFor();
    await page.getByRole('button', { name: 'Inspector: 1 refused' }).click();
    const { panel, row } = inspector(page);
    await panel.getByLabel('Outcome').selectOption('With problems');
    await row('invalid_blocks').click();
    await panel.getByText('/blocks/0/text/text').first().waitFor();
    await client.chat.update({ channel: 'CSUPPORT', ts, text: 'Good' });
    await log(page).getByText('Good').waitFor();
    await message.getByText('Slack would refuse').waitFor({ state: 'detached' });
    expect(await faintTexts(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await faintTexts(page)).toEqual([]);
  });

  test('faults are picked with their fields, wait for their call, happen and are cleared', async () => {
    const page = await stage.open();
    await page.getByRole('button', { name: 'Inspector' }).click();
    const { panel, row } = inspector(page);
    await panel.getByRole('tab', { name: 'Faults' }).click();
    const { kinds } = await stage.reads<{ kinds: object[] }>('faults');
    const kind = panel.getByLabel('What goes wrong');
    await kind.locator('option').first().waitFor({ state: 'attached' });
    expect(await kind.locator('option').count()).toBe(kinds.length);
    await kind.selectOption('error');
    await panel.getByLabel('Method').fill('chat.postMessage');
    await panel.getByLabel('Error', { exact: true }).fill('is_archived');
    await panel.getByLabel('Times').fill('2');
    await panel.getByRole('button', { name: 'Make it happen' }).click();
    const waiting = panel.getByRole('list', { name: 'Waiting to go wrong' });
    await waiting.getByText('2 ×, method chat.postMessage, error is_archived').waitFor();
    await expect(stage.say('Not now')).rejects.toThrow('is_archived');
    await waiting.getByText('1 ×').waitFor();
    await panel.getByRole('button', { name: 'Clear all' }).click();
    await waiting.getByText('Nothing.').waitFor();
    await stage.say('Now it works');
    await log(page).getByText('Now it works').waitFor();
    await kind.selectOption('archive_channel');
    await panel.getByLabel('Channel').selectOption('# support-ops');
    await panel.getByRole('button', { name: 'Make it happen' }).click();
    await page.getByText('# support-ops is archived. It can be read, not written to.').waitFor();
    await panel.getByLabel('Slack’s rate limits apply').check();
    await expect
      .poll(async () => (await stage.reads<{ rateLimits: string }>('workspace')).rateLimits)
      .toBe('realistic');
    await panel.getByRole('tab', { name: 'Faults' }).press('ArrowLeft');
    await row('is_archived').waitFor();
  });
});
